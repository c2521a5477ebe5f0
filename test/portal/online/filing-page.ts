import type { Procedure } from '../../../electron/domain/catalogue.ts'
import { formatLocalDate } from '../../../electron/domain/calendar.ts'
import { STATUS } from '../../../electron/domain/dossier-status.ts'
import { html, type Html } from '../admin/html.ts'
import { readableTime, statusName } from '../lookup/lookup-page.ts'
import { renderPage } from '../page.ts'
import type { Filing } from './filing-store.ts'
import { findProcedures, mostShown, type OnlineProcedure } from './find-procedures.ts'

/** Where to file what: an office, then its procedures that may be filed online, looked for by a few words. @param asked what was looked for; undefined before */
export function renderChoice(offices: readonly { id: string; name: string }[], procedures: readonly OnlineProcedure[], asked?: { office: string; text: string }): string {
  const office = offices.find(({ id }) => id === asked?.office) ?? offices[0]
  const found = asked ? findProcedures(procedures, asked.text) : []
  const link = (code: string): string => `/nop-truc-tuyen/to-khai?office=${encodeURIComponent(office?.id ?? '')}&procedure=${encodeURIComponent(code)}`
  const body = html`<h1>Nộp hồ sơ trực tuyến</h1>
<form class="card" method="get" action="/nop-truc-tuyen">
<p><label for="office">Nơi tiếp nhận</label><select id="office" name="office" required>${offices.map(({ id, name }) => html`<option value="${id}" ${id === office?.id ? html`selected` : ''}>${name}</option>`)}</select></p>
<p><label for="tim">Tên hoặc mã thủ tục</label><input id="tim" name="tim" type="search" value="${asked?.text ?? ''}" required maxlength="200" autocomplete="off" aria-describedby="tim-help" autofocus></p>
<p class="quiet" id="tim-help">Gõ vài chữ, có dấu hay không dấu đều được, ví dụ “khai sinh”. Có ${procedures.length.toLocaleString('vi-VN')} thủ tục nộp được trực tuyến.</p>
<p><button>Tìm thủ tục</button></p>
</form>
${asked ? renderFound(found, asked.text, link) : ''}`
  return renderPage('Nộp hồ sơ trực tuyến', body, { narrow: true })
}

function renderFound(found: readonly OnlineProcedure[], text: string, link: (code: string) => string): Html {
  if (found.length === 0) return html`<p class="notice bad" role="status">Không có thủ tục nào khớp “${text}”. Xin thử từ khác, hoặc hỏi bộ phận một cửa: có thủ tục chỉ nhận trực tiếp.</p>`
  const told = found.length > mostShown ? `${found.length} thủ tục khớp, đây là ${mostShown} thủ tục đầu: gõ thêm chữ để bớt.` : `${found.length} thủ tục khớp. Chọn một để khai.`
  const rows = found.slice(0, mostShown).map(({ code, name, field }) => html`<li><a href="${link(code)}">${name}</a> <span class="quiet">${code} · ${field}</span></li>`)
  return html`<h2 role="status">${told}</h2><ul class="card hits" aria-label="Thủ tục tìm thấy">${rows}</ul>`
}

/** The form of one procedure. @param refused why it was not taken, with what had been typed */
export function renderFiling(office: { id: string; name: string }, procedure: Procedure, refused?: { sentence: string; text(name: string): string }): string {
  const typed = (name: string): string => refused?.text(name) ?? ''
  const field = (name: string, label: string, rest: Html): Html => html`<p><label for="${name}">${label}</label><input id="${name}" name="${name}" value="${typed(name)}" ${rest}></p>`
  const body = html`<h1>${procedure.name}</h1>
<p class="quiet">Nộp tới ${office.name}. Hồ sơ được cán bộ kiểm tra rồi mới tiếp nhận; mã hồ sơ và ngày hẹn có khi được tiếp nhận.</p>
${refused ? [html`<p class="notice bad" role="alert">${refused.sentence} Tệp đã chọn phải chọn lại.</p>`] : []}
<form class="card" method="post" action="/nop-truc-tuyen/to-khai?office=${encodeURIComponent(office.id)}&procedure=${encodeURIComponent(procedure.code)}" enctype="multipart/form-data">
<h2>Người nộp</h2>
${field('fullName', 'Họ và tên', html`required maxlength="255" autocomplete="name"`)}
${field('idNumber', 'Số căn cước công dân (12 số)', html`required maxlength="12" inputmode="numeric" autocomplete="off"`)}
${field('birthDate', 'Ngày sinh (ngày/tháng/năm, ví dụ 05/09/1990)', html`maxlength="20" autocomplete="bday"`)}
${field('address', 'Địa chỉ', html`required maxlength="500" autocomplete="street-address"`)}
${field('phone', 'Điện thoại', html`required maxlength="30" inputmode="tel" autocomplete="tel"`)}
${field('email', 'Email (nếu có)', html`maxlength="254" autocomplete="email"`)}
<h2>Giấy tờ (tệp PDF, mỗi tệp không quá 10 MB)</h2>
${procedure.components.map(({ id, name, required }) => html`<p><label for="paper-${id}">${name}${required ? ' (bắt buộc)' : ''}</label><input id="paper-${id}" name="paper-${id}" type="file" accept="application/pdf" multiple ${required ? html`required` : html``}></p>`)}
<p><label for="note">Ghi chú</label><textarea id="note" name="note" rows="3" maxlength="2000">${typed('note')}</textarea></p>
<p><label for="resultBy">Nhận kết quả</label><select id="resultBy" name="resultBy"><option value="counter">Tại bộ phận một cửa</option><option value="post">Qua bưu chính</option><option value="electronic">Bản điện tử</option></select></p>
<p><label class="choice"><input type="checkbox" name="open" value="yes" required> Không giấy tờ nào mang dấu mật, tối mật, tuyệt mật</label></p>
<p><button>Nộp hồ sơ</button></p>
</form>`
  return renderPage(procedure.name, body, { narrow: true })
}

