import { TextInput } from '@mantine/core'
import { useRef, useState, type RefObject } from 'react'
import { formatVnd } from '../../../electron/domain/money-text.ts'
import { call } from '../../api/call.ts'
import { leave, useUnsaved } from '../../ui/unsaved.ts'
import styles from './money-page.module.css'
import type { useAct } from './use-act.ts'

export interface ReceiptKey {
  series: string
  period: string
  serial: number
}
type Act = Pick<ReturnType<typeof useAct>, 'run' | 'saving' | 'title'>

/** Which receipt's voiding is open: another takes its place once the reason typed for it may go. `act` is the panel's own. */
export function useVoiding(act: Act) {
  const [voiding, setVoiding] = useState<ReceiptKey>()
  const form = useRef<HTMLFormElement>(null)
  const openVoiding = (receipt: ReceiptKey): void => (voiding ? leave(() => setVoiding(receipt), form.current) : setVoiding(receipt))
  return { voiding, openVoiding, voidForm: { act, form, onClose: () => setVoiding(undefined) } }
}

/** Voids a receipt, of this shift or an earlier one, at this counter: it asks why. */
export function VoidReceipt({ receipt, act, form, onClose }: { receipt: ReceiptKey; act: Act; form: RefObject<HTMLFormElement | null>; onClose(): void }) {
  const { run, saving, title } = act
  const reason = useRef<HTMLInputElement>(null)
  const { series, period, serial } = receipt
  const number = String(serial).padStart(7, '0')
  useUnsaved(form, `Hủy biên lai ${number}`, saving)

  async function save() {
    const done = await run('Đang hủy biên lai', () => call('money.void-receipt', { series, period, serial, reason: reason.current?.value ?? '' }), ({ refunded }) =>
      `Đã hủy biên lai ${number}${refunded > 0 ? `, hoàn lại ${formatVnd(refunded)}` : ''}.`
    )
    if (done) onClose()
  }

  function giveUp() {
    onClose()
    title.current?.focus()
  }

  return (
    <form
      ref={form}
      className={styles.row}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        // The question that may come is not answered by the same key.
        event.preventDefault()
        leave(giveUp, form.current)
      }}
    >
      <TextInput ref={reason} label={`Lý do hủy biên lai ${number}`} maxLength={300} autoFocus autoComplete="off" spellCheck={false} style={{ flex: 1 }} />
      <button type="submit" className={styles.small}>
        Hủy biên lai
      </button>
    </form>
  )
}
