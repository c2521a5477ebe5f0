import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { DossierView } from '../../../../electron/contract/views.ts'
import type { LegAnswer, LegState } from '../../../../electron/domain/interlink.ts'
import { toNfc, toNfcLines } from '../../../../electron/domain/text.ts'
import { call } from '../../../api/call.ts'
import styles from '../dossier-page.module.css'
import { ActFrame, type ActFormProps } from './act-frame.tsx'

type Props = ActFormProps & { view: DossierView }

const ANSWERS: readonly (readonly [LegAnswer, string])[] = [
  ['accepted', 'Đã nhận'],
  ['granted', 'Có kết quả: đồng ý'],
  ['rejected', 'Không đồng ý (nêu lý do)'],
  ['sent-back', 'Trả lại để sửa (nêu lý do)']
]

function listChoices({ flow }: DossierView, states: readonly LegState[]) {
  return flow.legs.filter(({ state }) => states.includes(state)).map(({ leg }) => ({ value: leg.id, label: `${leg.name} · ${leg.agency}` }))
}

/** Gives an agency its part of the interlinked dossier. */
export function SendLegForm({ view, ...props }: Props) {
  const leg = useRef<HTMLSelectElement>(null)
  const note = useRef<HTMLTextAreaElement>(null)

  useEffect(() => leg.current?.focus(), [])
  return (
    <ActFrame
      title="Chuyển liên thông"
      save={() => call('dossier.send-leg', { id: view.id, baseRevision: view.revision, legId: leg.current?.value ?? '', note: toNfcLines(note.current?.value ?? '').slice(0, 1000) })}
      {...props}
    >
      <div className={styles.actRow}>
        <NativeSelect ref={leg} label="Phần chuyển, cơ quan" data={listChoices(view, ['ready'])} style={{ flex: 1 }} />
        <Textarea ref={note} label="Ghi chú" autosize minRows={1} maxRows={3} maxLength={1000} spellCheck={false} style={{ flex: 1 }} />
      </div>
    </ActFrame>
  )
}

/** What an agency answered about its part. */
export function AnswerLegForm({ view, ...props }: Props) {
  const leg = useRef<HTMLSelectElement>(null)
  const answer = useRef<HTMLSelectElement>(null)
  const number = useRef<HTMLInputElement>(null)
  const note = useRef<HTMLTextAreaElement>(null)

  useEffect(() => leg.current?.focus(), [])

  function save() {
    return call('dossier.answer-leg', {
      id: view.id,
      baseRevision: view.revision,
      legId: leg.current?.value ?? '',
      answer: (answer.current?.value ?? 'granted') as LegAnswer,
      documentNumber: toNfc(number.current?.value ?? '').slice(0, 100),
      note: toNfcLines(note.current?.value ?? '').slice(0, 1000)
    })
  }

  return (
    <ActFrame title="Ghi trả lời của cơ quan liên thông" save={save} {...props}>
      <div className={styles.actRow}>
        <NativeSelect ref={leg} label="Phần, cơ quan" data={listChoices(view, ['sent', 'accepted'])} style={{ flex: 2 }} />
        <NativeSelect ref={answer} label="Trả lời" defaultValue="granted" data={ANSWERS.map(([value, label]) => ({ value, label }))} style={{ flex: 1 }} />
        <TextInput ref={number} label="Số, ký hiệu kết quả" autoComplete="off" spellCheck={false} maxLength={100} w={180} />
      </div>
      <Textarea ref={note} label="Ghi chú, lý do" autosize minRows={1} maxRows={3} maxLength={1000} spellCheck={false} />
    </ActFrame>
  )
}
