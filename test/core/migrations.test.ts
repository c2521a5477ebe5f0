import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, test } from 'vitest'
import { migrate, readMigrations } from '../../electron/core/db/migrate.ts'
import { openDatabase, type ReadDb } from '../../electron/core/db/open.ts'
import { summariseDeliveries } from '../../electron/core/outbox/delivery-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'qmc-migrations-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const migrations = readMigrations()
const newest = migrations.at(-1)!.number

/** A row in every table a version knows, as that version would have written it. */
const rowsOfVersion: Record<number, string> = {
  1: `INSERT INTO setting VALUES ('device', '{"device":"may-1"}');
      INSERT INTO journal VALUES (1, 1, 1, 'dossier.received', 'o', 'd-1', 0, '2026-01-01T00:00:00Z', x'00', '{}', 'p', '0', 'h1');
      INSERT INTO delivery (seq, lane, state) VALUES (1, 'd-1', 'queued');
      INSERT INTO dossier (id, code, revision, status, procedure_code, applicant_id_number, received_at, due_at, last_seq, state)
        VALUES ('d-1', 'A-260101-0001', 1, 1, '1.1', '036190000001', '2026-01-01T08:00:00+07:00', NULL, 1, '{}');
      INSERT INTO dossier_search (rowid, words) VALUES (1, 'a 260101 0001');
      INSERT INTO issued_number (series, day, serial, dossier, seq) VALUES ('dossier:A', '2026-01-01', 1, 'd-1', 1);`,
  2: `INSERT INTO file VALUES ('f-1', 'k', 'ab/1.bin', 10, 1, '2026-01-01');
      INSERT INTO attachment VALUES ('f-1', 'd-1', 'c', 'giấy', NULL);
      INSERT INTO upload (sha256, dossier, state) VALUES ('f-1', 'd-1', 'queued');
      INSERT INTO draft VALUES ('n-1', 'o', '2026-01-01', '{}');`,
  3: `INSERT INTO reference VALUES ('officer', 'o', '{}');
      INSERT INTO procedure (code, words, value) VALUES ('1.1', 'khai sinh', '{}');`,
  4: `UPDATE dossier SET applicant_name = 'Nguyễn Văn An', officer = 'o', unit = 'UBND xã';`,
  5: `INSERT INTO offered_again (recall, seq, lane, state) VALUES (1, 1, 'd-1', 'queued');`,
  6: `INSERT INTO document (id, revision, stage, dossier, sha256, changed_at, state) VALUES ('v-1', 1, 'waits-person', 'd-1', 'f-1', '2026-01-01T08:00:00+07:00', '{}');
      INSERT INTO document_file VALUES ('f-1', 'v-1');
      INSERT INTO stamping (document, next_at) VALUES ('v-1', 0);`,
  7: `INSERT INTO number_lease VALUES (1, 's-1', '2026/001', 1, 50, 1);`,
  8: '',
  9: `INSERT INTO file_receipt VALUES ('f-1', 'd-1', '2026-01-01T08:00:00Z', '{}');`,
  10: `INSERT INTO shift (id, officer, opening_float, opened_at) VALUES ('c-1', 'o', 500000, '2026-01-01T07:00:00+07:00');
      INSERT INTO fee_receipt (series, period, serial, dossier, payment, kind, amount, method, shift, officer, at, lines)
        VALUES ('s-1', '2026/001', 1, 'd-1', 'p-1', 'statutory-fee', 5000, 'cash', 'c-1', 'Vũ Thị Nhung', '2026-01-01T08:00:00+07:00', '[]');
      INSERT INTO transfer VALUES ('p-2', 'd-1', 'A26010100011', 5000, '2026-01-01T08:00:00+07:00', 'awaited');`,
  11: `INSERT INTO dossier_at_portal VALUES ('d-1', '{}');`,
  12: `INSERT INTO withdrawn (seq, decision, lane, attempts) VALUES (1, 1, 'd-1', 1);
      INSERT INTO dossier_base VALUES ('d-1', 1, '{}');`,
  13: `INSERT INTO carried_document (document, revision, after_seq) VALUES ('v-1', 2, 1);`,
  14: `INSERT INTO awaited_file VALUES ('d-1', 'f-9', 'c', 'khai-sinh.pdf', 1200);`,
  15: `INSERT INTO satisfaction VALUES ('00000000-0000-4000-8000-000000000001', 'o', '2026-01-01', 'neutral', 'receipt', 1);`,
  16: `INSERT INTO printed_form VALUES ('supplement/d-1/2026-01-01T08:00:00+07:00', '01', '2026-01-01T08:00:00Z', 1);`,
  17: 'INSERT INTO citizen_told VALUES (1, 1);',
  18: `INSERT INTO document_base VALUES ('v-1', '{}');`,
  19: `INSERT INTO earlier_procedure VALUES ('1.1', 1, '{}');`,
  20: `UPDATE dossier SET with_officer = 'o', taken = 0;`,
  21: `INSERT INTO satisfaction VALUES ('00000000-0000-4000-8000-000000000002', 'o', '2026-01-02', 'very-satisfied', 'return', 1);`,
  22: `INSERT INTO withdrawn_file VALUES ('f-1');`,
  23: `UPDATE delivery SET receipt_signed_at = '2021-05-31T09:00:00+07:00' WHERE seq = 1;`,
  24: `INSERT INTO receipt_batch (batch, leaves) VALUES ('{}', '00');`,
  25: `UPDATE dossier SET owner_id_number = '036190000002', paused = 1;`,
  26: `UPDATE withdrawn SET stands = 1;`,
  27: `UPDATE carried_document SET counter = 2, at = '2026-01-01T09:00:00Z';`,
  28: `UPDATE withdrawn SET portal_revision = 3;`,
  29: `UPDATE dossier SET purged_at = '2046-01-01T08:00:00Z'; UPDATE document SET purged_at = '2046-01-01T08:00:00Z';`,
  30: '',
  31: `INSERT INTO office_entry (lane, hash, place, counter, officer_name, header, salt, payload, receipt) VALUES ('d-1', 'h9', 0, 2, 'Trần Văn Bình', '{}', 'AA==', '{}', '{}');
      INSERT INTO office_history VALUES ('d-1', 1, '2026-01-01T08:00:00Z', 5);
      INSERT INTO fetched_file VALUES ('d-1', 'f-1');`,
  32: '',
  33: `UPDATE office_entry SET refused = 1;`,
  34: '',
  35: '',
  36: `INSERT INTO damaged_file VALUES ('f-1');`,
  37: `UPDATE delivery SET opens = 1 WHERE seq = 1;`
}

