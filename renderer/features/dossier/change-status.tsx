import { Button, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import type { DossierView } from '../../../electron/contract/views.ts'
import { STATUS_NAME, type DossierStatus } from '../../../electron/domain/dossier-status.ts'
import { mayDo } from '../../../electron/domain/permission.ts'
import { toNfc } from '../../../electron/domain/text.ts'
import { call, type CounterFailure } from '../../api/call.ts'
import { explainError } from '../../i18n/errors.ts'
import { Notice } from '../../ui/notice.tsx'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { useSession } from '../session/session-store.ts'
import styles from './dossier-page.module.css'

type Phase = { state: 'editing' } | { state: 'saving' } | { state: 'saved'; to: DossierStatus } | { state: 'failed'; error: CounterFailure<'dossier.change-status'> }

/** Moves on by the one table of legal transitions, which core reads too. F6 leads here. */
export function ChangeStatus({ view }: { view: DossierView }) {
  const session = useSession((state) => state.session)
  const [to, setTo] = useState<DossierStatus>()
  const [phase, setPhase] = useState<Phase>({ state: 'editing' })
  const note = useRef<HTMLInputElement>(null)
  const group = useRef<HTMLFieldSetElement>(null)
  useHotkeys({
    F6: () => group.current?.querySelector('input')?.focus(),
    'Ctrl+Enter': () => void change()
  })

  if (session?.state !== 'open' || !mayDo(session.officer.role, 'dossier.change-status')) return null
  if (view.nextStatuses.length === 0) return null

  async function change() {
    if (to === undefined || phase.state === 'saving') return
    setPhase({ state: 'saving' })
    const result = await call('dossier.change-status', { id: view.id, baseRevision: view.revision, to, note: toNfc(note.current?.value ?? '').slice(0, 1000) })
    if (!result.ok) return setPhase({ state: 'failed', error: result.error })
    setPhase({ state: 'saved', to })
    setTo(undefined)
    if (note.current) note.current.value = ''
  }

  return (
    <section className={styles.panel} aria-label="Chuyển trạng thái">
      <h2>
        Chuyển trạng thái <kbd aria-hidden="true">F6</kbd>
      </h2>
      <fieldset ref={group} className={styles.choices}>
        <legend className="visually-hidden">Trạng thái mới</legend>
        {view.nextStatuses.map((status) => (
          <label key={status} className="choice">
            <input type="radio" name="next-status" checked={to === status} onChange={() => setTo(status)} />
            {STATUS_NAME[status]}
          </label>
        ))}
      </fieldset>
      <div className={styles.changeRow}>
        <TextInput ref={note} aria-label="Lý do, nội dung" placeholder="Lý do, nội dung" autoComplete="off" spellCheck={false} style={{ flex: 1 }} />
        <Button aria-disabled={to === undefined || phase.state === 'saving'} aria-keyshortcuts="Control+Enter" onClick={() => void change()}>
          {phase.state === 'saving' ? 'Đang lưu…' : 'Chuyển'}&nbsp;<kbd aria-hidden="true">Ctrl+Enter</kbd>
        </Button>
      </div>
      {phase.state === 'saved' && <Notice tone="good">Đã lưu: {STATUS_NAME[phase.to]}.</Notice>}
      {phase.state === 'failed' && <Notice tone="danger">{explainError(phase.error)}</Notice>}
    </section>
  )
}
