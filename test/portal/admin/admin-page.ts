import { DossierStatus, STATUS_NAME } from '../../../electron/domain/dossier-status.ts'
import type { Queryable } from '../database.ts'
import { html, type Html } from './html.ts'
import { getCounts, getDevices, getDossiers, getLatestBatches, type BatchOverview, type DeviceOverview, type DossierOverview } from './overview-store.ts'

const shownDossiers = 500

/** The admin's one page: counters, dossiers in order of arrival, what is still awaited, receipts. */
export async function renderAdminPage(db: Queryable): Promise<string> {
  const counts = await getCounts(db)
  const devices = await getDevices(db)
  const dossiers = await getDossiers(db, shownDossiers)
  const batches = await getLatestBatches(db)
  const page = html`<!doctype html>
    <html lang="vi">
      <head>
        <meta charset="utf-8" />
        <title>Cổng tiếp nhận: quản trị</title>
        <style>
          body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; color: #1b1f24 }
          table { border-collapse: collapse; margin: 0 0 2rem }
          th, td { border: 1px solid #c9d1d9; padding: .3rem .6rem; text-align: left; vertical-align: top }
          th { background: #f0f3f6 }
          code { font-size: 13px }
        </style>
      </head>
      <body>
        <h1>Cổng tiếp nhận hồ sơ</h1>
        <p>
          ${counts.devices} máy quầy · ${counts.dossiers} hồ sơ · ${counts.entries} bản ghi · ${counts.receiptBatches} biên nhận đã ký · ${counts.filesHeld} tệp đã đủ ·
          ${counts.filesPending} tệp còn chờ · ${counts.refusals} bản ghi bị từ chối
        </p>
        <h2>Máy quầy</h2>
        ${table(['Đơn vị', 'Quầy', 'Tên máy', 'Lần liên lạc cuối', 'Bản ghi', 'Bị từ chối', 'Trạng thái'], devices.map(deviceRow))}
        <h2>Hồ sơ theo thứ tự nhận</h2>
        ${table(['Mã hồ sơ', 'Người nộp', 'Thủ tục', 'Trạng thái', 'Hẹn trả', 'Tệp'], dossiers.map(dossierRow))}
        <h2>Biên nhận mới nhất</h2>
        ${table(['Thời điểm ký', 'Máy quầy', 'Số bản ghi', 'Gốc Merkle'], batches.map(batchRow))}
      </body>
    </html>`
  return page.markup
}

function table(heads: readonly string[], rows: readonly Html[]): Html {
  if (rows.length === 0) return html`<p>Chưa có.</p>`
  return html`<table><thead><tr>${heads.map((head) => html`<th>${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table>`
}

function deviceRow(device: DeviceOverview): Html {
  const state = device.revoked ? 'Đã thu hồi' : 'Đang dùng'
  return html`<tr>
    <td>${device.officeName}</td><td>${device.counterNumber}</td><td>${device.name}</td><td>${localTime(device.lastSeenAt)}</td>
    <td>${device.entries}</td><td>${device.refusals}</td><td>${state}</td>
  </tr>`
}

function dossierRow(dossier: DossierOverview): Html {
  const present = dossier.files.filter((file) => file.present).length
  const pending = dossier.files.filter((file) => !file.present).map((file) => html`<br />Chờ bản quét: ${file.name}`)
  const status = DossierStatus.safeParse(dossier.status)
  return html`<tr>
    <td><code>${dossier.code}</code></td><td>${dossier.applicantName}</td><td>${dossier.procedureName}</td>
    <td>${status.success ? STATUS_NAME[status.data] : dossier.status}</td><td>${dossier.dueAt ?? ''}</td>
    <td>${present}/${dossier.files.length}${pending}</td>
  </tr>`
}

function batchRow(batch: BatchOverview): Html {
  return html`<tr>
    <td>${localTime(batch.statement.signedAt)}</td><td><code>${batch.device}</code></td><td>${batch.statement.size}</td><td><code>${batch.statement.root}</code></td>
  </tr>`
}

function localTime(iso: string): string {
  return iso === '' ? '' : new Date(iso).toLocaleString('vi-VN', { timeZone: 'Asia/Ho_Chi_Minh' })
}
