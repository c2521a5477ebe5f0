import Database from 'better-sqlite3'
import { join } from 'node:path'
import { toMatchQuery } from '../../electron/core/db/match-query.ts'
import { openDatabase } from '../../electron/core/db/open.ts'
import { searchDossierRows } from '../../electron/core/search/dossier-rows.ts'
import { millionSize, prepareMillion } from './office/million.ts'
import { describeMillionth } from './office/million-parts.ts'
import type { BenchOffice } from './office/open-office.ts'
import type { SectionReport } from './section.ts'
import { quantile, toThreeDigits } from './stats.ts'

const shown = 20
const rounds = 5

/**
 * What an officer's search costs over FTS5's own. One encrypted database of a million dossiers; for each of two hundred typed texts core's search makes the rows of
 * the screen, and bare better-sqlite3 with the same cipher runs the same MATCH, newest twenty first, and reads their lines. The sides take turns.
 */
export async function measure(): Promise<SectionReport> {
  const office = await prepareMillion()
  const db = openDatabase({ path: join(office.dataFolder, 'counter.db'), key: office.key })
  const raw = openRaw(office)
  const texts = listTexts()
  const coreMs: number[] = []
  const rawMs: number[] = []
  const idsMs: number[] = []
  const slowest: { text: string; ms: number }[] = []
  for (let round = 0; round < rounds; round++) {
    for (const text of texts) {
      const match = toMatchQuery(text)!
      const sides = [
        () => coreMs.push(time(() => searchDossierRows(db, text, shown))),
        () => rawMs.push(time(() => raw.rows.all(match, shown))),
        () => idsMs.push(time(() => raw.ids.all(match, shown)))
      ]
      // Each side goes first in its turn, so that none is always the one that finds the pages warm.
      for (let side = 0; side < sides.length; side++) sides[(side + round) % sides.length]!()
      slowest.push({ text, ms: toThreeDigits(coreMs.at(-1)!) })
    }
  }
  const newest = searchDossierRows(db, 'nguyen', shown)
  if (newest.length !== shown) throw new Error('a common name must fill the list')
  db.close()
  raw.db.close()
  const at = (values: number[], share: number): number => toThreeDigits(quantile(values, share))
  return {
    values: { searchOverRaw: toThreeDigits(quantile(coreMs, 0.5) / quantile(rawMs, 0.5)), searchP95Ms: at(coreMs, 0.95) },
    details: {
      dossiers: millionSize,
      searches: coreMs.length,
      coreMs: { p50: at(coreMs, 0.5), p95: at(coreMs, 0.95), max: at(coreMs, 1) },
      rawMs: { p50: at(rawMs, 0.5), p95: at(rawMs, 0.95) },
      rawIdsOnlyMs: { p50: at(idsMs, 0.5), p95: at(idsMs, 0.95) },
      slowest: slowest.toSorted((a, b) => b.ms - a.ms).slice(0, 5)
    }
  }
}

/** What is typed at a counter: four letters, whole and half names with and without marks, numbers, codes, procedures, and the pairs that meet seldom. */
function listTexts(): string[] {
  const people = Array.from({ length: 40 }, (_, index) => describeMillionth((index * 24_989 + 17) % millionSize))
  return [
    'nguy', 'khan', 'huye', 'tran', 'dang', 'thi', 'van', 'ng', 'n', 'a', '09', '036', 'khai sinh', 'ket hon', 'chung thuc', 'dang ky khai sinh', 'thu tuc', 'tinh trang hon nhan',
    'nguyen thi khanh', 'Nguyễn Thị Hồng', 'Đặng Văn', 'le quynh khai sinh', 'hoang oanh ket hon', 'nguyen khai tu',
    ...people.map(({ fullName }) => fullName),
    ...people.slice(0, 30).map(({ fullName }) => fullName.split(' ').at(-1)!),
    ...people.slice(0, 30).map(({ phone }) => phone),
    ...people.slice(0, 20).map(({ phone }) => phone.slice(0, 5)),
    ...people.slice(0, 30).map(({ idNumber }) => idNumber),
    ...people.slice(0, 15).map(({ idNumber }) => idNumber.slice(0, 6)),
    ...people.slice(0, 15).map(({ code }) => code)
  ]
}

function openRaw(office: BenchOffice): { db: Database.Database; rows: Database.Statement; ids: Database.Statement } {
  const db = new Database(join(office.dataFolder, 'counter.db'), { readonly: true })
  db.pragma(`cipher='sqlcipher'`)
  db.pragma('legacy=4')
  db.pragma(`key="x'${office.key.toString('hex')}'"`)
  db.pragma('cache_size=-65536')
  const match = 'dossier_search MATCH ? ORDER BY dossier_search.rowid DESC LIMIT ?'
  return {
    db,
    rows: db.prepare(
      `SELECT dossier.id, code, applicant_name, procedure_code, procedure_name, status, received_at, due_at, delivery.state, receipt_signed_at
         FROM dossier_search CROSS JOIN dossier ON dossier.rowid_ = dossier_search.rowid LEFT JOIN delivery ON delivery.seq = last_seq WHERE ${match}`
    ),
    ids: db.prepare(`SELECT rowid FROM dossier_search WHERE ${match}`)
  }
}

function time(act: () => unknown): number {
  const startedAt = performance.now()
  act()
  return performance.now() - startedAt
}
