import { formatLocalDate } from '../../../electron/domain/calendar.ts'
import { DossierStatus, STATUS, STATUS_NAME } from '../../../electron/domain/dossier-status.ts'
import { findPause } from '../../../electron/domain/standing.ts'
import { html, type Html } from '../admin/html.ts'
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
${tellDates(dossier)}
${dossier.filesPending === null ? '' : html`<dt>Bản điện tử của giấy tờ</dt><dd>${dossier.filesPending ? 'Đang chờ bộ phận một cửa gửi lên' : 'Đã đủ'}</dd>`}
${tellTask(dossier)}
</dl>
</div>
<p class="quiet">Trang này chỉ cho biết tình trạng của một hồ sơ. Cần hỏi thêm, xin liên hệ nơi tiếp nhận${dossier.phone ? ` (điện thoại ${dossier.phone})` : ''} và đưa giấy hẹn.</p>`
  return renderPage('Tình trạng hồ sơ', body, { narrow: true })
}

/** By the national list of statuses; where nothing stands the citizen has nothing to do. */
const whatToDo: Record<number, string> = {
  3: 'Lý do ghi trong phiếu từ chối đã gửi.',
  5: 'Bổ sung giấy tờ theo phiếu yêu cầu đã nhận.',
  6: 'Thực hiện nghĩa vụ tài chính theo thông báo đã nhận.',
  8: 'Lý do ghi trong thông báo đã gửi.',
  9: 'Mang giấy hẹn đến nơi tiếp nhận để lấy kết quả, trừ khi đã chọn nhận qua bưu chính hoặc bản điện tử.'
}

function tellTask({ status, answerBy }: PublicDossier): Html | '' {
  const task = whatToDo[status]
  const by = status === STATUS.supplementRequested && answerBy ? ` Hạn bổ sung: đến hết ngày ${formatLocalDate(answerBy)}.` : ''
  return task === undefined ? '' : html`<dt>Việc cần làm</dt><dd>${task}${by}</dd>`
}

function tellDates(dossier: PublicDossier): Html {
  const { status, dueAt, returnedAt } = dossier
  if (status === STATUS.returned && returnedAt) return html`<dt>Đã trả kết quả lúc</dt><dd>${readableTime(returnedAt)}</dd>`
  const isPaused = findPause(dossier) !== undefined
  return html`<dt>Hẹn trả kết quả</dt><dd>${isPaused ? 'Tạm dừng tính thời hạn; ngày hẹn mới được tính khi hồ sơ được xử lý tiếp' : dueAt ? readableTime(dueAt) : 'Chưa có ngày hẹn'}</dd>`
}

/** For who has the paper and no camera. The code alone opens nothing: codes count up, and anybody could walk them. */
export function renderLookupForm(): string {
  const body = html`<h1>Tra cứu hồ sơ</h1>
<form class="card" method="get" action="/tra-cuu">
<p>Cách nhanh nhất: quét mã QR trên Giấy tiếp nhận hồ sơ và hẹn trả kết quả. Không quét được thì nhập hai mã in trên giấy đó.</p>
<p><label for="ma">Mã hồ sơ</label><input id="ma" name="ma" required maxlength="60" autocomplete="off" autocapitalize="characters" spellcheck="false" aria-describedby="ma-help"></p>
<p class="quiet" id="ma-help">Ở đầu giấy, ví dụ 000.17.22.H40-210305-0001.</p>
<p><label for="khoa">Mã tra cứu</label><input id="khoa" name="khoa" required maxlength="20" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="khoa-help"></p>
<p class="quiet" id="khoa-help">10 chữ và số sau chữ “mã tra cứu”, phía trên chỗ ký. Có mã này thì chỉ người giữ giấy xem được hồ sơ; mất giấy, xin hỏi nơi tiếp nhận.</p>
<p><button>Tra cứu</button></p>
</form>`
  return renderPage('Tra cứu hồ sơ', body, { narrow: true })
}

/** The same page for a code nobody has and for a check that is wrong, so that asking teaches nothing. */
export function renderLookupMissing(): string {
  const body = html`<h1>Chưa thấy hồ sơ</h1>
<div class="card">
<p>Mã hồ sơ, mã tra cứu hoặc địa chỉ không đúng, hoặc hồ sơ chưa được chuyển đến cổng.</p>
<p>Hồ sơ tiếp nhận lúc mất mạng được chuyển đến khi có mạng trở lại: xin quét lại mã QR trên giấy hẹn sau ít giờ, hoặc liên hệ nơi tiếp nhận.</p>
<p><a href="/tra-cuu">Tra cứu bằng mã in trên giấy</a></p>
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
