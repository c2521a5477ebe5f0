import { expect } from 'vitest'
import type { WriteDb } from '../../../electron/core/db/open.ts'
import type { PurgeObstacle } from '../../../electron/domain/retention.ts'
import { inspect, type Counter } from './counter.ts'

/** What a row of the books says, and what then keeps a dossier that is over: `young` where it is not over at all. @old, @document and @young name rows, @seq its first entry. */
export const obstacles: readonly (readonly [what: string, held: PurgeObstacle | 'young' | 'free', sql: string])[] = [
  ['nothing', 'free', 'SELECT 1'],
  ['an entry that is on its way', 'not-at-portal', `UPDATE delivery SET state = 'queued', receipt = NULL WHERE seq = @seq`],
  ['an entry that is offered again', 'not-at-portal', `INSERT INTO offered_again (recall, seq, lane, state) VALUES (@seq, @seq, @document, 'queued')`],
  ['an entry that was withdrawn', 'not-at-portal', `INSERT INTO withdrawn (seq, decision, lane, attempts, stands) VALUES (@seq, @seq, @old, 1, 1)`],
  ['the portal’s side of a conflict', 'not-at-portal', `INSERT INTO dossier_at_portal VALUES (@old, '{}')`],
  ['a telling that is on its way', 'not-at-portal', insertTelling('')],
  ['a telling that is offered again', 'not-at-portal', insertTelling(`INSERT INTO delivery (seq, lane, state, receipt) SELECT max(seq), 'counter', 'received', '{}' FROM journal; INSERT INTO offered_again (recall, seq, lane, state) SELECT @seq, max(seq), 'counter', 'queued' FROM journal`)],
  ['a telling without a receipt', 'unproven', insertTelling(`INSERT INTO delivery (seq, lane, state, receipt) SELECT max(seq), 'counter', 'received', '{}' FROM journal`)],
  ['another counter’s entry that the portal lost', 'not-at-portal', `INSERT INTO office_entry (lane, hash, place, counter, header, told) VALUES (@document, 'h', 0, 2, '{}', 0)`],
  ['a history to be read', 'not-at-portal', `INSERT INTO office_history (lane, due) VALUES (@document, 5) ON CONFLICT (lane) DO UPDATE SET due = 5`],
  ['another counter’s entry that proves nothing', 'unproven', `INSERT INTO office_entry (lane, hash, place, counter, header, salt, payload, receipt) VALUES (@document, 'h', 0, 2, '{}', '', '{}', '{}')`],
  ['an unsigned scan', 'unsigned-file', 'UPDATE attachment SET signed_sha256 = NULL WHERE dossier = @old'],
  ['a signed scan without a receipt', 'not-at-portal', 'DELETE FROM upload WHERE dossier = @old; DELETE FROM file_receipt WHERE dossier = @old'],
  ['a file on its way', 'not-at-portal', `UPDATE upload SET state = 'queued' WHERE dossier = @document`],
  ['a document’s file without a receipt', 'not-at-portal', 'DELETE FROM file_receipt WHERE dossier = @document'],
  ['a document that is not issued', 'document-open', `UPDATE document SET stage = 'waits-agency' WHERE id = @document`],
  ['a seal without its time', 'document-open', 'INSERT INTO stamping (document, next_at) VALUES (@document, 0)'],
  ['a document carried here', 'document-open', 'INSERT INTO carried_document (document, revision, after_seq) VALUES (@document, 2, 1)'],
  ['papers nobody signed for', 'papers-under-way', 'UPDATE dossier SET taken = 0 WHERE id = @old'],
  ['a transfer nobody found', 'money-open', `INSERT INTO transfer VALUES ('p', @old, 'r', 1, '2005-01-01T08:00:00+07:00', 'awaited')`],
  ['a receipt of an open till', 'money-open', 'UPDATE shift SET closed_at = NULL'],
  ['a receipt voided in an open till', 'money-open', `INSERT INTO shift (id, officer, opening_float, opened_at) VALUES ('open', 'o', 0, '2026'); UPDATE fee_receipt SET void_shift = 'open' WHERE dossier = @old`],
  ['an altered payload', 'unproven', `UPDATE journal SET payload = replace(payload, '"', '" ') WHERE seq = @seq`],
  ['an altered envelope', 'unproven', `UPDATE journal SET officer = 'o' WHERE seq = @seq`],
  ['an altered receipt', 'unproven', `UPDATE receipt_batch SET batch = json_set(batch, '$.statement.signedAt', '2000-01-01T00:00:00.000Z')`],
  ['a document that changed since', 'young', `UPDATE document SET changed_at = '2026-11-26T08:00:00+07:00' WHERE id = @document`],
  ['a procedure that keeps for longer', 'young', setYears(30)],
  ['a version before it that keeps for longer', 'young', `${setYears(5)}; ${addVersion('{"retentionYears":30}')}`],
  ['a version before it that keeps for ever', 'young', `${setYears(5)}; ${addVersion('{"retentionYears":null}')}`],
  ['a version announced that keeps for five years', 'free', `${setYears(5)}; ${addVersion('{}')}`]
]

function insertTelling(andThen: string): string {
  return `INSERT INTO journal SELECT seq + 1, epoch, version, 'citizen.told', officer, NULL, 0, at, salt, json_object('dossier', @old), 'p', hash, 'told' FROM journal ORDER BY seq DESC LIMIT 1; ${andThen || 'SELECT 1'}`
}

function setYears(years: number): string {
  return `UPDATE procedure SET value = json_set(value, '$.retentionYears', ${years}) WHERE code = (SELECT procedure_code FROM dossier WHERE id = @old)`
}

function addVersion(value: string): string {
  return `INSERT INTO earlier_procedure SELECT procedure_code, 0, '${value}' FROM dossier WHERE id = @old`
}

/** Looks at the database as it is after some changes, which are then undone. @param sql names what `obstacles` says; each change must change something */
export function lookAfterChange<T>(counter: Counter, ids: { old: string; young: string }, sql: string, look: (db: WriteDb) => T): T {
  return inspect(counter, (db) => {
    const document = db.prepare('SELECT id FROM document WHERE dossier = ?').pluck().get(ids.old)
    const seq = db.prepare('SELECT min(seq) FROM journal WHERE dossier = ?').pluck().get(ids.old)
    db.exec('BEGIN IMMEDIATE')
    try {
      for (const one of sql.split('; ')) {
        const statement = db.prepare(one)
        const used = Object.fromEntries(Object.entries({ ...ids, document, seq }).filter(([name]) => one.includes(`@${name}`)))
        if (statement.reader) statement.all(used)
        else expect(statement.run(used).changes).toBeGreaterThan(0)
      }
      return look(db as WriteDb)
    } finally {
      db.exec('ROLLBACK')
    }
  })
}
