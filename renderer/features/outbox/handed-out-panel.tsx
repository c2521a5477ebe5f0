import { NativeSelect, TextInput } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { HandedOut } from '../../../electron/contract/queue.ts'
import type { QueueItem } from '../../../electron/contract/views.ts'
import { toNfc } from '../../../electron/domain/text.ts'
import { call } from '../../api/call.ts'
import { formatAppointment, formatDayTime, formatMoment, formatPhone } from '../../i18n/format.ts'
import { tellCitizen, tellingWayName } from '../../i18n/telling.ts'
import { ToneText } from '../../ui/tone-icon.tsx'
import { ActFrame } from '../dossier/acts/act-frame.tsx'
import dossierStyles from '../dossier/dossier-page.module.css'

/** The citizen went home with a receipt whose dossier the portal refused: number and appointment stay, and here is what to say to whom. */
export function HandedOutFacts({ item, handedOut }: { item: QueueItem; handedOut: HandedOut }) {
  const { fullName, phone, receivedAt, dueAt, told } = handedOut
  return (
    <dl className={dossierStyles.facts} data-testid="handed-out">
      <div>
        <dt>Giấy hẹn đã trao</dt>
        <dd>
          {fullName}, {formatDayTime(receivedAt)}, hẹn {dueAt === null ? 'không có ngày cụ thể' : formatAppointment(dueAt)}. Số và ngày hẹn giữ nguyên.
        </dd>
      </div>
      <div>
        <dt>Gọi</dt>
        <dd>{phone === null ? 'Không có số điện thoại: báo theo địa chỉ trên hồ sơ.' : <strong>{formatPhone(phone)}</strong>}</dd>
      </div>
      <div>
        <dt>Nói với công dân</dt>
        <dd>“{tellCitizen(item, handedOut)}”</dd>
      </div>
      <div>
        <dt>Đã báo chưa</dt>
        <dd>
          <ToneText
            told={
              told
                ? { text: `Đã báo ${tellingWayName[told.way].toLowerCase()}, ${formatMoment(told.at)}, ${told.officerName}${told.note && `: ${told.note}`}`, tone: 'good' }
                : { text: 'Chưa báo công dân', tone: 'warning' }
            }
          />
        </dd>
      </div>
    </dl>
  )
}

/** Notes that it was said; how, and what the citizen answered. */
export function ToldForm({ item, onSettled, onCancel }: { item: QueueItem; onSettled(told: string): void; onCancel(): void }) {
  const way = useRef<HTMLSelectElement>(null)
  const note = useRef<HTMLInputElement>(null)
  useEffect(() => way.current?.focus(), [])

  async function save() {
    const chosen = way.current?.value
    const result = await call('queue.told', { seq: item.seq, way: chosen === 'in-person' || chosen === 'other' ? chosen : 'phone', note: toNfc(note.current?.value ?? '').slice(0, 300) })
    return result.ok ? { ok: true as const, value: { revision: 0 } } : result
  }
  return (
    <ActFrame title="Đã báo công dân" saveWord="Ghi đã báo" save={save} onSaved={() => onSettled('Đã ghi: công dân đã được báo. Mục này vẫn chờ xử lý.')} onCancel={onCancel}>
      <div className={dossierStyles.actRow}>
        <NativeSelect ref={way} label="Báo bằng cách nào" data={Object.entries(tellingWayName).map(([value, label]) => ({ value, label }))} w={200} />
        <TextInput ref={note} label="Ghi chú (ghi vào nhật ký, không nêu tên người)" maxLength={300} autoComplete="off" spellCheck={false} style={{ flex: 1 }} />
      </div>
    </ActFrame>
  )
}
