import { TextInput, Textarea } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { DossierView } from '../../../../electron/contract/views.ts'
import { toNfc, toNfcLines } from '../../../../electron/domain/text.ts'
import { call } from '../../../api/call.ts'
import { ActFrame, type ActFormProps } from './act-frame.tsx'

/** The papers are there: the officer at work takes them, or says who signed for them at a place without an account here. */
export function TakeOverForm({ view, ...props }: ActFormProps & { view: DossierView }) {
  const signedBy = useRef<HTMLInputElement>(null)
  // Taken over elsewhere meanwhile: the field that she writes in stays.
  const [last, setLast] = useState(view.flow.open)
  if (view.flow.open !== null && view.flow.open !== last) setLast(view.flow.open)
  const open = view.flow.open ?? last
  const isElsewhere = open !== null && open.to.officerId === null

  useEffect(() => signedBy.current?.focus(), [])
  return (
    <ActFrame
      title={`Nhận hồ sơ do ${open?.from.fullName ?? ''} giao`}
      save={() => call('dossier.take-over', { id: view.id, baseRevision: view.revision, signedBy: isElsewhere ? toNfc(signedBy.current?.value ?? '').slice(0, 255) : null })}
      {...props}
    >
      {isElsewhere ? (
        <TextInput ref={signedBy} label={`Người ký nhận tại ${open.to.unit}`} defaultValue={open.to.fullName} autoComplete="off" spellCheck={false} maxLength={255} maw={480} />
      ) : (
        <p>Kiểm đủ giấy tờ rồi lưu: từ lúc này hồ sơ do anh/chị giữ và thời hạn của bước bắt đầu tính.</p>
      )}
    </ActFrame>
  )
}

/** Sent back by the receiver, or called back by the giver. */
export function DeclineForm({ view, ...props }: ActFormProps & { view: DossierView }) {
  const reason = useRef<HTMLTextAreaElement>(null)

  useEffect(() => reason.current?.focus(), [])
  return (
    <ActFrame
      title="Trả lại hoặc thu hồi bàn giao"
      save={() => call('dossier.decline-hand-over', { id: view.id, baseRevision: view.revision, reason: toNfcLines(reason.current?.value ?? '').slice(0, 1000) })}
      {...props}
    >
      <Textarea ref={reason} label="Lý do" autosize minRows={2} maxRows={4} maxLength={1000} spellCheck={false} />
    </ActFrame>
  )
}
