import { useEffect, useRef, useState } from 'react'
import type { PaperKind } from '../../../electron/contract/forms.ts'
import { call, type CounterFailure, type CounterInput, type CounterOutput } from '../../api/call.ts'
import { explainError } from '../../i18n/errors.ts'
import { formName } from '../../i18n/vi.ts'
import { HotkeyButton } from '../../ui/hotkey-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { tellPrinted } from './print-words.ts'
import styles from './form-preview.module.css'

type Shown = { state: 'loading' } | { state: 'shown'; page: CounterOutput<'print.preview'> } | { state: 'failed'; error: CounterFailure<'print.preview'> }
type Printing = { state: 'idle' } | { state: 'printing' } | { state: 'printed'; outcome: CounterOutput<'print.form'> } | { state: 'failed'; error: CounterFailure<'print.form'> }

/** A paper as it will be printed: the very document, framed. Ctrl+P prints it, Escape goes back. */
export function FormPreview({ request, onClose }: { request: CounterInput<'print.preview'> & { kind: PaperKind }; onClose: () => void }) {
  const key = JSON.stringify(request)
  const [shown, setShown] = useState<Shown>({ state: 'loading' })
  const [printing, setPrinting] = useState<Printing>({ state: 'idle' })
  const title = useRef<HTMLHeadingElement>(null)

  useEffect(() => {
    let current = true
    void call('print.preview', JSON.parse(key) as CounterInput<'print.preview'>).then((result) => {
      if (current) setShown(result.ok ? { state: 'shown', page: result.value } : { state: 'failed', error: result.error })
    })
    title.current?.focus()
    return () => {
      current = false
    }
  }, [key])
  useHotkeys({ 'Ctrl+P': () => void print(), Escape: onClose })

  async function print() {
    if (printing.state === 'printing' || shown.state !== 'shown') return
    setPrinting({ state: 'printing' })
    const result = await call('print.form', request)
    setPrinting(result.ok ? { state: 'printed', outcome: result.value } : { state: 'failed', error: result.error })
  }

  return (
    <section className={styles.preview} role="dialog" aria-label={`Xem trước ${formName[request.kind]}`}>
      <div className="page-head">
        <h2 ref={title} tabIndex={-1} className="page-title clamp-1">
          {shown.state === 'shown' ? shown.page.title : 'Xem trước khi in'}
        </h2>
        <span style={{ flex: 1 }} />
        <HotkeyButton hotkey="Ctrl+P" variant="filled" onClick={() => void print()} disabled={shown.state !== 'shown' || printing.state === 'printing'}>
          {printing.state === 'printing' ? 'Đang in…' : 'In'}
        </HotkeyButton>
        <HotkeyButton hotkey="Esc" onClick={onClose}>
          Đóng
        </HotkeyButton>
      </div>
      {printing.state === 'printed' && <Notice tone={tellPrinted(request.kind, printing.outcome).tone}>{tellPrinted(request.kind, printing.outcome).text}</Notice>}
      {printing.state === 'failed' && <Notice tone="danger">{explainError(printing.error)}</Notice>}
      {shown.state === 'failed' && <Notice tone="danger">{explainError(shown.error)}</Notice>}
      {shown.state === 'shown' && <iframe className={styles.frame} src={shown.page.url} sandbox="allow-same-origin" title={shown.page.title} data-testid="form-preview" />}
    </section>
  )
}
