import { formatLocalDate, isLocalDate } from '../../../electron/domain/calendar.ts'
import type { Queryable } from '../database.ts'
import { getLedger, ledgerLimit, type LedgerRow } from '../numbers/ledger-store.ts'
import { listTold } from '../numbers/told-store.ts'
import { renderPage } from '../page.ts'
import { html, type Html } from './html.ts'
import { table } from './parts.ts'
import { renderTold } from './told-page.ts'

/** The void ledger: each number of every leased range is issued, void, awaited or unused. */
export async function renderNumbersPage(db: Queryable): Promise<string> {
  const rows = await getLedger(db)
  const told = await listTold(db)
  const heads = ['Đơn vị', { number: 'Quầy' }, 'Loại số', 'Kỳ, quyển', { number: 'Dải số' }, { number: 'Đã cấp' }, { number: 'Đã hủy' }, { number: 'Chưa báo về' }, { number: 'Chưa dùng' }, 'Trạng thái']
  const body = html`<p><a href="/admin">Về trang quản trị</a></p>
<h1>Sổ số</h1>
${told.length > 0 ? [...renderTold(told), html`<h2>Mọi dải đã giao</h2>`] : []}
<p class="quiet">Mỗi số trong dải đã giao cho quầy thuộc đúng một cột: đã cấp, đã hủy, chưa báo về (quầy đã cấp nhưng bản ghi còn ở quầy), hoặc chưa dùng.${rows.length === ledgerLimit ? ` Chỉ ${ledgerLimit} dải mới nhất được liệt kê.` : ''}</p>
${table('Sổ số', heads, rows.map(row))}`
  return renderPage('Sổ số', body)
}

function row(range: LedgerRow): Html {
  return html`<tr>
<td class="office">${range.officeName}</td><td class="number">${range.counterNumber}</td><th scope="row">${range.name}</th><td class="whole">${isLocalDate(range.period) ? formatLocalDate(range.period) : range.period}</td><td class="number whole">${range.from}–${range.to}</td>
<td class="number">${range.issued}</td><td class="number">${range.void}</td><td class="number">${range.awaited}</td><td class="number">${range.unused}</td>
<td>${range.ended ? 'Đã đóng sau khôi phục' : 'Đang dùng'}</td>
</tr>`
}
