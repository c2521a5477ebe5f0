import type { Queryable } from '../database.ts'
import { renderPage } from '../page.ts'
import { titleOf } from '../problem.ts'
import { nameStep } from './dossier-page.ts'
import { html, type Html } from './html.ts'
import { localTime, table } from './parts.ts'
import { getRefusals, mostRefusals, type Refusal } from './refusal-store.ts'

/** Every entry that stands refused, newest first: an officer who calls reads out the dossier's code, and here is why. */
export async function renderRefusalsPage(db: Queryable): Promise<string> {
  const refusals = await getRefusals(db)
  const heads = ['Từ chối lúc', 'Đơn vị', { number: 'Quầy' }, 'Mã hồ sơ', 'Bước', 'Lý do', 'Bản ghi']
  const body = html`<p><a href="/admin">Về trang quản trị</a></p>
<h1>Bản ghi bị từ chối</h1>
<p class="quiet">Bản ghi rời danh sách khi quầy gửi lại được hoặc rút. Nội dung bị từ chối không lưu ở cổng.${refusals.length === mostRefusals ? ` Chỉ ${mostRefusals} bản ghi mới nhất được liệt kê.` : ''}</p>
${table('Bản ghi bị từ chối', heads, refusals.map(row))}`
  return renderPage('Bản ghi bị từ chối', body)
}

function row({ refusedAt, officeName, counterNumber, dossierCode, dossier, kind, problemType, detail, epoch, seq }: Refusal): Html {
  const code = dossier === null ? html`${dossierCode ?? ''}` : html`<a href="/admin/dossiers/${encodeURIComponent(dossier)}"><code>${dossierCode ?? ''}</code></a>`
  return html`<tr>
<td>${localTime(refusedAt)}</td><td class="office">${officeName}</td><td class="number">${counterNumber}</td><th scope="row">${code}</th>
<td>${kind === null ? '' : nameStep(kind)}</td><td class="free">${titleOf(problemType)}${detail === null ? '' : `: ${detail}`} <code>${problemType}</code></td><td>${epoch}/${seq}</td>
</tr>`
}
