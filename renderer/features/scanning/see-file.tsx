import { lazy, Suspense, useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import { HotkeyButton } from '../../ui/hotkey-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { hotkeyOf } from '../../ui/use-hotkeys.ts'
import { useScreen } from '../shell/screen-store.ts'
import { closeOpenFile, noteOpenFile } from './open-file.ts'
import styles from './scanning.module.css'

const PdfPreview = lazy(async () => ({ default: (await import('../signing/pdf-preview.tsx')).PdfPreview }))

export interface SeenFile {
  name: string
  sha256: string
}

/** Beside a stored file: its very bytes, as large as the screen allows. Enter opens it, Escape leads back to the button. */
export function SeeFile({ file }: { file: SeenFile & { pages: number } }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button type="button" className={styles.see} aria-haspopup="dialog" aria-label={`Xem ${file.pages} trang: ${file.name}`} onClick={() => setOpen(true)}>
        Xem {file.pages} trang
      </button>
      {isOpen && <FileDialog file={file} onClose={() => setOpen(false)} />}
    </>
  )
}

const noteNothing = (): void => undefined
/** The preview's own. */
const turnsPage = new Set(['Ctrl+ArrowDown', 'Ctrl+ArrowUp'])
/** By how much of what is in view, while the focus stands on the button. */
const scrolls: Readonly<Record<string, number>> = { PageDown: 0.9, PageUp: -0.9, ArrowDown: 0.2, ArrowUp: -0.2 }

/** One file over the screen it belongs to. */
export function FileDialog({ file, onClose }: { file: SeenFile; onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const box = dialog.current
    box?.showModal()
    // Closed before it goes, so that the focus is where it was.
    return () => box?.close()
  }, [])
  // At once and not when it is drawn anew: what comes next wants the focus before that.
  useEffect(() => noteOpenFile(() => (dialog.current?.close(), onClose())), [onClose])
  useEffect(() => useScreen.subscribe(closeOpenFile), [])

  /** No key of the screen behind does anything meanwhile. */
  function onKeyDown(event: KeyboardEvent) {
    const key = hotkeyOf(event)
    if (!turnsPage.has(key)) event.stopPropagation()
    const step = scrolls[key]
    const sheet = dialog.current?.querySelector('[role=region]')
    if (step === undefined || !sheet) return
    event.preventDefault()
    sheet.scrollBy({ top: step * sheet.clientHeight })
  }

  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-label={`Xem ${file.name}`}
      data-testid="file-dialog"
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <Suspense fallback={<Notice tone="busy">Đang mở tệp…</Notice>}>
        <PdfPreview sha256={file.sha256} title={file.name} onSeen={noteNothing} />
      </Suspense>
      <div className={styles.dialogFoot}>
        <HotkeyButton hotkey="Esc" variant="filled" onClick={onClose}>
          Đóng
        </HotkeyButton>
      </div>
    </dialog>
  )
}
