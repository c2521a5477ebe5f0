import { NativeSelect, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { DossierView } from '../../../../electron/contract/views.ts'
import { TrackingNumber, type Collector } from '../../../../electron/domain/life-facts.ts'
import { toNfc } from '../../../../electron/domain/text.ts'
import { call } from '../../../api/call.ts'
import { err } from '../../../../electron/domain/result.ts'
import { formatVnd } from '../../../../electron/domain/money-text.ts'
import { idKindName } from '../../../i18n/vi.ts'
import { Notice } from '../../../ui/notice.tsx'
import { useOwed } from '../../money/owed.ts'
import { sayGoodbye } from '../../citizen/use-citizen-screen.ts'
import styles from '../dossier-page.module.css'
import { ActFrame, type ActFormProps } from './act-frame.tsx'

const idKinds = (['cccd', 'cmnd', 'passport'] as const).map((value) => ({ value, label: idKindName[value] }))

/** Hand back the result: who signs for it (ký nhận), and which originals go with it. Ctrl+Enter alone is the common case. */
export function ReturnForm({ view, ...props }: ActFormProps & { view: DossierView }) {
  const [kind, setKind] = useState<Collector['kind']>(view.life.resultBy === 'post' ? 'post' : 'applicant')
  const form = useRef<HTMLDivElement>(null)
  const owed = useOwed(view.id)
  const withOriginals = view.components.filter(({ originals }) => originals > 0)

  useEffect(() => form.current?.querySelector<HTMLInputElement>('input:checked')?.focus(), [])

  const typed = (name: string) => toNfc(form.current?.querySelector<HTMLInputElement | HTMLSelectElement>(`[name=${name}]`)?.value ?? '')

  function readCollector(): Collector | undefined {
    if (kind === 'applicant') return { kind }
    if (kind === 'post') {
      const number = typed('tracking').replace(/\s/g, '').toUpperCase()
      return TrackingNumber.safeParse(number).success ? { kind, trackingNumber: number } : undefined
    }
    const [fullName, idNumber, authorisation] = [typed('fullName'), typed('idNumber'), typed('authorisation')]
    if (fullName === '' || idNumber === '' || authorisation === '') return undefined
    return { kind, fullName, idKind: typed('idKind') as 'cccd', idNumber, authorisation }
  }

  async function save() {
    const collector = readCollector()
    if (!collector) return err(kind === 'post' ? { kind: 'tracking-number-malformed' as const } : { kind: 'collector-incomplete' as const })
    const originals = withOriginals.flatMap(({ id, name, originals: count }) =>
      form.current?.querySelector<HTMLInputElement>(`[name="original-${CSS.escape(id)}"]`)?.checked ? [{ componentId: id, name, count }] : []
    )
    const returned = await call('dossier.return-result', { id: view.id, baseRevision: view.revision, handBack: { collector, originals }, note: '' })
    // Only who came is asked; a letter answers nothing.
    if (returned.ok && kind !== 'post') sayGoodbye({ code: view.code, procedureName: view.procedureName })
    return returned
  }

  const choice = (value: Collector['kind'], label: string) => (
    <label className="choice">
      <input type="radio" name="collector" value={value} checked={kind === value} onChange={() => setKind(value)} /> {label}
    </label>
  )
  return (
    <ActFrame title="Trả kết quả: ký nhận" save={save} {...props}>
      <div ref={form} className={styles.actStack}>
        {owed > 0 && (
          <Notice tone="warning">
            <span data-testid="return-owed">Chưa thu {formatVnd(owed)} phí, lệ phí của hồ sơ này. Bấm F12 để thu trước, hoặc vẫn trả kết quả.</span>
          </Notice>
        )}
        <fieldset className={styles.radios}>
          <legend className="field-label">Người nhận</legend>
          {choice('applicant', `Người nộp: ${view.applicantName}`)}
          {choice('other', 'Người khác nhận thay')}
          {choice('post', 'Gửi bưu chính')}
        </fieldset>
        {kind === 'other' && (
          <div className={styles.actRow}>
            <TextInput name="fullName" data-needed label="Họ và tên người nhận" autoComplete="off" spellCheck={false} maxLength={255} style={{ flex: 2 }} />
            <NativeSelect name="idKind" label="Loại giấy tờ" data={idKinds} w={110} />
            <TextInput name="idNumber" data-needed label="Số giấy tờ" autoComplete="off" maxLength={30} w={140} />
            <TextInput name="authorisation" label="Giấy ủy quyền, quan hệ" autoComplete="off" spellCheck={false} maxLength={500} style={{ flex: 2 }} />
          </div>
        )}
        {kind === 'post' && <TextInput name="tracking" label="Số hiệu bưu gửi" autoComplete="off" spellCheck={false} maxLength={40} w={220} />}
        {withOriginals.length > 0 && (
          <fieldset className={styles.reasons}>
            <legend className="field-label">Bản chính trả lại kèm kết quả</legend>
            {withOriginals.map(({ id, name, originals }) => (
              <label key={id} className="choice" title={name}>
                <input type="checkbox" name={`original-${id}`} />
                <span className="clamp-1">{name}</span>
                <span className="muted" style={{ flex: 'none' }}>({originals})</span>
              </label>
            ))}
          </fieldset>
        )}
      </div>
    </ActFrame>
  )
}