/** The citizen's own page of what she filed: where it stands, what is asked of her, and where to answer. */
export function renderFiled({ officeName, state }: Filing, address: string, told?: { sentence: string; tone: 'good' | 'bad' }): string {
  const { supplement } = state
  const reference = state.filed?.code ?? state.code
  const isAsked = state.status === STATUS.supplementRequested && supplement !== undefined
  const isRefused = state.status === STATUS.notAccepted
  const body = html`<h1>Hồ sơ nộp trực tuyến</h1>
${told ? [html`<p class="notice ${told.tone}" role="${told.tone === 'bad' ? 'alert' : 'status'}">${told.sentence}</p>`] : []}
<div class="card"><dl>
<dt>Mã nộp trực tuyến</dt><dd><code>${reference}</code></dd>
<dt>Tình trạng</dt><dd class="status">${statusName(state.status)}</dd>
<dt>Thủ tục</dt><dd>${state.procedure.name}</dd>
<dt>Nơi tiếp nhận</dt><dd>${officeName}</dd>
<dt>Nộp lúc</dt><dd>${readableTime(state.filed?.at ?? state.receivedAt)}</dd>
${state.filed ? [html`<dt>Mã hồ sơ</dt><dd><code>${state.code}</code></dd><dt>Tiếp nhận lúc</dt><dd>${readableTime(state.receivedAt)}</dd><dt>Hẹn trả kết quả</dt><dd>${state.dueAt ? readableTime(state.dueAt) : 'Không có ngày cụ thể'}</dd>`] : []}
<dt>Tệp đã nộp</dt><dd>${state.files.map(({ name }) => name).join(', ') || 'Không có'}</dd>
</dl></div>
${isRefused ? [html`<p>Nơi tiếp nhận không tiếp nhận hồ sơ này. Lý do ghi trên phiếu từ chối; xin hỏi nơi tiếp nhận và nêu mã nộp.</p>`] : []}
${isAsked ? [renderAnswerForm(supplement, address)] : []}
<p class="quiet">Giữ địa chỉ của trang này: ai có nó đều xem được hồ sơ và bổ sung thay bạn.</p>`
  return renderPage('Hồ sơ nộp trực tuyến', body, { narrow: true })
}

/** A form that was turned away before it was read: nothing of it is kept. */
export function renderNotTaken(reason: 'busy' | 'too-large'): string {
  const title = reason === 'busy' ? 'Cổng đang nhận nhiều hồ sơ' : 'Hồ sơ quá lớn'
  const todo =
    reason === 'busy'
      ? 'Hồ sơ của bạn chưa được nhận. Xin bấm Quay lại, chờ khoảng một phút rồi nộp lại; gấp thì đến bộ phận một cửa.'
      : 'Hồ sơ của bạn chưa được nhận: tất cả các tệp cộng lại không quá 64 MB. Xin giảm dung lượng các tệp rồi nộp lại, hoặc đến bộ phận một cửa.'
  return renderPage(title, html`<h1>${title}</h1><p class="notice bad" role="alert">${todo}</p><p><a href="/nop-truc-tuyen">Nộp hồ sơ trực tuyến</a></p>`, { narrow: true })
}

function renderAnswerForm({ items, answerBy, answer }: NonNullable<Filing['state']['supplement']>, address: string): Html {
  return html`<h2>Cần bổ sung</h2>
<div class="card"><ol>${items.map((item) => html`<li>${item}</li>`)}</ol>
${answerBy ? [html`<p>Bổ sung đến hết ngày ${formatLocalDate(answerBy)}.</p>`] : []}
${answer ? [html`<p>Bạn đã bổ sung lúc ${readableTime(answer.at)}. Cán bộ đang kiểm tra; có thể bổ sung thêm.</p>`] : []}
<form method="post" action="${address}" enctype="multipart/form-data">
<p><label for="paper-">Tệp bổ sung (PDF)</label><input id="paper-" name="paper-" type="file" accept="application/pdf" multiple></p>
<p><label for="note">Lời nhắn</label><textarea id="note" name="note" rows="3" maxlength="1000"></textarea></p>
<p><label class="choice"><input type="checkbox" name="open" value="yes" required> Không giấy tờ nào mang dấu mật, tối mật, tuyệt mật</label></p>
<p><button>Gửi bổ sung</button></p>
</form></div>`
}
