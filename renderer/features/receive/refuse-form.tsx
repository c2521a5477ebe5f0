import { Textarea } from '@mantine/core'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useFormContext } from 'react-hook-form'
import { create } from 'zustand'
import { localDay } from '../../../electron/domain/calendar.ts'
import { toNfcLines } from '../../../electron/domain/text.ts'
import { call, type CounterInput } from '../../api/call.ts'
import { explainError } from '../../i18n/errors.ts'
import { explainField, type Told } from '../../i18n/vi.ts'
import { ConfirmDay } from '../../ui/confirm-day.tsx'
import { HotkeyButton } from '../../ui/hotkey-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { askThrowAway, useUnsaved, type Saving } from '../../ui/unsaved.ts'
import { tellPrinted } from '../forms/print-words.ts'
import { readApplicant, type IntakeFields } from './intake-fields.ts'
import { useIntake } from './intake-store.ts'
import styles from './refuse-form.module.css'

/** A refusal in the journal, whose form is still to be printed. */
interface Recorded {
  seq: number
  applicantName: string
}

/** What came of a refusal that is recorded; `confirm`: its form waits for the officer's yes to the day. */
interface Refused {
  told: Told
  confirm?: { day: string; recorded: Recorded }
}

interface RefusalStore {
  state: { kind: 'closed' } | { kind: 'open' } | ({ kind: 'refused' } & Refused)
  open(): void
  close(): void
  tell(refused: Refused): void
  /** Whether the form may go: asked where a reason is typed, and while it is being saved once that ended. */
  mayGo(): Promise<boolean>
}

const freely = (): Promise<boolean> => Promise.resolve(true)

export const useRefusal = create<RefusalStore>((set) => ({
  state: { kind: 'closed' },
  open: () => set({ state: { kind: 'open' } }),
  close: () => set({ state: { kind: 'closed' } }),
  // The next refusal is not closed by what the printer says of the last.
  tell: (refused) => set(({ state }) => (state.kind === 'open' ? {} : { state: { kind: 'refused', ...refused } })),
  mayGo: freely
}))

/** What she is refusing is not received by the same key pressed in a field beside. @returns whether a form is open; its reason has the focus then */
export function goToOpenRefusal(): boolean {
  const isOpen = useRefusal.getState().state.kind === 'open'
  if (isOpen) document.getElementById('field-refusal')?.focus()
  return isOpen
}

/** The form while it is open, and what came of it until the next citizen. */
export function Refusal({ onRefused, onClose }: { onRefused: () => void; onClose: () => void }) {
  const state = useRefusal((store) => store.state)
  const { close, tell } = useRefusal.getState()
  if (state.kind === 'closed') return null
  if (state.kind === 'refused') {
    const { told, confirm } = state
    return (
      <>
        <Notice tone={told.tone}>{told.text}</Notice>
        {confirm && <ConfirmDay day={confirm.day} does="in phiếu" onConfirm={(day) => void printRefusal(confirm.recorded, day).then(tell)} />}
      </>
    )
  }
  return (
    <RefuseForm
      onRefused={(refused) => {
        onRefused()
        tell(refused)
      }}
      onClose={() => {
        close()
        onClose()
      }}
    />
  )
}

