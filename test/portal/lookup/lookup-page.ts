import { DossierStatus, STATUS_NAME } from '../../../electron/domain/dossier-status.ts'
import { html } from '../admin/html.ts'
import { renderPage } from '../page.ts'
import type { PublicDossier } from './lookup-store.ts'

/** What a citizen reads after scanning her receipt: one dossier's state, and nobody's name. */
export function renderLookupPage(dossier: PublicDossier): string {
  const body = html`<h1>Tình trạng hồ sơ</h1>
<div class="card">
<dl>
<dt>Mã hồ sơ</dt><dd><code>${dossier.code}</code></dd>
<dt>Tình trạng</dt><dd class="status">${statusName(dossier.status)}</dd>
<dt>Thủ tục</dt><dd>${dossier.procedureName}</dd>
<dt>Nơi tiếp nhận</dt><dd>${dossier.officeName}</dd>
<dt>${dossier.status === 1 ? 'Nộp trực tuyến lúc' : 'Tiếp nhận lúc'}</dt><dd>${readableTime(dossier.receivedAt)}</dd>
<dt>Hẹn trả kết quả</dt><dd>${dossier.dueAt ? readableTime(dossier.dueAt) : 'Chưa có ngày hẹn'}</dd>
<dt>Bản điện tử của giấy tờ</dt><dd>${dossier.filesPending ? 'Đang chờ bộ phận một cửa gửi lên' : 'Đã đủ'}</dd>
</dl>
</div>
<p class="quiet">Trang này chỉ cho biết tình trạng của một hồ sơ. Cần hỏi thêm, xin liên hệ nơi tiếp nhận và đưa giấy hẹn.</p>`
  return renderPage('Tình trạng hồ sơ', body, { narrow: true })
}

/** The same page for a code nobody has and for a check that is wrong, so that asking teaches nothing. */
export function renderLookupMissing(): string {
  const body = html`<h1>Chưa thấy hồ sơ</h1>
<div class="card">
<p>Địa chỉ không đúng, hoặc hồ sơ chưa được chuyển đến cổng.</p>
<p>Hồ sơ tiếp nhận lúc mất mạng được chuyển đến khi có mạng trở lại: xin quét lại mã QR trên giấy hẹn sau ít giờ, hoặc liên hệ nơi tiếp nhận.</p>
</div>`
  return renderPage('Chưa thấy hồ sơ', body, { narrow: true })
}

export function statusName(status: number): string {
  const known = DossierStatus.safeParse(status)
  return known.success ? STATUS_NAME[known.data] : String(status)
}

/** "09 giờ 32 phút, ngày 05/03/2021" of a local time as entries carry it. */
export function readableTime(time: string): string {
  const [, year, month, day, hour, minute] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(time) ?? []
  return year === undefined ? time : `${hour} giờ ${minute} phút, ngày ${day}/${month}/${year}`
}
