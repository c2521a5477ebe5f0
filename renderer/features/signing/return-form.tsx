import { Textarea } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { toNfcLines } from '../../../electron/domain/text.ts'
import { call } from '../../api/call.ts'
import dossierStyles from '../dossier/dossier-page.module.css'
import { ActFrame } from '../dossier/acts/act-frame.tsx'
import type { SigningItem } from './signing-queue.tsx'

/** Sends a document that waits for a signature back to who made it. The reason is what she reads; a mended text is taken in as a new document. */
export function ReturnForm({ item, onDone, onCancel }: { item: SigningItem; onDone(): void; onCancel(): void }) {
  const reason = useRef<HTMLTextAreaElement>(null)
  useEffect(() => reason.current?.focus(), [])

  async function save() {
    const text = toNfcLines(reason.current?.value ?? '').slice(0, 1000)
    if (text === '') return { ok: false as const, error: { kind: 'reason-missing' as const } }
    return call('document.return', { id: item.key, baseRevision: item.revision, reason: text })
  }
  return (
    <div className={dossierStyles.panel} data-testid="return-document">
      <ActFrame title={`Trả lại: ${item.name}`} save={save} onSaved={onDone} onCancel={onCancel}>
        <Textarea ref={reason} label="Lý do trả lại (người soạn đọc được)" autosize minRows={1} maxRows={3} maxLength={1000} spellCheck={false} />
      </ActFrame>
    </div>
  )
}
