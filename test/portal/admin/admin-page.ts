import type { Queryable } from '../database.ts'
import { listTold } from '../numbers/told-store.ts'
import { statusName, readableTime } from '../lookup/lookup-page.ts'
import { renderPage } from '../page.ts'
import { dossiersPerPage, getDossierPage, getOffices, type ListedDossier, type OfficeOverview } from './dossier-list-store.ts'
import type { DeviceDeed } from './device-deeds.ts'
import { html, type Html } from './html.ts'
import { getCounts, getDevices, getLatestBatches, type BatchOverview, type DeviceOverview } from './overview-store.ts'
import { localTime, table } from './parts.ts'

/** The administrator's first page: counters and what they still hold, offices, dossiers newest first, receipts. `notice` tells what was just done. */
export async function renderAdminPage(db: Queryable, options: { page: number; revoked?: string | undefined; rekeyed?: string | undefined }): Promise<string> {
  const counts = await getCounts(db)
  const devices = await getDevices(db)
  const offices = await getOffices(db)
  const pages = Math.max(1, Math.ceil(counts.dossiers / dossiersPerPage))
  const page = Math.min(options.page, pages)
  const dossiers = await getDossierPage(db, page)
  const batches = await getLatestBatches(db)
  const told = (await listTold(db)).length
  const revoked = devices.find((device) => device.revoked && device.id === options.revoked)
  const rekeyed = devices.find((device) => !device.revoked && device.id === options.rekeyed)
  const notice = [
    ...(revoked ? [html`<p class="notice" role="status">Đã thu hồi quyền của ${deviceName(revoked)}. Máy này không gửi được gì nữa.</p>`] : []),
    ...(told > 0 ? [html`<p class="notice bad" role="status">Cổng được phục hồi từ bản sao: ${told} điều về số chỉ có theo lời máy quầy. <a href="/admin/numbers#tu-khai">Xem và bỏ điều không thể có</a>.</p>`] : []),
    ...(rekeyed ? [html`<p class="notice" role="status">Đã yêu cầu ${deviceName(rekeyed)} đổi khóa ở lần liên lạc kế tiếp.</p>`] : [])
  ]
  const body = html`<h1>Cổng tiếp nhận hồ sơ</h1>
${notice}
<p>${counts.devices} máy quầy · ${counts.dossiers} hồ sơ · ${counts.entries} bản ghi · ${counts.receiptBatches} biên nhận đã ký · ${counts.filesHeld} tệp đã đủ ·
${counts.filesPending} tệp còn chờ · <a href="/admin/refusals">${counts.refusals} bản ghi bị từ chối</a></p>
<nav aria-label="Trang quản trị">
<a href="/admin/messages">Thông báo cho máy quầy</a>
<a href="/admin/numbers">Sổ số: đã giao, đã cấp, đã hủy, chưa dùng</a>
<a href="/admin/keys">Khóa của cổng, CA của đường HTTPS</a>
<a href="/admin/national">Đồng bộ với Cổng dịch vụ công quốc gia</a>
<a href="#ho-so">Hồ sơ, mới nhất trước</a>
</nav>
<h2>Máy quầy</h2>
${table('Máy quầy', ['Đơn vị', { number: 'Quầy' }, 'Tên máy', 'Lần liên lạc cuối', { number: 'Đã nhận' }, 'Hàng đợi ở quầy', { number: 'Bị từ chối' }, 'Trạng thái', 'Việc'], devices.map(deviceRow))}
<p class="quiet">“Hàng đợi ở quầy” là điều máy quầy tự báo lần cuối: số bản ghi và tệp chưa gửi, dung lượng, cũ nhất từ khi nào, bao nhiêu mục chờ cán bộ.</p>
<h2>Đơn vị</h2>
${table('Đơn vị', ['Tên', 'Mã định danh', { number: 'Máy quầy' }, { number: 'Hồ sơ' }], offices.map(officeRow))}
<h2 id="ho-so">Hồ sơ, mới nhất trước</h2>
${table('Hồ sơ', ['Mã hồ sơ', 'Đơn vị', { number: 'Quầy' }, 'Người nộp', 'Thủ tục', 'Trạng thái', 'Hẹn trả', 'Đến cổng lúc', { number: 'Tệp' }], dossiers.map(dossierRow))}
${pager(page, pages)}
<h2>Biên nhận mới nhất</h2>
${table('Biên nhận mới nhất', ['Thời điểm ký', 'Máy quầy', { number: 'Số bản ghi' }, 'Gốc Merkle'], batches.map(batchRow))}`
  return renderPage('Cổng tiếp nhận: quản trị', body)
}

