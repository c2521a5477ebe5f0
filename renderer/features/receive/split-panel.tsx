import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { Notice } from '../../ui/notice.tsx'
import { openStoredPdf, drawThumbnail } from './pdf-thumbnails.ts'
import { useIntake } from './intake-store.ts'
import { beginPlan, moveSegment, segmentOf, toggleSplit, type Segment } from './split-plan.ts'
import { useSplit } from './split-store.ts'
import styles from './split-panel.module.css'

type Shown = { state: 'loading' } | { state: 'failed' } | { state: 'ready'; document: PDFDocumentProxy }

/** The pages of one scan, side by side: Space says where the next paper begins, arrows up and down which paper it is, Ctrl+Enter takes it apart. */
export function SplitPanel() {
  const { splitting, close, apply } = useSplit()
  const procedure = useIntake((state) => state.chosen?.procedure)
  const [plan, setPlan] = useState<Segment[]>(() => beginPlan(splitting?.componentId ?? ''))
  const [page, setPage] = useState(1)
  const [shown, setShown] = useState<Shown>({ state: 'loading' })
  const [failure, setFailure] = useState<string>()
  const [busy, setBusy] = useState(false)
  const list = useRef<HTMLDivElement>(null)
  const sha256 = splitting?.file.sha256
  const pages = splitting?.file.pages ?? 0
  const components = procedure?.components.filter(({ secret }) => !secret) ?? []
  const order = components.map(({ id }) => id)

  useEffect(() => {
    list.current?.focus()
    if (sha256 === undefined) return
    let gone = false
    openStoredPdf(sha256).then(
      (document) => !gone && setShown({ state: 'ready', document }),
      () => !gone && setShown({ state: 'failed' })
    )
    return () => {
      gone = true
    }
  }, [sha256])
  useEffect(() => list.current?.children[page - 1]?.scrollIntoView({ block: 'nearest' }), [page])

  async function take() {
    if (busy) return
    setBusy(true)
    const problem = await apply(plan)
    setBusy(false)
    setFailure(problem)
  }
  useHotkeys({ 'Ctrl+Enter': () => void take(), Escape: close })

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.altKey) return
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    const row = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    // A key a paper: its first page by number, 0 for the tenth; pages beyond by the arrows.
    const named = /^\d$/.test(event.key) ? Number(event.key) || 10 : undefined
    if (named !== undefined) {
      if (named > pages) return
      setPage(named)
      setPlan(toggleSplit(plan, named, order))
    } else if (step !== undefined) setPage(Math.max(1, Math.min(pages, page + step)))
    else if (row !== undefined) setPlan(moveSegment(plan, page, row, order))
    else if (event.key === ' ' || event.key === 'Enter') setPlan(toggleSplit(plan, page, order))
    else return
    event.preventDefault()
  }

  const nameOf = (id: string) => components.find((component) => component.id === id)?.name ?? ''
  return (
    <div className={styles.panel} role="dialog" aria-label="Tách bản quét thành từng giấy tờ" data-testid="split-panel" data-state={shown.state}>
      <p className={styles.head}>
        <strong>Tách bản quét {pages} trang</strong>
        <span>
          <kbd>←</kbd> <kbd>→</kbd> đổi trang · <kbd>Cách</kbd> hoặc số trang: chia từ đó · <kbd>↑</kbd> <kbd>↓</kbd> đổi giấy tờ · <kbd>Esc</kbd> để nguyên
        </span>
        <button type="button" className={styles.done} aria-keyshortcuts="Control+Enter" aria-disabled={busy} onClick={() => void take()}>
          {busy ? 'Đang tách…' : `Xong: ${plan.length} giấy tờ`} <kbd aria-hidden="true">Ctrl+Enter</kbd>
        </button>
      </p>
      {failure !== undefined && <Notice tone="danger">{failure}</Notice>}
      {shown.state === 'failed' && <Notice tone="danger">Không mở được bản quét để xem từng trang. Bấm Esc rồi quét lại.</Notice>}
      <div ref={list} className={styles.pages} role="listbox" tabIndex={0} aria-label="Các trang" aria-orientation="horizontal" aria-activedescendant={`split-page-${page}`} onKeyDown={onKeyDown}>
        {Array.from({ length: pages }, (_, index) => index + 1).map((number) => {
          const segment = segmentOf(plan, number)
          const tint = plan.indexOf(segment) % 2
          const begins = segment.from === number
          return (
            <div
              key={number}
              id={`split-page-${number}`}
              role="option"
              aria-selected={number === page}
              className={styles.page}
              data-begins={begins || undefined}
              data-tint={tint}
              onClick={() => setPage(number)}
            >
              <span className={styles.paper} title={nameOf(segment.componentId)}>
                {begins ? nameOf(segment.componentId) : '↑ cùng giấy tờ'}
              </span>
              {shown.state === 'ready' ? <Thumbnail document={shown.document} page={number} /> : <span className={styles.blank} />}
              <span className={styles.number}>Trang {number}</span>
            </div>
          )
        })}
      </div>
    </div>
  )
}

function Thumbnail({ document, page }: { document: PDFDocumentProxy; page: number }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (canvas.current) void drawThumbnail(document, page, canvas.current)
  }, [document, page])
  return <canvas ref={canvas} className={styles.blank} aria-hidden="true" />
}
