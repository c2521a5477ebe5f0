import { useEffect, useRef, useState, type ReactNode } from 'react'
import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url'
import { Notice } from '../../ui/notice.tsx'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import styles from './signing-page.module.css'

GlobalWorkerOptions.workerSrc = workerUrl

type Shown = { state: 'loading' } | { state: 'failed' } | { state: 'ready'; document: PDFDocumentProxy; sha256: string }

/**
 * The very bytes that will be signed. Their hash is computed here from what is shown, and goes with the order to sign: bytes that changed meanwhile are refused.
 */
export function PdfPreview({ sha256, title, facts, onSeen }: { sha256: string; title: string; facts?: ReactNode; onSeen: (sha256: string) => void }) {
  const [shown, setShown] = useState<Shown>({ state: 'loading' })
  const [page, setPage] = useState(1)
  /** Seen is what stands on the screen, not what was opened. */
  const [isDrawn, setDrawn] = useState(false)
  const canvas = useRef<HTMLCanvasElement>(null)

  useEffect(() => {
    let gone = false
    open(sha256).then(
      (found) => !gone && setShown(found),
      () => !gone && setShown({ state: 'failed' })
    )
    return () => {
      gone = true
    }
  }, [sha256])
  useEffect(() => {
    if (shown.state !== 'ready' || !canvas.current) return
    let gone = false
    draw(shown.document, page, canvas.current).then(
      () => {
        // What was closed before it was drawn stood on no screen.
        if (gone) return
        setDrawn(true)
        onSeen(shown.sha256)
      },
      () => !gone && setShown({ state: 'failed' })
    )
    return () => {
      gone = true
    }
  }, [shown, page, onSeen])
  const pages = shown.state === 'ready' ? shown.document.numPages : 0
  useHotkeys({
    'Ctrl+ArrowDown': () => setPage((now) => Math.min(pages, now + 1)),
    'Ctrl+ArrowUp': () => setPage((now) => Math.max(1, now - 1))
  })

  return (
    <aside className={styles.preview} aria-label="Xem văn bản" data-testid="preview" data-state={shown.state === 'ready' && !isDrawn ? 'loading' : shown.state}>
      <strong className="clamp-1" title={title}>
        {title}
      </strong>
      {facts}
      {shown.state === 'loading' && <Notice tone="busy">Đang mở tệp…</Notice>}
      {shown.state === 'failed' && <Notice tone="danger">Không mở được tệp để xem. Không ký văn bản chưa xem được.</Notice>}
      {shown.state === 'ready' && (
        <>
          <div className={styles.sheet} tabIndex={0} role="region" aria-label={`Trang ${page}`}>
            <canvas ref={canvas} role="img" aria-label={`${title}, trang ${page}`} />
          </div>
          <span className="muted">
            Trang {page}/{pages} · Ctrl+↓ Ctrl+↑
          </span>
          <span className={styles.hash} title={shown.sha256}>
            SHA-256 {shown.sha256}
          </span>
        </>
      )}
    </aside>
  )
}

async function open(sha256: string): Promise<Shown> {
  const answer = await fetch(`/documents/${sha256}`)
  if (!answer.ok) return { state: 'failed' }
  const bytes = new Uint8Array(await answer.arrayBuffer())
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  const seen = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  // pdf.js takes the bytes over: hashed before.
  return { state: 'ready', document: await getDocument({ data: bytes, useSystemFonts: true }).promise, sha256: seen }
}

async function draw(document: PDFDocumentProxy, number: number, canvas: HTMLCanvasElement): Promise<void> {
  const page = await document.getPage(number)
  const viewport = page.getViewport({ scale: 1.4 })
  canvas.width = viewport.width
  canvas.height = viewport.height
  await page.render({ canvas, viewport }).promise
}
