import { X509Certificate } from 'node:crypto'
import { findAnnouncement } from '../announce-keys.ts'
import type { Queryable } from '../database.ts'
import { renderPage } from '../page.ts'
import { listReceiptKeys, type ListedReceiptKey } from '../receipt-key-store.ts'
import { html, type Html } from './html.ts'
import { localTime, table } from './parts.ts'

const notices: Record<string, string> = {
  'khoa-ky': 'Đã tạo và công bố khóa ký biên nhận mới. Máy quầy biết khóa này ở lần liên lạc kế tiếp.',
  ca: 'Đã công bố danh sách CA. Máy quầy nhận ở lần liên lạc kế tiếp.'
}

/** The portal's receipt keys and the authorities its counters hold HTTPS to, and the two ways of changing them with an overlap. */
export async function renderKeysPage(db: Queryable, options: { now: Date; done?: string | undefined }): Promise<string> {
  const keys = await listReceiptKeys(db)
  const authorities = (await findAnnouncement(db))?.statement.caCertificates ?? []
  const signing = keys.findLast(({ signsFrom }) => signsFrom === undefined || signsFrom <= options.now)
  const notice = notices[options.done ?? '']
  const body = html`<p><a href="/admin">Về trang quản trị</a></p>
<h1>Khóa của cổng</h1>
${notice ? [html`<p class="notice" role="status">${notice}</p>`] : []}
<h2>Khóa ký biên nhận</h2>
${table('Khóa ký biên nhận', ['Khóa', 'Ký từ', 'Trạng thái'], keys.map((key) => keyRow(key, key === signing, options.now)))}
<p><a class="button" href="/admin/keys/receipt">Đổi khóa ký biên nhận…</a></p>
<h2>CA mà máy quầy tin khi nối HTTPS</h2>
${table('CA của cổng', ['Tên', 'Hết hạn', 'SHA-256'], authorities.map(authorityRow))}
<p class="quiet">Đổi CA: công bố cả CA cũ và CA mới; khi máy quầy đã nhận thì khởi động cổng với chứng thư do CA mới cấp; cuối cùng công bố danh sách không còn CA cũ. Danh sách ở đây phải trùng với tệp PORTAL_TLS_CA của cổng.</p>
<p><a class="button" href="/admin/keys/authorities">Công bố danh sách CA…</a></p>`
  return renderPage('Khóa của cổng', body)
}

function keyRow({ keyId, signsFrom }: ListedReceiptKey, isSigning: boolean, now: Date): Html {
  const state = isSigning ? 'Đang ký' : signsFrom !== undefined && signsFrom > now ? 'Đã công bố, chờ đến lúc ký' : 'Chỉ để kiểm tra biên nhận cũ'
  return html`<tr><th scope="row"><code>${keyId}</code></th><td>${signsFrom === undefined ? 'Từ đầu' : localTime(signsFrom.toISOString())}</td><td>${state}</td></tr>`
}

function authorityRow(pem: string): Html {
  const { subject, validTo, fingerprint256 } = new X509Certificate(pem)
  return html`<tr><th scope="row">${/CN=(.+)/.exec(subject)?.[1] ?? subject}</th><td>${localTime(new Date(validTo).toISOString())}</td><td><code>${fingerprint256}</code></td></tr>`
}
