import { renderPage } from '../page.ts'
import { deviceName } from './admin-page.ts'
import { html } from './html.ts'
import type { DeviceOverview } from './overview-store.ts'
import { localTime } from './parts.ts'

/** Asks for the admin token; `wrong` after one that was not it. */
export function renderSignIn(options: { wrong: boolean }): string {
  const body = html`<h1>Quản trị cổng tiếp nhận</h1>
<div class="card"><form method="post" action="/admin">
${options.wrong ? [html`<p class="bad" role="alert">Mã quản trị không đúng.</p>`] : []}
<p><label for="token">Cần mã quản trị.</label></p>
<p><input id="token" name="token" type="password" required autocomplete="off" autofocus></p>
<p><button>Vào</button></p>
</form></div>`
  return renderPage('Quản trị cổng tiếp nhận', body, { narrow: true })
}

/** What revoking means, before it is done: it cannot be taken back. */
export function renderRevokePage(device: DeviceOverview, token: string): string {
  const body = html`<h1>Thu hồi quyền của máy quầy?</h1>
<div class="card">
<dl>
<dt>Máy</dt><dd>${deviceName(device)}</dd>
<dt>Lần liên lạc cuối</dt><dd>${localTime(device.lastSeenAt) || 'Chưa lần nào'}</dd>
<dt>Còn ở quầy</dt><dd>${device.waiting} bản ghi, ${device.filesPending} tệp</dd>
</dl>
<p>Sau khi thu hồi, cổng không nhận gì từ máy này nữa, và không hoàn lại được: muốn dùng tiếp, máy phải đăng ký lại bằng mã mới. Số đã cấp cho máy vẫn là của máy; hồ sơ đã nhận không đổi. Những gì còn ở quầy
có thể đưa vào bằng tệp xuất hàng đợi.</p>
<form method="post" action="/admin/devices/${encodeURIComponent(device.id)}/revoke">
<input type="hidden" name="form-token" value="${token}">
<nav aria-label="Quyết định"><button class="danger">Thu hồi máy này</button><a class="button" href="/admin">Không thu hồi</a></nav>
</form>
</div>`
  return renderPage('Thu hồi máy quầy', body, { narrow: true })
}

export function renderRefusal(title: string, sentence: string): string {
  return renderPage(title, html`<h1>${title}</h1><div class="card"><p>${sentence}</p><p><a href="/admin">Về trang quản trị</a></p></div>`, { narrow: true })
}
