import { TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { DocumentAtPortal, DocumentDispute, DocumentSettlement, DisputedStep } from '../../../electron/contract/document-queue.ts'
import { call } from '../../api/call.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainError } from '../../i18n/errors.ts'
import { formatDayTime, formatMoment } from '../../i18n/format.ts'
import { tellSettledDocument } from '../../i18n/settled.ts'
import { tellEntry } from '../../i18n/vi.ts'
import { Notice } from '../../ui/notice.tsx'
import { STAGE, signatureRoleName } from '../signing/document-words.ts'
import styles from './queue-page.module.css'
import { SettleForm, type SettleFormProps } from './settle-form.tsx'

const SAVE_WORD: Record<DocumentSettlement['act'], string> = { withdraw: 'Rút các bước của máy này', keep: 'Giữ và gửi lên Cổng', mend: 'Sửa và gửi lại' }

/**
 * A document's refused steps beside what the portal has. Signed bytes are kept or given up whole: the officer goes by the portal, keeps what still stands on it, or, of one the portal never
 * took, corrects the title.
 */
export function DocumentSettleForm({ item, ...props }: SettleFormProps) {
  const query = useQuery('queue.document', { seq: item.seq }, ['document'])
  const [act, setAct] = useState<DocumentSettlement['act']>('withdraw')
  const title = useRef<HTMLInputElement>(null)
  const form = useRef<HTMLDivElement>(null)
  const isReady = query.state === 'ready'
  useEffect(() => {
    if (isReady) form.current?.querySelector('input')?.focus()
  }, [isReady])
  // What was once read stays with what is typed into it, though the item is gone meanwhile.
  const read = 'value' in query ? query.value : undefined
  if (read === undefined) return query.state === 'failed' ? <Notice tone="warning">{explainError(query.error)}</Notice> : <p>Đang đọc hai bản…</p>

  const dispute = read
  const settlement = (): DocumentSettlement => (act === 'mend' ? { act, title: title.current?.value ?? '' } : { act })
  const choices = listChoices(dispute)
  return (
    <div ref={form}>
      <SettleForm
        title="Xử lý văn bản bị từ chối"
        saveWord={SAVE_WORD[act]}
        isGrave={act === 'withdraw' && dispute.number !== undefined}
        tell={tellSettledDocument}
        settle={(reason) => call('queue.settle-document', { seq: item.seq, reason, settlement: settlement() })}
        {...props}
      >
        <table className={`${styles.compare} ${styles.sides}`} data-testid="document-dispute">
          <thead>
            <tr>
              <th scope="col">Ở máy này, chưa gửi được</th>
              <th scope="col">Ở Cổng</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <td>
                <ol className={styles.steps}>
                  {dispute.steps.map((step, index) => (
                    <li key={index}>{tellStep(step)}</li>
                  ))}
                </ol>
              </td>
              <td>
                {dispute.atPortal ? (
                  <ol className={styles.steps}>
                    {tellPortalSide(dispute.atPortal).map((line) => (
                      <li key={line}>{line}</li>
                    ))}
                  </ol>
                ) : (
                  'Cổng chưa có văn bản này.'
                )}
              </td>
            </tr>
          </tbody>
        </table>
        <fieldset className={styles.choices}>
          <legend className="visually-hidden">Quyết định</legend>
          {choices.map(({ act: name, words }) => (
            <label key={name} className={styles.side}>
              <input type="radio" name="document-settlement" checked={act === name} onChange={() => setAct(name)} />
              <span>{words}</span>
            </label>
          ))}
        </fieldset>
        {act === 'mend' && <TextInput ref={title} label="Trích yếu" defaultValue={dispute.title} maxLength={500} autoComplete="off" spellCheck={false} />}
        {act === 'withdraw' && dispute.number !== undefined && <Notice tone="warning">Số {dispute.number} sẽ bị hủy: thu hồi bản đã in hoặc đã gửi mang số này.</Notice>}
      </SettleForm>
    </div>
  )
}

function listChoices({ steps, atPortal, keepable, isMendable }: DocumentDispute): { act: DocumentSettlement['act']; words: string }[] {
  const all: ({ act: DocumentSettlement['act']; words: string } | false)[] = [
    {
      act: 'withdraw',
      words: atPortal ? `Theo bản ở Cổng: rút ${steps.length} bước của máy này; còn cần thì làm lại trên bản ở Cổng.` : 'Rút, không gửi: văn bản rời danh sách; nhật ký và tệp vẫn giữ.'
    },
    keepable > 0 && { act: 'keep', words: keepable === steps.length ? `Giữ ${keepable} bước của máy này, ghi tiếp sau bản ở Cổng.` : `Giữ ${keepable}/${steps.length} bước còn phù hợp, ghi tiếp sau bản ở Cổng; rút các bước khác.` },
    isMendable && { act: 'mend', words: 'Sửa trích yếu rồi gửi lại; chữ ký và số giữ nguyên.' }
  ]
  return all.filter((choice) => choice !== false)
}

function tellStep({ kind, text, officerName, at }: DisputedStep): string {
  return `${tellEntry(kind, text)} (${officerName}, ${formatMoment(at)})`
}

/** What was done to the document at the portal, in order, and where it stands. */
function tellPortalSide({ stage, number, signatures, returned, changedAt }: DocumentAtPortal): string[] {
  return [
    ...signatures.map(({ role, signerName, at }) => `${signatureRoleName[role]}: ${signerName} (${formatDayTime(at)})`),
    ...(number === undefined ? [] : [`Số ${number}`]),
    ...(returned ? [`Trả lại: ${returned.reason} (${returned.by}, ${formatDayTime(returned.at)})`] : []),
    `${STAGE[stage].text} từ ${formatDayTime(changedAt)}`
  ]
}