function openAt(version: number): ReadDb {
  const db = new Database(join(folder, `${randomBytes(6).toString('hex')}.db`)) as unknown as ReadDb
  migrate(db, migrations.filter(({ number }) => number <= version))
  for (let past = 1; past <= version; past++) db.exec(rowsOfVersion[past] ?? '')
  return db
}

function readRows(db: ReadDb): Record<string, unknown[]> {
  const tables = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%\\_search\\_%' ESCAPE '\\'`).pluck().all() as string[]
  return Object.fromEntries(tables.map((table) => [table, table.endsWith('_search') ? db.prepare(`SELECT rowid FROM ${table}`).all() : db.prepare(`SELECT * FROM ${table}`).all()]))
}

describe('migrations', () => {
  test('are numbered from 1 without a gap, and every version has its rows here', () => {
    expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_migration, index) => index + 1))
    expect(Object.keys(rowsOfVersion).map(Number)).toEqual(migrations.map(({ number }) => number))
  })

  test('a new encrypted database has the newest version, and opening it again changes nothing', () => {
    const options = { path: join(folder, 'fresh.db'), key: randomBytes(32), mustExist: false }
    const db = openDatabase(options)
    const schema = db.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all()
    expect(db.pragma('user_version', { simple: true })).toBe(newest)
    db.close()
    const again = openDatabase(options)
    expect(again.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all()).toEqual(schema)
    again.close()
  })

  test.each(migrations.map(({ number }) => number))('from version %i to the newest every row survives', (version) => {
    const db = openAt(version)
    const before = readRows(db)
    migrate(db)
    expect(db.pragma('user_version', { simple: true })).toBe(newest)
    expect(readRows(db)).toMatchObject(before)
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(db.pragma('foreign_key_check')).toEqual([])
    db.close()
  })

  test('a dossier that waits since before version 37 is told as one that the portal never had', () => {
    const db = openAt(36)
    migrate(db)
    expect(summariseDeliveries(db)).toMatchObject({ entries: 1, dossiers: 1, changed: 0 })
    db.close()
  })

  test('a migration that fails half-way leaves the version and the schema before it', () => {
    const db = openAt(2)
    const broken = [...migrations.slice(0, 2), { number: 3, sql: 'CREATE TABLE half (id INTEGER) STRICT; CREATE TABLE setting (id INTEGER) STRICT;' }]
    expect(() => migrate(db, broken)).toThrow(/already exists/)
    expect(db.pragma('user_version', { simple: true })).toBe(2)
    expect(db.prepare(`SELECT count(*) FROM sqlite_schema WHERE name = 'half'`).pluck().get()).toBe(0)
    migrate(db)
    expect(db.pragma('user_version', { simple: true })).toBe(newest)
    db.close()
  })

  test('a database of a newer build is refused and stays as it is', () => {
    const options = { path: join(folder, 'newer.db'), key: randomBytes(32), mustExist: false }
    const db = openDatabase(options)
    db.pragma(`user_version=${newest + 1}`)
    db.close()
    expect(() => openDatabase(options)).toThrow(/newer/)
    // Nobody may take the version back to open it all the same.
    expect(() => openDatabase(options)).toThrow(/newer/)
  })
})
