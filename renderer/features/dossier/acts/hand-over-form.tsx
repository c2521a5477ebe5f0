import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { DossierView } from '../../../../electron/contract/views.ts'
import { STATUS } from '../../../../electron/domain/dossier-status.ts'
import { toNfc, toNfcLines } from '../../../../electron/domain/text.ts'
import { call } from '../../../api/call.ts'
import { useSession } from '../../session/session-store.ts'
import styles from '../dossier-page.module.css'
import { ActFrame, type ActFormProps } from './act-frame.tsx'

/** A receiver without an account here: at the deciding agency, at another unit. */
const elsewhere = ''

/** Pass the papers on: to a desk of the office or to another agency. The next step of the process is proposed; Ctrl+Enter alone is the common case. */
export function HandOverForm({ view, ...props }: ActFormProps & { view: DossierView }) {
  const self = useSession(({ session }) => (session?.state === 'open' ? session.officer.id : ''))
  const receivers = view.flow.receivers.filter(({ officerId }) => officerId !== self)
  const [stepId, setStepId] = useState(view.flow.stepsToCome[0]?.id ?? '')
  const step = view.flow.stepsToCome.find(({ id }) => id === stepId)
  const [receiver, setReceiver] = useState(() => (step !== undefined && step.agency !== null ? elsewhere : (receivers.find(({ unit }) => unit === step?.unit)?.officerId ?? receivers[0]?.officerId ?? elsewhere)))
  const form = useRef<HTMLDivElement>(null)

  useEffect(() => form.current?.querySelector<HTMLSelectElement>('select')?.focus(), [])

  const typed = (name: string) => toNfc(form.current?.querySelector<HTMLInputElement | HTMLTextAreaElement>(`[name=${name}]`)?.value ?? '')
  const isTicked = (name: string) => form.current?.querySelector<HTMLInputElement>(`[name="${name}"]`)?.checked === true
  const unitOf = (agency: string | null, unit: string) => (agency === null ? unit : `${unit}, ${agency}`)

  function save() {
    const known = receivers.find(({ officerId }) => officerId === receiver)
    return call('dossier.hand-over', {
      id: view.id,
      baseRevision: view.revision,
      stepId: stepId === '' ? null : stepId,
      to: known ?? { unit: typed('unit').slice(0, 300), fullName: typed('fullName').slice(0, 255), officerId: null },
      componentIds: view.components.flatMap(({ id }) => (isTicked(`paper-${CSS.escape(id)}`) ? [id] : [])),
      otherPapers: typed('otherPapers').slice(0, 500),
      isTaken: isTicked('isTaken'),
      note: toNfcLines(typed('note')).slice(0, 1000)
    })
  }

  return (
    <ActFrame title="Giao hồ sơ" save={save} {...props}>
      <div ref={form} className={styles.actStack}>
        <div className={styles.actRow}>
          {view.flow.stepsToCome.length > 0 && (
            <NativeSelect
              label="Bước của quy trình"
              value={stepId}
              onChange={(event) => setStepId(event.currentTarget.value)}
              data={[...view.flow.stepsToCome.map(({ id, name }) => ({ value: id, label: name })), { value: '', label: 'Không theo bước' }]}
              style={{ flex: 1 }}
            />
          )}
          <NativeSelect
            label="Người nhận"
            value={receiver}
            onChange={(event) => setReceiver(event.currentTarget.value)}
            data={[...receivers.map(({ officerId, fullName, unit }) => ({ value: officerId ?? '', label: `${fullName} (${unit})` })), { value: elsewhere, label: 'Người của đơn vị, cơ quan khác' }]}
            style={{ flex: 1 }}
          />
        </div>
        {receiver === elsewhere && (
          <div key={stepId} className={styles.actRow}>
            <TextInput name="unit" data-needed label="Đơn vị, cơ quan nhận" defaultValue={step ? unitOf(step.agency, step.unit) : (view.life.procedure.decidingAgency ?? '')} autoComplete="off" spellCheck={false} maxLength={300} style={{ flex: 1 }} />
            <TextInput name="fullName" data-needed label="Họ và tên người nhận" autoComplete="off" spellCheck={false} maxLength={255} style={{ flex: 1 }} />
          </div>
        )}
        {view.components.length > 0 && (
          <fieldset className={styles.reasons}>
            <legend className="field-label">Giấy tờ được giao</legend>
            {view.components.map(({ id, name }) => (
              <label key={id} className="choice" title={name}>
                <input type="checkbox" name={`paper-${id}`} defaultChecked />
                <span className="clamp-1">{name}</span>
              </label>
            ))}
          </fieldset>
        )}
        <div className={styles.actRow}>
          <TextInput name="otherPapers" label="Giấy tờ khác kèm theo" defaultValue={view.status === STATUS.processed ? 'Kết quả giải quyết' : ''} autoComplete="off" spellCheck={false} maxLength={500} style={{ flex: 1 }} />
          <Textarea name="note" label="Ghi chú" autosize minRows={1} maxRows={3} maxLength={1000} spellCheck={false} style={{ flex: 1 }} />
        </div>
        <label className="choice">
          <input type="checkbox" name="isTaken" /> Người nhận đã ký nhận ngay (trên phiếu kiểm soát)
        </label>
      </div>
    </ActFrame>
  )
}
