import type { FileReceipt } from '../../contract/wire.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, listRows, run } from '../db/statements.ts'

/** Keeps a receipt beside those that were there before. */
export function putFileReceipt(db: WriteDb, receipt: FileReceipt): void {
  const { sha256, dossier, signedAt } = receipt.statement
  run(db, 'INSERT INTO file_receipt (sha256, dossier, signed_at, receipt) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING', sha256, dossier, signedAt, JSON.stringify(receipt))
}

/** The first one of a file: when it was received. */
export function findFileReceipt(db: ReadDb, dossier: string, sha256: string): FileReceipt | undefined {
  const row = findRow<{ receipt: string }>(db, 'SELECT receipt FROM file_receipt WHERE dossier = ? AND sha256 = ? ORDER BY signed_at LIMIT 1', dossier, sha256)
  return row && (JSON.parse(row.receipt) as FileReceipt)
}

/** All of them, a page after another in the order of their keys. */
export function listFileReceipts(db: ReadDb, after: FileReceipt | undefined, limit: number): FileReceipt[] {
  const { dossier, sha256, signedAt } = after?.statement ?? { dossier: '', sha256: '', signedAt: '' }
  const rows = listRows<{ receipt: string }>(
    db,
    'SELECT receipt FROM file_receipt WHERE (dossier, sha256, signed_at) > (?, ?, ?) ORDER BY dossier, sha256, signed_at LIMIT ?',
    dossier,
    sha256,
    signedAt,
    limit
  )
  return rows.map(({ receipt }) => JSON.parse(receipt) as FileReceipt)
}
