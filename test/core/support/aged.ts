import { join } from 'node:path'
import type { SignedBatch } from '../../../electron/contract/wire.ts'
import { openDatabase } from '../../../electron/core/db/open.ts'
import { signStatement } from '../../../electron/crypto/receipt.ts'
import type { Queryable } from '../../portal/database.ts'
import { getSigningKey, type ReceiptKey } from '../../portal/receipt-key-store.ts'
import type { Counter } from './counter.ts'

type Folder = Pick<Counter, 'dataFolder' | 'key'>
type Db = ReturnType<typeof openDatabase>

/** Makes dossiers look as if nothing had happened to them for so many years: in the projections, and in the portal's receipts, which are signed anew with its key. The journal stays as it was written. */
export async function age(counter: Folder, portal: Queryable, ids: readonly string[], years: number): Promise<void> {
  const key = await getSigningKey(portal, new Date())
  inDatabase(counter, (db) => {
    for (const id of ids) {
      ageProjections(db, id, years)
      ageReceipts(db, key, id, years)
    }
  })
}

/** By the counter's clock alone: as where it stood years back when the dossier was received. */
export function ageByOwnClock(counter: Folder, id: string, years: number): void {
  inDatabase(counter, (db) => ageProjections(db, id, years))
}

function inDatabase(counter: Folder, change: (db: Db) => void): void {
  const db = openDatabase({ path: join(counter.dataFolder, 'counter.db'), key: counter.key, mustExist: true })
  try {
    db.transaction(() => change(db)).immediate()
  } finally {
    db.close()
  }
}

const back = (time: string, years: number): string => `${Number(time.slice(0, 4)) - years}${time.slice(4)}`

function ageProjections(db: Db, id: string, years: number): void {
  const { receivedAt, changedAt } = db.prepare(`SELECT received_at AS receivedAt, state ->> '$.changedAt' AS changedAt FROM dossier WHERE id = ?`).get(id) as { receivedAt: string; changedAt: string }
  db.prepare(`UPDATE dossier SET received_at = ?, state = json_set(state, '$.receivedAt', ?, '$.changedAt', ?) WHERE id = ?`).run(back(receivedAt, years), back(receivedAt, years), back(changedAt, years), id)
  for (const document of db.prepare('SELECT id, changed_at AS changedAt FROM document WHERE dossier = ?').all(id) as { id: string; changedAt: string }[]) {
    db.prepare('UPDATE document SET changed_at = ? WHERE id = ?').run(back(document.changedAt, years), document.id)
  }
}

function ageReceipts(db: Db, key: ReceiptKey, id: string, years: number): void {
  const signed = db
    .prepare(
      `SELECT delivery.seq, receipt ->> '$.batch' AS batch FROM journal JOIN delivery ON delivery.seq = journal.seq
        WHERE journal.dossier = @id OR journal.dossier IN (SELECT id FROM document WHERE dossier = @id) OR (kind = 'citizen.told' AND payload ->> '$.dossier' = @id)`
    )
    .all({ id }) as { seq: number; batch: number | string }[]
  for (const { seq, batch } of signed) {
    const own = typeof batch === 'string'
    const { batch: text, leaves } = own ? { batch, leaves: '' } : (db.prepare('SELECT batch, leaves FROM receipt_batch WHERE id = ?').get(batch) as { batch: string; leaves: string })
    const { statement } = JSON.parse(text) as SignedBatch
    const earlier = JSON.stringify(signStatement({ ...statement, signedAt: back(statement.signedAt, years) }, key.keyId, key.privateKey))
    if (own) db.prepare(`UPDATE delivery SET receipt = json_set(receipt, '$.batch', json(?)) WHERE seq = ?`).run(earlier, seq)
    else {
      const { lastInsertRowid } = db.prepare('INSERT INTO receipt_batch (batch, leaves) VALUES (?, ?)').run(earlier, leaves)
      db.prepare('UPDATE delivery SET receipt = ? WHERE seq = ?').run(JSON.stringify({ batch: Number(lastInsertRowid) }), seq)
    }
    db.prepare('UPDATE delivery SET receipt_signed_at = ? WHERE seq = ?').run(back(statement.signedAt, years), seq)
  }
}
