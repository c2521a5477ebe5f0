import type { DossierView } from '../../../../electron/contract/views.ts'
import { assertNever } from '../../../../electron/domain/result.ts'
import { HotkeyButton } from '../../../ui/hotkey-button.tsx'
import { useHotkeys } from '../../../ui/use-hotkeys.ts'
import styles from '../dossier-page.module.css'
import type { ActFormProps } from './act-frame.tsx'
import { ACT_NAME, type ActName, type OfferedAct } from './act-names.ts'
import { AmendForm } from './amend-form.tsx'
import { FinishForm } from './finish-form.tsx'
import { HandOverForm } from './hand-over-form.tsx'
import { AnswerLegForm, SendLegForm } from './leg-forms.tsx'
import { NoteForm } from './note-form.tsx'
import { PaymentForm } from './payment-form.tsx'
import { RegisterForm } from './register-form.tsx'
import { ReappointForm } from './reappoint-form.tsx'
import { ReturnForm } from './return-form.tsx'
import { ScansForm } from './scans-form.tsx'
import { SupplementForm } from './supplement-form.tsx'
import { DeclineForm, TakeOverForm } from './take-over-form.tsx'

interface ActPanelProps {
  view: DossierView
  offered: readonly OfferedAct[]
  open: ActName | undefined
  onOpen(name: ActName): void
  /** Something was typed, ticked or chosen in the form of this act, which may have opened by itself. */
  onWritten(name: ActName): void
  onSaved(name: ActName): void
  onCancel(): void
}

/** What may be done to the dossier now, by the one table of legal transitions, which core reads too; one at a time is open. */
export function ActPanel({ view, offered, open, onOpen, onWritten, onSaved, onCancel }: ActPanelProps) {
  // The key of the act that is open is the form's own: F8 scans there.
  useHotkeys(Object.fromEntries(offered.flatMap(({ name, hotkey }) => (hotkey === undefined || name === open ? [] : [[hotkey, () => onOpen(name)]]))))
  const isOffered = offered.some(({ name }) => name === open)
  if (offered.length === 0 && open === undefined) return null
  return (
    <section className={styles.panel} aria-label="Việc tiếp theo" onInput={() => open !== undefined && onWritten(open)}>
      <div className={styles.acts}>
        {offered.map(({ name, hotkey }) => (
          <HotkeyButton key={name} hotkey={hotkey} variant={name === open ? 'filled' : 'default'} onClick={() => onOpen(name)}>
            {ACT_NAME[name]}
          </HotkeyButton>
        ))}
      </div>
      {/* Stays where another counter's act has taken it off the list: nothing in it goes without a word. */}
      {open !== undefined && <ActForm key={open} name={open} view={view} goneAt={isOffered ? undefined : view.status} onSaved={() => onSaved(open)} onCancel={onCancel} />}
    </section>
  )
}

function ActForm({ name, ...props }: ActFormProps & { name: ActName; view: DossierView }) {
  switch (name) {
    case 'ask-supplement':
      return <SupplementForm {...props} />
    case 'ask-payment':
      return <PaymentForm {...props} />
    case 'finish':
      return <FinishForm {...props} />
    case 'return':
      return <ReturnForm {...props} />
    case 'hand-over':
      return <HandOverForm {...props} />
    case 'take-over':
      return <TakeOverForm {...props} />
    case 'decline-hand-over':
      return <DeclineForm {...props} />
    case 'send-leg':
      return <SendLegForm {...props} />
    case 'answer-leg':
      return <AnswerLegForm {...props} />
    case 'register':
      return <RegisterForm {...props} />
    case 'reappoint':
      return <ReappointForm {...props} />
    case 'attach-scans':
      return <ScansForm {...props} />
    case 'amend':
      return <AmendForm {...props} />
    case 'accept':
    case 'refuse':
    case 'refuse-lapsed':
    case 'process':
    case 'complete-supplement':
    case 'confirm-payment':
    case 'ask-withdrawal':
    case 'grant-withdrawal':
    case 'take-back-withdrawal':
    case 'stop':
      return <NoteForm act={name} {...props} />
    default:
      return assertNever(name)
  }
}
