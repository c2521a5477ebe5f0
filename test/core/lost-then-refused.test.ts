import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase, write, type ReadDb } from '../../electron/core/db/open.ts'
import { summariseLane } from '../../electron/core/dossier/dossier-view.ts'
import { insertDelivery, markNeedsOfficer, markReceived, markSending } from '../../electron/core/outbox/delivery-store.ts'
import { offerAgainOne } from '../../electron/core/outbox/offered-again-store.ts'

let folder: string
let db: ReadDb

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qmc-lost-'))
  db = openDatabase({ path: join(folder, 'counter.db'), key: randomBytes(32) })
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

test('a step that the portal lost is told as waiting while it travels again, and as refused once it is refused, whatever waits behind it', () => {
  const proof = { batchId: 1, signedAt: '2026' }
  write(db, (own) => {
    for (const seq of [1, 2, 3]) {
      own.prepare(`INSERT INTO journal VALUES (?, 1, 1, 'dossier.amended', 'o', 'lane', 0, '2026', x'00', '{}', 'p', '0', ?)`).run(seq, `h${seq}`)
      insertDelivery(own, { seq, lane: 'lane' })
      if (seq < 3) markReceived(own, seq, proof, '2026')
    }
    offerAgainOne(own, 3, { epoch: 1, seq: 1 })
    offerAgainOne(own, 3, { epoch: 1, seq: 2 })
    markSending(own, [1, 3])
  })
  expect(summariseLane(db, 'lane')).toEqual({ state: 'sending' })
  write(db, (own) => markReceived(own, 3, proof, '2026'))
  expect(summariseLane(db, 'lane')).toMatchObject({ state: 'received', again: 'waiting' })
  write(db, (own) => {
    markReceived(own, 1, proof, '2026')
    markNeedsOfficer(own, 2, { type: 'about:blank', title: 't', status: 422 }, '2026')
  })
  expect(summariseLane(db, 'lane')).toMatchObject({ state: 'received', again: 'needs-officer' })
  write(db, (own) => {
    own.prepare(`INSERT INTO journal VALUES (5, 1, 1, 'dossier.amended', 'o', 'lane', 0, '2026', x'00', '{}', 'p', '0', 'h5')`).run()
    insertDelivery(own, { seq: 5, lane: 'lane' })
  })
  expect(summariseLane(db, 'lane')).toMatchObject({ again: 'needs-officer' })
})
