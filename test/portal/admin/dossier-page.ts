import { isReceiptValid, type FindReceiptKey } from '../../../electron/crypto/receipt.ts'
import type { DossierEntryKind } from '../../../electron/domain/dossier.ts'
import { readableTime, statusName } from '../lookup/lookup-page.ts'
import { renderPage } from '../page.ts'
import type { ListedDossier, ReceiptedEntry } from './dossier-list-store.ts'
import { html, type Html } from './html.ts'
import { localTime, table } from './parts.ts'

const kindNames: Record<DossierEntryKind, string> = {
  'dossier.received': 'Tiếp nhận',
  'dossier.status-changed': 'Chuyển trạng thái',
  'dossier.reappointed': 'Hẹn lại',
  'dossier.registered': 'Vào sổ theo dõi',
  'dossier.amended': 'Sửa thông tin',
  'dossier.supplement-answered': 'Công dân bổ sung trực tuyến',
  'dossier.handed-over': 'Bàn giao',
  'dossier.taken-over': 'Nhận bàn giao',
  'dossier.hand-over-declined': 'Trả lại, thu hồi bàn giao',
  'leg.sent': 'Chuyển liên thông',
  'leg.answered': 'Trả lời liên thông',
  'fee.exempted': 'Miễn, giảm phí',
  'fee.collected': 'Thu phí',
  'fee.transfer-awaited': 'Chờ chuyển khoản',
  'fee.transfer-settled': 'Đối soát chuyển khoản',
  'fee.receipt-voided': 'Hủy biên lai',
  'file.attached': 'Thêm tệp',
  'file.signed': 'Ký tệp'
}

/** A step of a dossier by name. A counter may have sent any text as its kind, also the name of what every object has. */
export function nameStep(kind: string): string {
  return Object.hasOwn(kindNames, kind) ? kindNames[kind as DossierEntryKind] : kind
}

/** One dossier and the receipt of each of its entries, each verified anew as a counter or an auditor would. */
export function renderDossierPage(dossier: ListedDossier, entries: readonly ReceiptedEntry[], findKey: FindReceiptKey): string {
  const body = html`<p><a href="/admin#ho-so">Về danh sách</a></p>
<h1>Hồ sơ ${dossier.code}</h1>
<div class="card"><dl>
<dt>Trạng thái</dt><dd class="status">${statusName(dossier.status)}</dd>
<dt>Thủ tục</dt><dd>${dossier.procedureName}</dd>
<dt>Người nộp</dt><dd>${dossier.applicantName}</dd>
<dt>Nơi tiếp nhận</dt><dd>${dossier.officeName}, quầy số ${dossier.counterNumber}</dd>
<dt>Hẹn trả</dt><dd>${dossier.dueAt ? readableTime(dossier.dueAt) : 'Chưa có'}</dd>
<dt>Tệp đã đủ</dt><dd>${dossier.filesPresent}/${dossier.files}</dd>
</dl></div>
<h2>Biên nhận của cổng</h2>
${table('Biên nhận của cổng', ['Bản ghi', 'Nội dung', 'Đến cổng lúc', 'Ký lúc', 'Kiểm lại', 'Mã băm của bản ghi', 'Gốc Merkle', 'Khóa ký'], entries.map((entry) => entryRow(entry, findKey)))}`
  return renderPage(`Hồ sơ ${dossier.code}`, body)
}

function entryRow({ device, kind, arrivedAt, receipt }: ReceiptedEntry, findKey: FindReceiptKey): Html {
  const isValid = isReceiptValid(receipt, { device, seq: receipt.seq, entryHash: receipt.entryHash }, findKey)
  return html`<tr>
<th scope="row">${receipt.epoch}/${receipt.seq}</th><td>${nameStep(kind)}</td><td>${localTime(arrivedAt)}</td><td>${localTime(receipt.batch.statement.signedAt)}</td>
<td>${isValid ? 'Đúng' : html`<span class="bad">Sai</span>`}</td>
<td><code>${receipt.entryHash}</code></td><td><code>${receipt.batch.statement.root}</code></td><td><code>${receipt.batch.keyId}</code></td>
</tr>`
}
