import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { searchProcedures } from '../../electron/core/catalogue/procedure-store.ts'
import { openDatabase, type ReadDb, type WriteDb } from '../../electron/core/db/open.ts'
import { findLastOfPerson, listDossiersAbout } from '../../electron/core/dossier/dossier-store.ts'
import { findDraft } from '../../electron/core/dossier/draft-store.ts'
import { listAttachments, listUnsigned } from '../../electron/core/files/file-store.ts'
import { listDueHistories, listOfficeEntries } from '../../electron/core/history/history-store.ts'
import { findHead, listDossierEntries, listEntries, listRefusedBetween } from '../../electron/core/journal/journal-store.ts'
import { findLastDay, findLastSerial, listLeaseUses } from '../../electron/core/numbers/number-store.ts'
import { listDue, listWaiting, requeueAll, requeueInterrupted, summariseDeliveries } from '../../electron/core/outbox/delivery-store.ts'
import { listWaitingAgain } from '../../electron/core/outbox/offered-again-store.ts'
import { findDueUpload, summariseUploads } from '../../electron/core/outbox/upload-store.ts'
import { tellUnread } from '../../electron/core/portal/read-again.ts'
import { listUnread } from '../../electron/core/portal/unread-store.ts'
import { deleteAround, findObstacle, isHeldElsewhere, listEnded, listHashes } from '../../electron/core/retention/retention-store.ts'
import { listDossierRows, searchDossierRows } from '../../electron/core/search/dossier-rows.ts'
import { countWorklists, groupWorklists, listWorklist } from '../../electron/core/search/worklist.ts'
import { calendar } from '../unit/domain/calendar-fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'qmc-plans-'))
let db: ReadDb
let asked: string[] = []

beforeAll(() => {
  db = openDatabase({ path: join(folder, 'counter.db'), key: randomBytes(32), mustExist: false })
  fill(db)
  db.exec('ANALYZE')
  // What the stores really ask, not a copy of it.
  const prepare = db.prepare.bind(db)
  db.prepare = ((sql: string) => {
    asked.push(sql)
    return prepare(sql)
  }) as typeof db.prepare
})
afterAll(() => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

/** 2,000 dossiers, all returned but the last hundred and received by the portal but the last five: what a counter looks like after a year, so that a scan is not the better plan. */
function fill(target: ReadDb): void {
  target.exec(`
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
    INSERT INTO journal SELECT i, 1, 1, 'dossier.received', 'o', 'd-' || i, 0, '2026', x'00', '{}', 'p' || i, '0', 'h' || i FROM n;
    INSERT INTO delivery (seq, lane, state, receipt) SELECT seq, dossier, CASE WHEN seq > 1995 THEN 'queued' ELSE 'received' END, CASE WHEN seq > 1995 THEN NULL ELSE '{}' END FROM journal;
    INSERT INTO dossier (id, code, revision, status, procedure_code, applicant_id_number, received_at, last_seq, state)
      SELECT dossier, 'A-' || seq, 1, CASE WHEN seq > 1900 THEN 4 ELSE 10 END, '1.1', '0361900' || seq, '2026-01-' || (seq % 28), seq, '{}' FROM journal;
    INSERT INTO dossier_search (rowid, words) SELECT rowid_, 'nguyen ' || id FROM dossier;
    INSERT INTO issued_number SELECT 'dossier:A', '2026-01-01', last_seq, id, last_seq, '2026-01-01', 'issued' FROM dossier;
    INSERT INTO number_lease SELECT last_seq, 's-' || (last_seq % 7), '2026', last_seq, last_seq, 1 FROM dossier;
    INSERT INTO file SELECT 'f-' || last_seq, 'k', 'p' || last_seq, 1, 1, '2026' FROM dossier;
    INSERT INTO attachment SELECT 'f-' || last_seq, id, 'c', 'n', CASE WHEN last_seq > 1995 THEN NULL ELSE 'f-' || last_seq END FROM dossier;
    INSERT INTO upload (sha256, dossier, state) SELECT sha256, dossier, CASE WHEN signed_sha256 IS NULL THEN 'queued' ELSE 'received' END FROM attachment;
    INSERT INTO reference VALUES ('work-calendar', 'vn', '${JSON.stringify(calendar)}');
    INSERT INTO procedure (code, words, value) SELECT '1.' || last_seq, 'khai sinh ' || last_seq, '{"code":"1","name":"n","field":"f","generated":false,"secret":false,"version":1,"validFrom":null,"validTo":null}' FROM dossier;`)
}

/** The plans of the statements a store function prepares. */
function planOf(ask: (db: ReadDb) => unknown): string {
  asked = []
  // A wrapper of its own, so that no statement is in the cache yet.
  const fresh = Object.create(db) as ReadDb
  ask(fresh)
  const statements = asked
  expect(statements.length).toBeGreaterThan(0)
  const rows = statements.flatMap((sql) => {
    const places = Array.from({ length: sql.split('?').length - 1 }, () => null)
    const named = Object.fromEntries([...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name, null]))
    return db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...places, ...(Object.keys(named).length > 0 ? [named] : [])) as { detail: string }[]
  })
  return rows.map(({ detail }) => detail).join('\n')
}

