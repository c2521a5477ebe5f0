import type { Queryable } from '../database.ts'
import { getMirror, type MirrorOverview } from '../national/mirror-store.ts'
import { renderPage } from '../page.ts'
import { html, type Html } from './html.ts'
import { localTime, table } from './parts.ts'

/** What the national portal was told, and what it will not take and why. */
export async function renderNationalPage(db: Queryable): Promise<string> {
  const { told, waiting, failing } = await getMirror(db)
  const body = html`<p><a href="/admin">Về trang quản trị</a></p>
<h1>Cổng dịch vụ công quốc gia</h1>
<p>${told} hồ sơ đã đồng bộ · ${waiting} hồ sơ chờ đồng bộ</p>
<h2>Chưa đồng bộ được</h2>
<p class="quiet">Cổng tự thử lại, lâu nhất nửa giờ một lần. Lý do là lời của cổng quốc gia; hồ sơ sửa ở quầy thì được gửi lại với nội dung mới.</p>
${table('Chưa đồng bộ được', ['Mã hồ sơ', 'Lý do', 'Số lần thử', 'Thử lại lúc'], failing.map(row))}`
  return renderPage('Cổng quốc gia', body)
}

function row({ id, code, problem, attempts, dueAt }: MirrorOverview['failing'][number]): Html {
  return html`<tr><th scope="row"><a href="/admin/dossiers/${encodeURIComponent(id)}"><code>${code}</code></a></th><td class="free">${problem}</td><td class="number">${attempts}</td><td>${localTime(dueAt)}</td></tr>`
}
