import { Textarea } from '@mantine/core'
import { useEffect, useRef, useState, type ReactNode } from 'react'
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

interface SettleFrameProps extends Omit<SettleFormProps, 'item'> {
  title: string
  /** What its key says: the decision itself. */
  saveWord: string
  isGrave?: boolean
  children?: ReactNode
  settle(reason: string): Promise<Result<Settled, CounterError>>
  tell(settled: Settled): string
}

/** The frame of each decision: what it is about, the reason that is journalled, and what came of it in words. */
export function SettleForm({ title, children, settle, tell, onSettled, ...frame }: SettleFrameProps) {
  const reason = useRef<HTMLTextAreaElement>(null)
  const outcome = useRef('')
  const [isMissing, setMissing] = useState(false)
  // On the smallest screen the facts above would leave no room for it.
  useEffect(() => reason.current?.form?.scrollIntoView({ block: 'start' }), [])

  async function save() {
    const result = await settle(toNfcLines(reason.current?.value ?? '').slice(0, 1000))
    if (!result.ok) {
      setMissing(result.error.kind === 'reason-missing')
      return result
    }
    outcome.current = tell(result.value)
    return { ok: true as const, value: { revision: 0 } }
  }

  return (
    <ActFrame title={title} save={save} onSaved={() => onSettled(outcome.current)} {...frame}>
      {children}
      <Textarea
        ref={reason}
        label="Lý do (ghi vào nhật ký, không nêu tên người)"
        error={isMissing}
        onInput={() => setMissing(false)}
        autosize
        minRows={1}
        maxRows={3}
        maxLength={1000}
        spellCheck={false}
        data-needed
        data-settle-reason
      />
    </ActFrame>
  )
}
