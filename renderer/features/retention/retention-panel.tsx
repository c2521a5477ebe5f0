import { Button, Textarea, TextInput } from '@mantine/core'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import type { RetentionPreview, RetentionState } from '../../../electron/contract/retention.ts'
import { formatLocalDate } from '../../../electron/domain/calendar.ts'
import type { PurgeObstacle } from '../../../electron/domain/retention.ts'
import { call } from '../../api/call.ts'
import { useQuery } from '../../api/use-query.ts'
import { explainError } from '../../i18n/errors.ts'
import { formatBytes, formatDay, formatDayTime } from '../../i18n/format.ts'
import type { Told } from '../../i18n/vi.ts'
import { ask } from '../../ui/ask.ts'
import { Notice } from '../../ui/notice.tsx'
import { useUnsaved, type Saving } from '../../ui/unsaved.ts'
import { Fact, Facts } from '../settings/facts.tsx'
import styles from '../settings/settings-page.module.css'

const OBSTACLE: Record<PurgeObstacle, string> = {
  'not-at-portal': 'có bước hoặc tệp Cổng chưa xác nhận, đã rút hoặc chỉ giữ ở quầy',
  'unsigned-file': 'có tệp quét chờ cán bộ ký',
  'document-open': 'có văn bản chưa phát hành xong',
  'papers-under-way': 'hồ sơ giấy đang bàn giao',
  'money-open': 'có khoản chuyển khoản chờ đối soát hoặc két chưa chốt',
  unproven: 'nội dung trên máy khác với bản Cổng đã xác nhận: giữ làm bằng chứng'
}

/** Content past its retention: looked at, decided with a reason and the typed number, confirmed, purged. */
export function RetentionPanel() {
  const state = useQuery('retention.get', {}, ['dossier'])
  const [preview, setPreview] = useState<RetentionPreview>()
  const [told, setTold] = useState<Told>()
  const place = useRef<HTMLDivElement>(null)
  const now = 'value' in state ? state.value : undefined

  async function look() {
    setTold({ text: 'Đang đếm hồ sơ hết thời hạn lưu…', tone: 'busy' })
    const result = await call('retention.preview', {})
    setPreview(result.ok ? result.value : undefined)
    setTold(result.ok ? undefined : { text: explainError(result.error), tone: 'danger' })
  }

  function begun() {
    setPreview(undefined)
    setTold(undefined)
    place.current?.focus()
    state.refetch()
  }

  return (
    <Facts title="Xóa nội dung hồ sơ hết thời hạn lưu" isWide>
      {/* Where the form was, once it was sent: what came of it is read there. */}
      <div ref={place} tabIndex={-1} role="group" aria-label="Lần xóa gần nhất">
        {now?.running && (
          <Notice tone="busy">
            Đang xóa: {now.running.purged}/{now.running.dossiers} hồ sơ. {now.running.waits ? 'Tạm dừng: Cổng trả lời, gửi xong và sổ nhật ký khớp thì máy tự xóa tiếp.' : 'Làm việc khác được; tắt máy thì lần sau xóa tiếp.'}
          </Notice>
        )}
        {now?.undoneAt && !now.running && (
          <Notice tone="warning">Máy đã khôi phục từ bản sao trước lần xóa ngày {formatDay(now.undoneAt)}: nội dung đã xóa có lại trên máy. Xem trước rồi xóa lại.</Notice>
        )}
        {now?.last && !now.running && <Fact name="Lần gần nhất">{tellLast(now.last)}</Fact>}
      </div>
      {!now?.running && (
        <>
          <div className={styles.buttons}>
            <Button variant="default" onClick={() => void look()}>
              Xem trước
            </Button>
          </div>
          {told && <Notice tone={told.tone}>{told.text}</Notice>}
          {preview && <Preview preview={preview} />}
          {preview && preview.dossiers > 0 && <PurgeForm preview={preview} onBegun={begun} />}
        </>
      )}
    </Facts>
  )
}

