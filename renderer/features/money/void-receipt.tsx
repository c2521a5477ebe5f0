import { TextInput } from '@mantine/core'
import { useRef } from 'react'
import { formatVnd } from '../../../electron/domain/money-text.ts'
import { call } from '../../api/call.ts'
import styles from './money-page.module.css'
import type { useAct } from './use-act.ts'

export interface ReceiptKey {
  series: string
  period: string
  serial: number
}

/** Voids a receipt, of this shift or an earlier one, at this counter: it asks why. `run` and `title` are the panel's own. */
export function VoidReceipt({ receipt, run, title, onClose }: { receipt: ReceiptKey; onClose(): void } & Pick<ReturnType<typeof useAct>, 'run' | 'title'>) {
  const reason = useRef<HTMLInputElement>(null)
  const { series, period, serial } = receipt
  const number = String(serial).padStart(7, '0')

  async function save() {
    const done = await run('Đang hủy biên lai', () => call('money.void-receipt', { series, period, serial, reason: reason.current?.value ?? '' }), ({ refunded }) =>
      `Đã hủy biên lai ${number}${refunded > 0 ? `, hoàn lại ${formatVnd(refunded)}` : ''}.`
    )
    if (done) onClose()
  }

  return (
    <form
      className={styles.row}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        onClose()
        title.current?.focus()
      }}
    >
      <TextInput ref={reason} label={`Lý do hủy biên lai ${number}`} maxLength={300} autoFocus autoComplete="off" spellCheck={false} style={{ flex: 1 }} />
      <button type="submit" className={styles.small}>
        Hủy biên lai
      </button>
    </form>
  )
}
