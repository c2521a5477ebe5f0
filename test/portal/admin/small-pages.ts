import { renderPage } from '../page.ts'
import { html } from './html.ts'

/** Asks for the admin token; `wrong` after one that was not it. */
export function renderSignIn(options: { wrong: boolean }): string {
  const body = html`<h1>Quản trị cổng tiếp nhận</h1>
<div class="card"><form method="post" action="/admin">
${options.wrong ? [html`<p class="bad" role="alert">Mã quản trị không đúng.</p>`] : []}
<p><label for="token">Nhập mã quản trị</label></p>
<p><input id="token" name="token" type="password" required autocomplete="off" autofocus></p>
<p><button>Vào</button></p>
</form></div>`
  return renderPage('Quản trị cổng tiếp nhận', body, { narrow: true })
}

/** For who typed or followed an address that is none; and for one whose request went wrong, `sentence` says how. */
export function renderAstray(title: string, sentence: string): string {
  const body = html`<h1>${title}</h1><div class="card"><p>${sentence}</p><p><a href="/tra-cuu">Tra cứu hồ sơ</a></p><p><a href="/nop-truc-tuyen">Nộp hồ sơ trực tuyến</a></p></div>`
  return renderPage(title, body, { narrow: true })
}

/** @param back where what was refused is put right; the administration's first page where that is nowhere */
export function renderRefusal(title: string, sentence: string, back = { href: '/admin', text: 'Về trang quản trị' }): string {
  return renderPage(title, html`<h1>${title}</h1><div class="card"><p>${sentence}</p><p><a href="${back.href}">${back.text}</a></p></div>`, { narrow: true })
}
