import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase, write, type ReadDb } from '../../electron/core/db/open.ts'
import { insertDelivery, markNeedsOfficer, markReceived, summariseDeliveries } from '../../electron/core/outbox/delivery-store.ts'

let folder: string
let db: ReadDb

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qmc-counts-'))
  db = openDatabase({ path: join(folder, 'counter.db'), key: randomBytes(32) })
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Appends a step of a lane, as it stands with the portal. */
function put(seq: number, lane: string, kind: string, state: 'queued' | 'received' | 'needs-officer'): void {
  write(db, (writeDb) => {
    writeDb.prepare(`INSERT INTO journal VALUES (?, 1, 1, ?, 'o', ?, 0, '2026', x'00', '{}', 'p', '0', ?)`).run(seq, kind, lane, `h${seq}`)
    insertDelivery(writeDb, { seq, lane })
    if (state === 'received') markReceived(writeDb, seq, { batchId: 1, signedAt: '2026' }, '2026')
    if (state === 'needs-officer') markNeedsOfficer(writeDb, seq, { type: 'about:blank', title: 't', status: 422 }, '2026')
  })
}

test('a dossier waits once, whatever waits of it, and is told as changed where its first step has arrived or came from elsewhere', () => {
  put(1, 'arrived', 'dossier.received', 'received')
  put(2, 'arrived', 'dossier.status-changed', 'received')
  put(3, 'new', 'dossier.received', 'queued')
  put(4, 'new', 'dossier.status-changed', 'queued')
  put(5, 'new', 'file.attached', 'queued')
  put(6, 'changed', 'dossier.received', 'received')
  put(7, 'changed', 'dossier.status-changed', 'needs-officer')
  put(8, 'changed', 'file.attached', 'queued')
  put(9, 'from-another-counter', 'dossier.status-changed', 'queued')
  put(10, 'refused', 'dossier.received', 'needs-officer')
  put(11, 'number:book', 'number.issued', 'queued')
  put(12, 'counter', 'counter.restored', 'queued')
  put(13, 'paper', 'document.created', 'queued')
  put(14, 'paper', 'document.signed', 'queued')
  write(db, (writeDb) => writeDb.exec(`INSERT INTO document (id, revision, stage, sha256, changed_at, state) VALUES ('paper', 1, 'issued', 's', '2026', '{}')`))
  expect(summariseDeliveries(db)).toEqual({ entries: 11, dossiers: 4, changed: 2, documents: 1, needsOfficer: 2, oldestSeq: 3 })
})

test('an empty queue', () => {
  expect(summariseDeliveries(db)).toEqual({ entries: 0, dossiers: 0, changed: 0, documents: 0, needsOfficer: 0, oldestSeq: null })
})
