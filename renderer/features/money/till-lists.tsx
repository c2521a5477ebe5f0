import { TextInput } from '@mantine/core'
import { useRef } from 'react'
import type { PendingTransfer, ReceiptRow } from '../../../electron/contract/money.ts'
import { formatVnd } from '../../../electron/domain/money-text.ts'
import { call } from '../../api/call.ts'
import { formatMoment } from '../../i18n/format.ts'
import { ConfirmDay } from '../../ui/confirm-day.tsx'
import { Notice } from '../../ui/notice.tsx'
import { UnsavedBox } from '../../ui/unsaved-box.tsx'
import styles from './money-page.module.css'
import { useAct } from './use-act.ts'
import { useVoiding, VoidReceipt } from './void-receipt.tsx'

/** Transfers nobody has found yet: ticked against the bank's list, or given up. */
export function PendingTransfers({ pending }: { pending: readonly PendingTransfer[] }) {
  const { told, run, saving, title } = useAct()
  const reference = useRef<HTMLInputElement>(null)
  /** The one a question about the day is about. */
  const last = useRef<PendingTransfer>(undefined)
  if (pending.length === 0 && !told) return null
  async function settle(transfer: PendingTransfer, outcome: 'received' | 'not-received', confirmedDay?: string) {
    last.current = transfer
    const done = await run(
      'Đang ghi đối soát',
      () => call('money.settle-transfer', { paymentId: transfer.paymentId, outcome, bankReference: reference.current?.value ?? '', ...(confirmedDay === undefined ? {} : { confirmedDay }) }),
      () => (outcome === 'received' ? `Đã xác nhận ${formatVnd(transfer.total)} của ${transfer.payerName}.` : `Đã bỏ chờ ${transfer.reference}: khoản này lại phải thu.`)
    )
    // The next transfer has another number in the bank's list.
    if (done && reference.current) reference.current.value = ''
  }
  return (
    <section className={styles.panel} aria-label="Chuyển khoản chờ đối soát">
      <h2 ref={title} tabIndex={-1}>
        Chuyển khoản chờ đối soát ({pending.length})
      </h2>
      {pending.length > 0 && (
        <UnsavedBox title="Chuyển khoản chờ đối soát" saving={saving}>
          <TextInput ref={reference} label="Số giao dịch trong sao kê" maxLength={60} autoComplete="off" spellCheck={false} />
        </UnsavedBox>
      )}
      <ul className={styles.list} data-testid="pending-transfers">
        {pending.map((transfer) => (
          <li key={transfer.paymentId}>
            <span className="clamp-1" title={`${transfer.payerName} · ${transfer.dossierCode}`}>
              {transfer.reference} · {transfer.payerName} · {formatMoment(transfer.at)}
            </span>
            <span className="number">{formatVnd(transfer.total)}</span>
            <button type="button" className={styles.small} aria-label={`Đã thấy tiền ${transfer.reference}`} onClick={() => void settle(transfer, 'received')}>
              Đã thấy tiền
            </button>
            <button type="button" className={styles.small} aria-label={`Bỏ chờ ${transfer.reference}: không thấy tiền`} onClick={() => void settle(transfer, 'not-received')}>
              Bỏ chờ
            </button>
          </li>
        ))}
      </ul>
      {told && <Notice tone={told.tone}>{told.text}</Notice>}
      {told?.confirmDay !== undefined && <ConfirmDay day={told.confirmDay} does="ghi biên lai" onConfirm={(day) => last.current && void settle(last.current, 'received', day)} />}
    </section>
  )
}

/** The receipts of the open shift, newest first; voiding one asks why. */
export function ShiftReceipts({ receipts }: { receipts: readonly ReceiptRow[] }) {
  const act = useAct()
  const { told, title } = act
  const { voiding, openVoiding, voidForm } = useVoiding(act)

  return (
    <section className={styles.panel} aria-label="Biên lai trong ca">
      <h2 ref={title} tabIndex={-1}>
        Biên lai trong ca ({receipts.length})
      </h2>
      {receipts.length === 0 && <p className="muted">Chưa có biên lai nào.</p>}
      <ul className={styles.list} data-testid="shift-receipts">
        {receipts.map((receipt) => (
          <li key={`${receipt.period}/${receipt.serial}`}>
            <span className={`clamp-1 ${receipt.voided ? styles.void : ''}`} title={receipt.voided ? `Hủy: ${receipt.voided.reason}` : `${receipt.payerName} · ${receipt.dossierCode}`}>
              {String(receipt.serial).padStart(7, '0')} · {receipt.payerName}
            </span>
            <span className="muted">{receipt.voided ? 'đã hủy' : receipt.method === 'cash' ? 'tiền mặt' : receipt.isOutOfShift ? 'chuyển khoản, ngoài ca' : 'chuyển khoản'}</span>
            <span className="number">{formatVnd(receipt.amount)}</span>
            {receipt.voided === null && (
              <button type="button" className={styles.small} aria-label={`Hủy biên lai ${receipt.serial}`} onClick={() => openVoiding(receipt)}>
                Hủy
              </button>
            )}
          </li>
        ))}
      </ul>
      {voiding && <VoidReceipt key={voiding.serial} {...voidForm} receipt={voiding} />}
      {told && <Notice tone={told.tone}>{told.text}</Notice>}
    </section>
  )
}
