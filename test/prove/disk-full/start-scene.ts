import { randomBytes } from 'node:crypto'
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { migrate, readMigrations } from '../../../electron/core/db/migrate.ts'
import { openDatabase, type ReadDb } from '../../../electron/core/db/open.ts'
import { createFullDisk } from '../../core/support/full-disk.ts'
import { noteRefusal, type Ground, type Scene } from './scene.ts'

const rows = 60

/** The first start of a new version: a database of the first one is brought to the newest. Each life begins with the old one. */
export function openStartScene({ work }: Ground): Promise<Scene> {
  const key = randomBytes(32)
  const dataFolder = join(work, 'start')
  const old = join(work, 'old.db')
  const newest = readMigrations().at(-1)?.number
  makeOldDatabase(old, key)
  const disk = createFullDisk(work, dataFolder)
  return Promise.resolve({
    disk,
    most: 28,
    live: async (core) => {
      const refused: string[] = []
      rmSync(dataFolder, { recursive: true, force: true })
      mkdirSync(dataFolder)
      cpSync(old, join(dataFolder, 'counter.db'))
      noteRefusal(refused, 'opening', await core.call('core.open', { dataFolder, key: key.toString('base64'), mustExist: true }))
      await core.call('core.close', {})
      return refused
    },
    check: () => {
      const db = openDatabase({ path: join(dataFolder, 'counter.db'), key, mustExist: true })
      try {
        const count = (table: string): unknown => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()
        const wrong = ['journal', 'delivery', 'dossier', 'issued_number'].filter((table) => count(table) !== rows).map((table) => `lost: table ${table} has ${String(count(table))} rows of ${rows}`)
        if (db.pragma('user_version', { simple: true }) !== newest) wrong.push('the version is not the newest')
        if (db.pragma('integrity_check', { simple: true }) !== 'ok') wrong.push('the database is not whole')
        return Promise.resolve(wrong)
      } finally {
        db.close()
      }
    },
    countTold: () => 0,
    readLog: () => '',
    end: () => Promise.resolve([]),
    close: () => Promise.resolve()
  })
}

function makeOldDatabase(path: string, key: Buffer): void {
  const db = new Database(path) as unknown as ReadDb
  for (const pragma of [`cipher='sqlcipher'`, 'legacy=4', `key="x'${key.toString('hex')}'"`]) db.pragma(pragma)
  migrate(db, readMigrations().slice(0, 1))
  for (let n = 1; n <= rows; n++) {
    db.prepare(`INSERT INTO journal VALUES (?, 1, 1, 'dossier.received', 'o', ?, 0, '2026-01-01T00:00:00Z', x'00', '{}', 'p', '0', ?)`).run(n, `d-${n}`, `h-${n}`)
    db.prepare(`INSERT INTO delivery (seq, lane, state) VALUES (?, ?, 'queued')`).run(n, `d-${n}`)
    db.prepare(
      `INSERT INTO dossier (id, code, revision, status, procedure_code, applicant_id_number, received_at, due_at, last_seq, state) VALUES (?, ?, 1, 1, '1.1', '036190000001', '2026-01-01T08:00:00+07:00', NULL, ?, '{}')`
    ).run(`d-${n}`, `A-260101-${n}`, n)
    db.prepare('INSERT INTO dossier_search (rowid, words) VALUES (?, ?)').run(n, `a 260101 ${n}`)
    db.prepare(`INSERT INTO issued_number (series, day, serial, dossier, seq) VALUES ('dossier:A', '2026-01-01', ?, ?, ?)`).run(n, `d-${n}`, n)
  }
  db.close()
}