export function deviceName(device: { name: string; counterNumber: number; officeName: string }): string {
  return `máy “${device.name}”, quầy số ${device.counterNumber}, ${device.officeName}`
}

function deviceRow(device: DeviceOverview): Html {
  const deed = (name: DeviceDeed, words: string): Html => html`<a class="button" href="/admin/devices/${encodeURIComponent(device.id)}/${name}" aria-label="${words} ${deviceName(device)}">${words}…</a>`
  // A restore code also lets a counter go on that was revoked, as a stolen one is.
  const action = html`<td><nav class="deeds" aria-label="Việc với ${deviceName(device)}">${device.revoked ? [] : [deed('device-key', 'Đổi khóa')]}${[deed('restore-code', 'Mã khôi phục')]}${device.revoked ? [] : [deed('revoke', 'Thu hồi')]}</nav></td>`
  return html`<tr>
<td class="office">${device.officeName}</td><td class="number">${device.counterNumber}</td><th scope="row" class="free">${device.name}</th><td>${localTime(device.lastSeenAt) || 'Chưa lần nào'}</td>
<td class="number">${device.entries}</td><td>${tellQueue(device)}</td><td class="number">${device.refusals > 0 ? html`<a href="/admin/refusals" aria-label="${device.refusals} bản ghi bị từ chối của ${deviceName(device)}">${device.refusals}</a>` : 0}</td>
<td>${device.revoked ? html`<span class="bad">Đã thu hồi</span>` : 'Đang dùng'}</td>${action}
</tr>`
}

/** What waits at the counter, in its own words; of one that said nothing yet, what its chain announced. */
export function tellQueue({ reported, waiting, filesPending }: DeviceOverview): string {
  if (!reported) return waiting + filesPending === 0 ? 'Chưa báo' : `${waiting} bản ghi, ${filesPending} tệp`
  const { entries, files, bytes, needsOfficer, oldestMs, at } = reported
  const parts = [
    entries > 0 && `${entries} bản ghi, cũ nhất từ ${localTime(new Date(oldestMs).toISOString())}`,
    files > 0 && `${files} tệp, ${(bytes / 1_000_000).toLocaleString('vi-VN', { maximumFractionDigits: 1 })} MB`,
    needsOfficer > 0 && `${needsOfficer} mục chờ cán bộ`
  ].filter(Boolean)
  return `${parts.length === 0 ? 'Trống' : parts.join('; ')} (báo lúc ${localTime(at)})`
}

function officeRow(office: OfficeOverview): Html {
  return html`<tr><th scope="row">${office.name}</th><td><code>${office.agencyCode}</code></td><td class="number">${office.devices}</td><td class="number">${office.dossiers}</td></tr>`
}

function dossierRow(dossier: ListedDossier): Html {
  return html`<tr>
<th scope="row"><a href="/admin/dossiers/${encodeURIComponent(dossier.id)}"><code>${dossier.code}</code></a></th><td class="office">${dossier.officeName}</td><td class="number">${dossier.counterNumber}</td>
<td class="free">${dossier.applicantName}</td><td class="free">${dossier.procedureName}</td><td>${statusName(dossier.status)}</td><td>${dossier.dueAt ? readableTime(dossier.dueAt) : ''}</td>
<td>${localTime(dossier.arrivedAt)}</td><td class="number">${dossier.filesPresent}/${dossier.files}</td>
</tr>`
}

function pager(page: number, pages: number): Html {
  const link = (to: number, text: string): Html[] => (to < 1 || to > pages ? [] : [html`<a class="button" href="/admin?trang=${to}#ho-so">${text}</a>`])
  return html`<nav aria-label="Trang hồ sơ">${link(page - 1, 'Mới hơn')}<span>Trang ${page} / ${pages}</span>${link(page + 1, 'Cũ hơn')}</nav>`
}

function batchRow(batch: BatchOverview): Html {
  return html`<tr>
<td>${localTime(batch.statement.signedAt)}</td><td><code>${batch.device}</code></td><td class="number">${batch.statement.size}</td><td><code>${batch.statement.root}</code></td>
</tr>`
}
