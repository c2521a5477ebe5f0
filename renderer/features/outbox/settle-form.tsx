import { Textarea } from '@mantine/core'
import { useEffect, useRef, type ReactNode } from 'react'
import type { Settled } from '../../../electron/contract/queue.ts'
import type { QueueItem } from '../../../electron/contract/views.ts'
import type { Result } from '../../../electron/domain/result.ts'
import { toNfcLines } from '../../../electron/domain/text.ts'
import type { CounterError } from '../../i18n/errors.ts'
import { ActFrame } from '../dossier/acts/act-frame.tsx'

export interface SettleFormProps {
  item: QueueItem
  onSettled(told: string): void
  onCancel(): void
}

/** The frame of each decision: what it is about, the reason that is journalled, and what came of it in words. */
export function SettleForm({ title, children, settle, voidedMeans = 'thu lại giấy hẹn đã trao', onSettled, onCancel }: Omit<SettleFormProps, 'item'> & { title: string; children?: ReactNode; voidedMeans?: string; settle(reason: string): Promise<Result<Settled, CounterError>> }) {
  const reason = useRef<HTMLTextAreaElement>(null)
  const outcome = useRef('')
  // On the smallest screen the facts above would leave no room for it.
  useEffect(() => reason.current?.form?.scrollIntoView({ block: 'start' }), [])

  async function save() {
    const result = await settle(toNfcLines(reason.current?.value ?? '').slice(0, 1000))
    if (!result.ok) return result
    outcome.current = tellSettled(result.value, voidedMeans)
    return { ok: true as const, value: { revision: 0 } }
  }

  return (
    <ActFrame title={title} save={save} onSaved={() => onSettled(outcome.current)} onCancel={onCancel}>
      {children}
      <Textarea ref={reason} label="Lý do (ghi vào nhật ký, không nêu tên người)" autosize minRows={1} maxRows={3} maxLength={1000} spellCheck={false} data-settle-reason />
    </ActFrame>
  )
}

function tellSettled({ replayed, withdrawn, voided }: Settled, voidedMeans: string): string {
  return [
    replayed > 0 && `Đã ghi lại ${replayed} bước và gửi lên Cổng.`,
    withdrawn > 0 && `Đã rút ${withdrawn} bước, xem ở "Đã rút".`,
    voided !== undefined && `Số ${voided} đã hủy, không cấp cho ai nữa: ${voidedMeans}.`
  ]
    .filter(Boolean)
    .join(' ')
}