function Preview({ preview }: { preview: RetentionPreview }) {
  const { bytes, documents, dossiers, entries, files, from, held, to, today } = preview
  const title = useRef<HTMLParagraphElement>(null)
  useEffect(() => title.current?.focus(), [preview])
  return (
    <>
      <p ref={title} tabIndex={-1} data-testid="retention-preview">
        <strong>{dossiers === 0 ? 'Không có hồ sơ nào xóa được' : `${dossiers} hồ sơ xóa được`}</strong>, tính đến ngày {formatLocalDate(today)} là ngày Cổng xác nhận gần nhất.
      </p>
      {from !== null && to !== null && (
        <>
          <Fact name="Việc cuối cùng">
            {from === to ? `ngày ${formatLocalDate(from)}` : `từ ${formatLocalDate(from)} đến ${formatLocalDate(to)}`}
          </Fact>
          <Fact name="Sẽ xóa">
            {entries} mục nội dung{documents > 0 && `, ${documents} văn bản`}
            {files > 0 && `, ${files} tệp (${formatBytes(bytes)})`}: tên, giấy tờ, địa chỉ, ghi chú, bản quét
          </Fact>
          <Fact name="Giữ lại">Mã hồ sơ, số sổ, số biên lai và số tiền, ngày giờ, cán bộ, xác nhận của Cổng. Phiếu từ chối tại quầy không xóa. Bản ở Cổng không đổi.</Fact>
          <Fact name="Bản sao lưu">Bản sao lưu đã có còn giữ nội dung cho đến khi được thay: mỗi ngày một bản, giữ 7 bản.</Fact>
        </>
      )}
      {held.map(({ obstacle, dossiers: count }) => (
        <Fact key={obstacle} name="Chưa xóa được">
          {count} hồ sơ {OBSTACLE[obstacle]}
        </Fact>
      ))}
    </>
  )
}

function PurgeForm({ preview, onBegun }: { preview: RetentionPreview; onBegun: () => void }) {
  const form = useRef<HTMLFormElement>(null)
  const reason = useRef<HTMLTextAreaElement>(null)
  const count = useRef<HTMLInputElement>(null)
  const saving = useRef<Saving>(undefined)
  const [told, setTold] = useState<string>()
  useUnsaved(form, 'Xóa nội dung hồ sơ hết thời hạn lưu', saving)

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (saving.current !== undefined) return
    const typed = (count.current?.value ?? '').trim()
    const why = reason.current?.value.trim() ?? ''
    if (why === '') return refuse(explainError({ kind: 'purge-without-reason' }), reason.current)
    if (typed !== String(preview.dossiers)) return refuse(explainError({ kind: 'purge-count-differs', dossiers: preview.dossiers }), count.current)
    setTold(undefined)
    if (!(await ask({ text: `Xóa hẳn nội dung ${preview.dossiers} hồ sơ khỏi máy này? Không lấy lại được.`, yes: 'Xóa hẳn', no: 'Giữ lại' }))) return
    const begun = call('retention.purge', { dossiers: preview.dossiers, reason: why })
    saving.current = begun.then(({ ok }) => ok)
    const result = await begun
    saving.current = result.ok ? 'saved' : undefined
    if (result.ok) onBegun()
    else refuse(explainError(result.error), count.current)
  }

  function refuse(text: string, field: HTMLElement | null) {
    setTold(text)
    field?.focus()
  }

  return (
    <form ref={form} onSubmit={(event) => void submit(event)}>
      <Textarea ref={reason} label="Căn cứ xóa (số quyết định hủy tài liệu; không ghi tên người dân)" maxLength={500} autosize minRows={2} />
      <TextInput ref={count} label={`Gõ lại số hồ sơ sẽ xóa: ${preview.dossiers}`} inputMode="numeric" autoComplete="off" />
      {told !== undefined && <Notice tone="danger">{told}</Notice>}
      <div className={styles.buttons}>
        <Button variant="default" type="submit">
          Xóa nội dung…
        </Button>
      </div>
    </form>
  )
}

function tellLast({ at, bytes, dossiers, failed, held }: NonNullable<RetentionState['last']>): string {
  const stays = held > 0 ? `; ${held} hồ sơ chưa xóa${failed > 0 ? ` (${failed} do máy gặp lỗi)` : ''}, còn nguyên: xem trước để biết vì sao` : ''
  return `${formatDayTime(at)}: đã xóa nội dung ${dossiers} hồ sơ${bytes > 0 ? `, ${formatBytes(bytes)} tệp` : ''}${stays}`
}