const nowMs = Date.parse('2026-01-15T10:00:00+07:00')

const hotQueries: [string, (db: ReadDb) => unknown, RegExp[]][] = [
  ['due deliveries', (d) => listDue(d, 100), [/candidate USING (COVERING )?INDEX delivery_waiting/, /earlier USING COVERING INDEX delivery_stuck \(lane=\? AND seq<\?\)/]],
  ['waiting deliveries', (d) => listWaiting(d, 100), [/delivery USING INDEX delivery_stuck/, /delivery USING INDEX delivery_waiting$/]],
  ['what waits to be offered again', (d) => listWaitingAgain(d, 100), [/^SCAN offered_again USING INDEX offered_again_waiting\nSCAN offered_again USING INDEX offered_again_waiting$/]],
  ['what a restart queues again', (d) => requeueInterrupted(d as WriteDb), [/delivery USING (COVERING )?INDEX delivery_waiting/]],
  ['what the officer queues again', (d) => requeueAll(d as WriteDb), [/delivery USING (COVERING )?INDEX delivery_waiting/]],
  ['counts of the queue', (d) => summariseDeliveries(d), [/delivery USING COVERING INDEX delivery_waiting/]],
  ['the next upload', (d) => findDueUpload(d), [/upload USING INDEX upload_waiting/, /delivery USING (COVERING )?INDEX delivery_lane/]],
  ['counts of uploads', (d) => summariseUploads(d), [/upload USING (COVERING )?INDEX upload_waiting/]],
  ['dossier search', (d) => searchDossierRows(d, 'nguyen', 20), [/dossier_search VIRTUAL TABLE INDEX/, /dossier USING INTEGER PRIMARY KEY/, /delivery USING INDEX delivery_lane/, /attachment USING PRIMARY KEY \(dossier=\?\)/]],
  ['procedure search', (d) => searchProcedures(d, 'khai sinh', 20, '2026-01-15'), [/procedure_search VIRTUAL TABLE INDEX/, /procedure USING INTEGER PRIMARY KEY/, /earlier_procedure USING PRIMARY KEY \(code=\?\)/]],
  ['newest dossiers', (d) => listDossierRows(d, 50), [/dossier USING (COVERING )?INDEX dossier_received/]],
  ['a work list', (d) => listWorklist(d, { list: 'overdue', limit: 100 }, nowMs, 'o'), [/dossier USING INDEX dossier_open \(status=\? AND due_at<\?\)/]],
  ['what was handed to an officer', (d) => listWorklist(d, { list: 'handed', limit: 100 }, nowMs, 'o'), [/dossier USING INDEX dossier_with \(with_officer=\?\)/]],
  ['refusals of some days', (d) => listRefusedBetween(d, 'may-1', { from: '2026-01-01', before: '2026-02-01' }, 100), [/journal USING INDEX journal_refused \(at>\? AND at<\?\)/]],
  ['unsent dossiers', (d) => listWorklist(d, { list: 'unsent', limit: 100 }, nowMs, 'o'), [/delivery USING COVERING INDEX delivery_waiting/, /upload USING COVERING INDEX upload_waiting/]],
  ['counts of the work lists', (d) => countWorklists(d, {}, nowMs, 'o'), [/dossier USING (COVERING )?INDEX dossier_open/]],
  ['open dossiers by officer', (d) => groupWorklists(d, nowMs), [/dossier USING COVERING INDEX dossier_open/]],
  ['duplicates of a person', (d) => listDossiersAbout(d, '03619001', '1.1', 10), [/dossier USING INDEX dossier_of_owner \(owner_id_number=\? AND procedure_code=\?\)/, /dossier USING INDEX dossier_same_person \(applicant_id_number=\? AND procedure_code=\?\)/]],
  ['a person’s last dossier', (d) => findLastOfPerson(d, '03619001'), [/dossier USING INDEX dossier_same_person \(applicant_id_number=\?\)/]],
  ['the last serial', (d) => findLastSerial(d, 'dossier:A', '2026-01-01', { from: 1, to: 2999 }), [/issued_number USING PRIMARY KEY \(series=\? AND day=\? AND serial>\? AND serial<\?\)/]],
  ['the last legal day', (d) => findLastDay(d), [/^SEARCH issued_number USING (COVERING )?INDEX issued_number_on_day/]],
  ['leases of a series', (d) => listLeaseUses(d, 's-1', 1, '2026'), [/lease USING INDEX number_lease_series/, /used USING PRIMARY KEY \(series=\? AND day=\? AND serial>\? AND serial<\?\)/]],
  ['the head of the chain', (d) => findHead(d), [/^SCAN journal$/]],
  ['entries of a dossier', (d) => listDossierEntries(d, 'd-7', 'may-1'), [/journal USING INDEX journal_dossier/]],
  ['entries of other counters', (d) => listOfficeEntries(d, 'd-7'), [/office_entry USING INDEX sqlite_autoindex_office_entry_1 \(lane=\?\)/]],
  ['histories to be read', (d) => listDueHistories(d, 20), [/office_history USING (COVERING )?INDEX office_history_due/]],
  ['entries after a place', (d) => listEntries(d, 'may-1', 1990, 100), [/journal USING INTEGER PRIMARY KEY \(rowid>\?\)/]],
  ['unsigned scans', (d) => listUnsigned(d), [/attachment USING INDEX attachment_unsigned/]],
  ['files of a dossier', (d) => listAttachments(d, 'd-7'), [/attachment USING PRIMARY KEY \(dossier=\?\)/]],
  ['what was received and ended before a day', (d) => listEnded(d, '2026-01-15', { receivedAt: '', row: -1 }, 50), [/dossier USING INDEX dossier_received/, /document USING INDEX document_by_dossier/]],
  ['what keeps a dossier from being purged', (d) => findObstacle(d, 'd-7', ['d-7'], ['f-7']), [/journal USING (COVERING )?INDEX journal_dossier/, /journal USING (COVERING )?INDEX journal_told/, /delivery USING INTEGER PRIMARY KEY/, /office_entry USING INDEX sqlite_autoindex_office_entry_1 \(lane=\?\)/, /office_history USING PRIMARY KEY/]],
  ['its files and who else holds them', (d) => [listHashes(d, 'd-7', ['d-7']), isHeldElsewhere(d, 'f-7', ['d-7'])], [/document_file USING (COVERING )?INDEX document_file_of/]],
  ['what goes with a purged dossier', (d) => d.transaction(() => deleteAround(d as WriteDb, ['d-x'], ['f-x']))(), [/upload USING PRIMARY KEY/, /attachment USING PRIMARY KEY/]],
  ['what of the portal’s feed is not read', (d) => [tellUnread(d), listUnread(d, [])], [/^SEARCH reference USING PRIMARY KEY \(kind=\?\)[^]*\nSEARCH reference USING PRIMARY KEY \(kind=\?\)/]],
  ['a draft', (d) => findDraft(d, 'n', ['o']), [/draft USING PRIMARY KEY/]]
]

describe('hot queries keep their index', () => {
  test.each(hotQueries)('%s', (_name, ask, expected) => {
    const plan = planOf(ask)
    for (const pattern of expected) expect(plan).toMatch(pattern)
    // A whole table is read by nobody; what a subquery found is no table. An index may be walked in order where LIMIT ends the walk or only waiting rows are in it; the head is the last row by its key.
    const wholeTables = plan.split('\n').filter((line) => line.startsWith('SCAN') && !/USING|VIRTUAL|^SCAN \(subquery/.test(line) && !expected.some((pattern) => pattern.source.startsWith('^SCAN')))
    expect(wholeTables).toEqual([])
  })
})
