import { TextInput } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { DossierView } from '../../../../electron/contract/views.ts'
import { err } from '../../../../electron/domain/result.ts'
import { toNfc } from '../../../../electron/domain/text.ts'
import { call } from '../../../api/call.ts'
import styles from '../dossier-page.module.css'
import { readVnd } from '../../money/read-vnd.ts'
import { ActFrame, type ActFormProps } from './act-frame.tsx'

/** A financial obligation that somebody fixed elsewhere (tax on land, a bill of the agency): until it is paid the dossier waits. */
export function PaymentForm({ view, ...props }: ActFormProps & { view: DossierView }) {
  const amount = useRef<HTMLInputElement>(null)
  const content = useRef<HTMLInputElement>(null)

  useEffect(() => amount.current?.focus(), [])

  async function save() {
    const owed = readVnd(amount.current?.value) ?? 0
    const words = toNfc(content.current?.value ?? '').slice(0, 500)
    if (owed < 1 || owed > 1_000_000_000_000 || words === '') return err({ kind: 'payment-empty' as const })
    return call('dossier.change-status', { id: view.id, baseRevision: view.revision, to: 6, note: '', payment: { amount: owed, content: words } })
  }

  return (
    <ActFrame title="Yêu cầu thực hiện nghĩa vụ tài chính" save={save} {...props}>
      <div className={styles.actRow}>
        <TextInput ref={amount} data-needed label="Số tiền (đồng)" inputMode="numeric" autoComplete="off" maxLength={30} w={170} />
        <TextInput ref={content} data-needed label="Nội dung, theo văn bản nào" autoComplete="off" spellCheck={false} maxLength={500} style={{ flex: 1 }} />
      </div>
    </ActFrame>
  )
}
