import { Textarea } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { DossierView } from '../../../../electron/contract/views.ts'
import type { StatusAct } from '../../../../electron/domain/dossier-status.ts'
import { toNfcLines } from '../../../../electron/domain/text.ts'
import { call } from '../../../api/call.ts'
import { ActFrame, type ActFormProps } from './act-frame.tsx'
import { ACT_NAME } from './act-names.ts'

const LABEL: Partial<Record<StatusAct, string>> = {
  refuse: 'Lý do từ chối (in lên phiếu)',
  'refuse-lapsed': 'Lý do từ chối (in lên phiếu)',
  stop: 'Lý do dừng giải quyết (in lên phiếu)',
  'ask-withdrawal': 'Theo đơn, lý do công dân nêu',
  'confirm-payment': 'Biên lai, chứng từ (nếu có)'
}

/** An act that takes a reason and nothing else. */
export function NoteForm({ view, act, ...props }: ActFormProps & { view: DossierView; act: StatusAct }) {
  const note = useRef<HTMLTextAreaElement>(null)
  const to = view.acts.find((legal) => legal.act === act)?.to ?? view.status

  useEffect(() => note.current?.focus(), [])
  return (
    <ActFrame
      title={ACT_NAME[act]}
      save={(confirmedDay) => call('dossier.change-status', { id: view.id, baseRevision: view.revision, to, note: toNfcLines(note.current?.value ?? '').slice(0, 1000), ...(confirmedDay === undefined ? {} : { confirmedDay }) })}
      {...props}
    >
      <Textarea ref={note} label={LABEL[act] ?? 'Ghi chú (không bắt buộc)'} autosize minRows={2} maxRows={5} maxLength={1000} spellCheck={false} data-autofocus />
    </ActFrame>
  )
}
