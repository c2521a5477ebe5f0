import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase, write, type ReadDb } from '../../electron/core/db/open.ts'
import { insertFile } from '../../electron/core/files/file-store.ts'
import { appendEntry } from '../../electron/core/journal/journal.ts'
import { markReceived } from '../../electron/core/outbox/delivery-store.ts'
import { findDueUpload, insertUpload, markUploadNeedsOfficer, markUploadReceived, markUploadSending, requeueUpload, requeueAllUploads, summariseUploads } from '../../electron/core/outbox/upload-store.ts'

let folder: string
let db: ReadDb

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qmc-uploads-'))
  db = openDatabase({ path: join(folder, 'counter.db'), key: randomBytes(32), mustExist: false })
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A dossier of one entry with one signed scan that waits. */
function addScan(dossier: string, sizeBytes: number, isReceived = true): void {
  write(db, (writeDb) => {
    const { seq } = appendEntry(writeDb, { device: 'm', epoch: 1 }, { kind: 'k', officer: 'o', dossier, baseRevision: 0, at: 'a', payload: {} })
    if (isReceived) markReceived(writeDb, seq, { batchId: 1, signedAt: 'now' }, 'now')
    insertFile(writeDb, { sha256: `sha-${dossier}`, key: 'k', path: dossier, sizeBytes, pages: 1 }, '2026')
    insertUpload(writeDb, `sha-${dossier}`, dossier)
  })
}

const due = () => findDueUpload(db)?.dossier

test('small files go first, and none before its dossier', () => {
  addScan('large', 900)
  addScan('small', 10)
  addScan('tiny of a dossier that waits', 1, false)
  expect(due()).toBe('small')
  write(db, (writeDb) => markUploadReceived(writeDb, findDueUpload(db)!))
  expect(due()).toBe('large')
  write(db, (writeDb) => markUploadReceived(writeDb, findDueUpload(db)!))
  expect(due()).toBeUndefined()
  expect(summariseUploads(db)).toMatchObject({ files: 1, bytes: 1, needsOfficer: 0 })
})

test('a file that fails again and again lets the others pass', () => {
  addScan('failing', 10)
  addScan('other', 900)
  addScan('third', 901)
  const tried: (string | undefined)[] = []
  for (let i = 0; i < 6; i++) {
    const row = findDueUpload(db)!
    tried.push(row.dossier)
    write(db, (writeDb) => {
      markUploadSending(writeDb, row)
      if (row.dossier === 'failing') requeueUpload(writeDb, row)
      else markUploadReceived(writeDb, row)
    })
  }
  expect(tried).toEqual(['failing', 'other', 'third', 'failing', 'failing', 'failing'])
})

test('a refused file waits for the officer and is tried again when she says so', () => {
  addScan('refused', 10)
  addScan('other', 900)
  write(db, (writeDb) => markUploadNeedsOfficer(writeDb, findDueUpload(db)!, { type: 'urn:qmc:hash-mismatch', title: 't', status: 422 }))
  expect(due()).toBe('other')
  expect(summariseUploads(db)).toMatchObject({ files: 2, needsOfficer: 1 })
  write(db, requeueAllUploads)
  expect(due()).toBe('refused')
})
