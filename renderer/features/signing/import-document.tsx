import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { Secrecy } from '../../../electron/contract/intake.ts'
import { readDocumentCode, type DocumentKind } from '../../../electron/domain/document.ts'
import { toNfc } from '../../../electron/domain/text.ts'
import { call, importFiles } from '../../api/call.ts'
import { SECRECY_REASON } from '../../i18n/error-words.ts'
import { explainError } from '../../i18n/errors.ts'
import { secrecyName } from '../../i18n/vi.ts'
import { Notice } from '../../ui/notice.tsx'
import { useUnsaved, type Saving } from '../../ui/unsaved.ts'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { documentKindName } from './document-words.ts'
import styles from './signing-page.module.css'

type Phase = { state: 'editing' } | { state: 'busy' } | { state: 'failed'; text: string }

/** Takes a document in: a result, an outgoing document or a digitised copy, tied to a dossier or not. Marked secret, not even its name is read. */
export function ImportDocument({ onDone }: { onDone: () => void }) {
  const [kind, setKind] = useState<DocumentKind>('outgoing')
  const [secrecy, setSecrecy] = useState<Secrecy>('none')
  const [file, setFile] = useState<File>()
  const [phase, setPhase] = useState<Phase>({ state: 'editing' })
  const [id] = useState(() => crypto.randomUUID())
  const title = useRef<HTMLInputElement>(null)
  const number = useRef<HTMLInputElement>(null)
  const dossier = useRef<HTMLInputElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  useEffect(() => title.current?.focus(), [])
  const form = useRef<HTMLElement>(null)
  const saving = useRef<Saving>(undefined)
  useUnsaved(form, 'Nhập văn bản', saving)
  useHotkeys({ 'Ctrl+Enter': take, 'Ctrl+O': () => secrecy === 'none' && picker.current?.click() })

  function take() {
    if (secrecy !== 'none') return
    if (!file) return setPhase({ state: 'failed', text: 'Chọn tệp của văn bản (Ctrl+O).' })
    saving.current ??= save(file)
  }

  async function save(paper: File): Promise<boolean> {
    setPhase({ state: 'busy' })
    const problem = await importPaper(paper)
    saving.current = problem === undefined ? 'saved' : undefined
    if (problem === undefined) onDone()
    else setPhase({ state: 'failed', text: problem })
    return problem === undefined
  }

  /** @returns why it was not taken in */
  async function importPaper(paper: File): Promise<string | undefined> {
    const code = toNfc(dossier.current?.value ?? '')
    const dossierId = code === '' ? null : await findDossierId(code)
    if (dossierId === undefined) return `Không thấy hồ sơ ${code} trên máy. Kiểm tra mã hoặc để trống.`
    const text = (input: HTMLInputElement | null) => toNfc(input?.value ?? '')
    const result = await importFiles('document.import', [paper], { id, documentKind: kind, title: text(title.current), ...readDocumentCode(number.current?.value ?? ''), dossierId, formOfCopy: null, secrecy, name: toNfc(paper.name).slice(0, 300) })
    return result.ok ? undefined : explainError(result.error)
  }

  return (
    <section ref={form} className={styles.form} aria-label="Nhập văn bản" data-testid="import-document">
      <TextInput ref={title} className={styles.wide ?? ''} label="Trích yếu" maxLength={500} autoComplete="off" spellCheck={false} />
      <NativeSelect label="Loại" value={kind} onChange={(event) => setKind(event.currentTarget.value as DocumentKind)} data={Object.entries(documentKindName).map(([value, label]) => ({ value, label }))} />
      <TextInput ref={number} label={kind === 'copy' ? 'Số bản sao (nếu có)' : 'Ký hiệu (số cấp khi đóng dấu)'} placeholder={kind === 'copy' ? '' : 'QĐ-UBND, hoặc số đã có'} maxLength={100} autoComplete="off" spellCheck={false} />
      <TextInput ref={dossier} label="Mã hồ sơ (nếu có)" maxLength={60} autoComplete="off" spellCheck={false} />
      <NativeSelect label="Độ mật" value={secrecy} onChange={(event) => setSecrecy(event.currentTarget.value as Secrecy)} data={Object.entries(secrecyName).map(([value, label]) => ({ value, label }))} />
      <div className={styles.actions}>
        <Button variant="default" aria-keyshortcuts="Control+O" aria-disabled={secrecy !== 'none'} onClick={() => secrecy === 'none' && picker.current?.click()}>
          Chọn tệp&nbsp;<kbd aria-hidden="true">Ctrl+O</kbd>
        </Button>
        <input ref={picker} type="file" accept=".pdf,.jpg,.jpeg,.png,.tif,.tiff" hidden data-testid="document-file" onChange={(event) => setFile(event.currentTarget.files?.[0])} />
        <span className="clamp-1">{file ? file.name : 'Chưa chọn tệp'}</span>
        <span style={{ flex: 1 }} />
        <Button aria-keyshortcuts="Control+Enter" aria-disabled={phase.state === 'busy' || secrecy !== 'none'} onClick={take}>
          Nhập&nbsp;<kbd aria-hidden="true">Ctrl+Enter</kbd>
        </Button>
        {secrecy !== 'none' && <Notice tone="danger">Không nhập trên máy này. {SECRECY_REASON}</Notice>}
        {phase.state === 'busy' && <Notice tone="busy">Đang kiểm tra và lưu tệp…</Notice>}
        {phase.state === 'failed' && <Notice tone="danger">{phase.text}</Notice>}
      </div>
    </section>
  )
}

async function findDossierId(code: string): Promise<string | undefined> {
  const found = await call('dossier.search', { text: code, limit: 5 })
  return found.ok ? found.value.find((row) => row.code.toLowerCase() === code.toLowerCase())?.id : undefined
}