/** Ctrl+Y: papers that are not accepted (Mẫu 03). Nothing is received: the refusal is journalled, the form printed, the intake thrown away. */
function RefuseForm({ onRefused, onClose }: { onRefused: (refused: Refused) => void; onClose: () => void }) {
  const { getValues } = useFormContext<IntakeFields>()
  const reason = useRef<HTMLTextAreaElement>(null)
  const form = useRef<HTMLElement>(null)
  const saving = useRef<Saving>(undefined)
  const [problem, setProblem] = useState<string>()

  useEffect(() => reason.current?.focus(), [])
  useUnsaved(form, 'Từ chối tiếp nhận', saving, { staysBehind: true })

  function refuse() {
    const { chosen, secrecy } = useIntake.getState()
    if (chosen === undefined) return setProblem('Chọn thủ tục trước khi từ chối.')
    const applicant = readApplicant(getValues(), localDay(Date.now()))
    if (!applicant.ok) return setProblem(applicant.error.problems.map(explainField).join(' '))
    saving.current ??= record({ procedureCode: chosen.procedure.code, applicant: applicant.value, reason: toNfcLines(reason.current?.value ?? '').slice(0, 1000), secrecy })
  }

  async function record(refusal: CounterInput<'dossier.refuse-at-counter'>): Promise<boolean> {
    const { draftId } = useIntake.getState()
    const result = await call('dossier.refuse-at-counter', refusal)
    saving.current = result.ok ? 'saved' : undefined
    if (result.ok) {
      void call('draft.discard', { id: draftId, files: [] })
      // The intake is free for the next citizen while the printer works.
      const recorded = { seq: result.value.seq, applicantName: refusal.applicant.fullName }
      onRefused({ told: { text: `${tellRecorded(recorded)} Đang in phiếu…`, tone: 'busy' } })
      void printRefusal(recorded).then(useRefusal.getState().tell)
    } else setProblem(explainError(result.error))
    return result.ok
  }

  /** Another screen leaves it open: only here, for another citizen, at log-out and when the window closes is it asked. */
  useEffect(() => {
    useRefusal.setState({
      mayGo: () => {
        if (saving.current instanceof Promise) return saving.current
        return saving.current === 'saved' || toNfcLines(reason.current?.value ?? '') === '' ? freely() : askThrowAway('Từ chối tiếp nhận')
      }
    })
    return () => useRefusal.setState({ mayGo: freely })
  }, [])

  function close() {
    void useRefusal.getState().mayGo().then((isYes) => isYes && onClose())
  }

  function onKeyDown(event: KeyboardEvent) {
    // Enter is a line of the reason: the next field is the intake's, and there she would go on with what she refuses.
    if (event.key === 'Enter' && !event.ctrlKey && event.target === reason.current) event.stopPropagation()
    const act = event.key === 'Escape' ? close : event.key === 'Enter' && event.ctrlKey ? refuse : undefined
    if (!act) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }

  return (
    <section ref={form} className={styles.panel} aria-label="Từ chối tiếp nhận" data-testid="refuse-form" onKeyDown={onKeyDown}>
      <p className={styles.head}>
        Từ chối tiếp nhận <span className="muted">không nhận hồ sơ, không cấp mã; in phiếu từ chối cho công dân</span>
      </p>
      <Textarea ref={reason} id="field-refusal" onInput={() => setProblem(undefined)} label="Lý do từ chối (in lên phiếu)" autosize minRows={2} maxRows={4} maxLength={1000} spellCheck={false} />
      {problem !== undefined && <Notice tone="danger">{problem}</Notice>}
      <div className={styles.foot}>
        <HotkeyButton hotkey="Ctrl+Enter" variant="filled" onClick={refuse}>
          Từ chối và in phiếu
        </HotkeyButton>
        <HotkeyButton hotkey="Esc" onClick={close}>
          Thôi
        </HotkeyButton>
      </div>
    </section>
  )
}

/** The intake is empty by then: whose it was is told here. */
const tellRecorded = ({ applicantName }: Recorded): string => `Đã từ chối tiếp nhận hồ sơ của ${applicantName}, không cấp mã.`

/** @returns what came of printing, or the day that is asked about before the form takes its number */
async function printRefusal(recorded: Recorded, confirmedDay?: string): Promise<Refused> {
  const { seq } = recorded
  const printed = await call('print.form', { kind: 'counter-refusal', seq, reprint: false, ...(confirmedDay === undefined ? {} : { confirmedDay }) })
  const said = tellRecorded(recorded)
  if (printed.ok) {
    const told = tellPrinted('counter-refusal', printed.value)
    return { told: { ...told, text: `${said} ${told.text}` } }
  }
  const { error } = printed
  return { told: { text: `${said} ${explainError(error)}`, tone: 'danger' }, ...(error.kind === 'clock-jumped' ? { confirm: { day: error.today, recorded } } : {}) }
}
