import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase, write, type ReadDb } from '../../electron/core/db/open.ts'
import { appendEntry } from '../../electron/core/journal/journal.ts'
import { listEntries } from '../../electron/core/journal/journal-store.ts'
import { verifyChain } from '../../electron/core/journal/verify-chain.ts'
import { findDelivery, listDue, markNeedsOfficer, markReceived, markSending, requeue, requeueAll, requeueInterrupted } from '../../electron/core/outbox/delivery-store.ts'
import type { Receipt } from '../../electron/contract/wire.ts'
import { chainStart, hashEntry } from '../../electron/crypto/entry-hash.ts'

const device = 'may-thu'
let folder: string
let db: ReadDb

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qmc-journal-'))
  db = openDatabase({ path: join(folder, 'counter.db'), key: randomBytes(32), mustExist: false })
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

function append(target: ReadDb, dossier: string, text = 'nội dung'): number {
  const entry = { kind: 'dossier.received', officer: 'o-1', dossier, baseRevision: 0, at: '2026-03-02T01:00:00.000Z', payload: { text, nested: { b: 1, a: ['đ', null] } } }
  return write(target, (writeDb) => appendEntry(writeDb, { device, epoch: 1 }, entry)).seq
}

function appendMany(count: number): void {
  for (let i = 1; i <= count; i++) append(db, `d-${i}`, `nội dung ${i}`)
}

/** Changes rows as an intruder with the key would, past every rule of the program. */
function tamper(sql: string): void {
  db.pragma('foreign_keys=OFF')
  db.exec(sql)
}

describe('the chain', () => {
  test('links every entry to the one before by its hash', () => {
    appendMany(5)
    const rows = listEntries(db, device, 0, 10)
    expect(rows.map(({ header }) => header.seq)).toEqual([1, 2, 3, 4, 5])
    expect(rows.map(({ header }) => header.previous)).toEqual([chainStart, ...rows.slice(0, 4).map(({ hash }) => hash)])
    expect(rows.map(({ header }) => hashEntry(header))).toEqual(rows.map(({ hash }) => hash))
    expect(verifyChain(db, device)).toEqual({ kind: 'intact', entries: 5 })
  })

  test('is verified over more entries than one page, and from a checkpoint', () => {
    write(db, (writeDb) => {
      for (let i = 0; i < 1203; i++) appendEntry(writeDb, { device, epoch: 1 }, { kind: 'k', officer: 'o', baseRevision: 0, at: 'a', payload: i })
    })
    expect(verifyChain(db, device)).toEqual({ kind: 'intact', entries: 1203 })
    const middle = listEntries(db, device, 599, 1)[0]!
    expect(verifyChain(db, device, { seq: 600, hash: middle.hash })).toEqual({ kind: 'intact', entries: 603 })
    expect(verifyChain(db, device, { seq: 600, hash: chainStart })).toMatchObject({ kind: 'broken', seq: 601, reason: 'previous' })
  })

  test('the same payload twice gives two hashes: a purged one cannot be guessed', () => {
    append(db, 'd-1', 'như nhau')
    append(db, 'd-2', 'như nhau')
    const [first, second] = listEntries(db, device, 0, 2)
    expect(first!.header.payloadHash).not.toBe(second!.header.payloadHash)
  })

  test.each([
    ['a changed payload', `UPDATE journal SET payload = replace(payload, 'nội dung 3', 'nội dung 8') WHERE seq = 3`, { seq: 3, reason: 'payload' }],
    ['a changed salt', `UPDATE journal SET salt = x'00112233445566778899aabbccddeeff' WHERE seq = 3`, { seq: 3, reason: 'payload' }],
    ['a changed payload hash', `UPDATE journal SET payload_hash = '${'0'.repeat(64)}' WHERE seq = 3`, { seq: 3, reason: 'hash' }],
    ['a changed officer', `UPDATE journal SET officer = 'o-2' WHERE seq = 3`, { seq: 3, reason: 'hash' }],
    ['a changed time', `UPDATE journal SET at = '2026-03-01T01:00:00.000Z' WHERE seq = 3`, { seq: 3, reason: 'hash' }],
    ['a changed kind', `UPDATE journal SET kind = 'dossier.amended' WHERE seq = 3`, { seq: 3, reason: 'hash' }],
    ['a changed dossier', `UPDATE journal SET dossier = 'd-1' WHERE seq = 3`, { seq: 3, reason: 'hash' }],
    ['a changed epoch', `UPDATE journal SET epoch = 2 WHERE seq = 3`, { seq: 3, reason: 'hash' }],
    ['a changed version', `UPDATE journal SET version = 2 WHERE seq = 3`, { seq: 3, reason: 'hash' }],
    ['a changed base revision', `UPDATE journal SET base_revision = 1 WHERE seq = 3`, { seq: 3, reason: 'hash' }],
    ['a changed hash', `UPDATE journal SET hash = '${'a'.repeat(64)}' WHERE seq = 3`, { seq: 3, reason: 'hash' }],
    ['a changed link', `UPDATE journal SET previous = '${'a'.repeat(64)}' WHERE seq = 3`, { seq: 3, reason: 'previous' }],
    ['a removed entry', `DELETE FROM journal WHERE seq = 3`, { seq: 4, reason: 'sequence' }],
    ['a removed first entry', `DELETE FROM journal WHERE seq = 1`, { seq: 2, reason: 'sequence' }],
    ['a removed entry whose followers moved up', `DELETE FROM journal WHERE seq = 3; UPDATE journal SET seq = seq - 1 WHERE seq > 3`, { seq: 3, reason: 'previous' }],
    ['two swapped entries', `UPDATE journal SET seq = -3 WHERE seq = 3; UPDATE journal SET seq = 3 WHERE seq = 4; UPDATE journal SET seq = 4 WHERE seq = -3`, { seq: 3, reason: 'previous' }],
    ['an entry put in before', `UPDATE journal SET seq = -seq; UPDATE journal SET seq = 1 - seq WHERE seq < 0; INSERT INTO journal SELECT 1, epoch, version, kind, officer, dossier, base_revision, at, salt, payload, payload_hash, '${chainStart}', 'x' FROM journal WHERE seq = 2`, { seq: 1, reason: 'hash' }]
  ])('%s is found and named', (_what, sql, finding) => {
    appendMany(5)
    tamper(sql)
    expect(verifyChain(db, device)).toEqual({ kind: 'broken', ...finding })
  })

  test('another device’s journal does not verify as this one’s', () => {
    appendMany(2)
    expect(verifyChain(db, 'may-khac')).toEqual({ kind: 'broken', seq: 1, reason: 'hash' })
  })

  test('a purged payload keeps it valid, and what else was changed is still found', () => {
    appendMany(5)
    tamper(`UPDATE journal SET payload = NULL, salt = x'' WHERE seq IN (2, 3)`)
    expect(verifyChain(db, device)).toEqual({ kind: 'intact', entries: 5 })
    expect(listEntries(db, device, 1, 1)[0]!.payload).toBeUndefined()
    tamper(`UPDATE journal SET officer = 'o-9' WHERE seq = 2`)
    expect(verifyChain(db, device)).toEqual({ kind: 'broken', seq: 2, reason: 'hash' })
  })

  test('a payload that was taken away and not purged is found', () => {
    appendMany(5)
    tamper('UPDATE journal SET payload = NULL WHERE seq = 3')
    expect(verifyChain(db, device)).toEqual({ kind: 'broken', seq: 3, reason: 'payload' })
  })

  test('any one changed character of any column of any entry is found', () => {
    appendMany(6)
    const columns = ['epoch', 'version', 'kind', 'officer', 'dossier', 'base_revision', 'at', 'payload', 'payload_hash', 'previous', 'hash']
    const rows = db.prepare('SELECT * FROM journal ORDER BY seq').all() as Record<string, string | number>[]
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.constantFrom(...columns), fc.nat(), (seq, column, place) => {
        const old = rows[seq - 1]![column]!
        const changed = typeof old === 'number' ? old + 1 + (place % 7) : changeCharacter(old, place)
        tamper('SAVEPOINT look')
        try {
          db.prepare(`UPDATE journal SET ${column} = ? WHERE seq = ?`).run(changed, seq)
          // A character changed in a payload may leave no JSON at all: also found, loudly.
          let kind = 'broken'
          try {
            kind = verifyChain(db, device).kind
          } catch (error) {
            expect(error).toBeInstanceOf(SyntaxError)
          }
          expect(kind).toBe('broken')
        } finally {
          tamper('ROLLBACK TO look; RELEASE look')
        }
      }),
      { numRuns: 300 }
    )
    expect(verifyChain(db, device)).toEqual({ kind: 'intact', entries: 6 })
  })
})

function changeCharacter(text: string, place: number): string {
  const at = place % text.length
  return text.slice(0, at) + (text[at] === 'b' ? 'c' : 'b') + text.slice(at + 1)
}

describe('record and delivery', () => {
  test('an entry has its delivery row in its dossier’s lane, in the same commit', () => {
    appendMany(3)
    expect(listEntries(db, device, 0, 10).map(({ header }) => findDelivery(db, header.seq))).toEqual([1, 2, 3].map((seq) => ({ seq, lane: `d-${seq}`, state: 'queued', attempts: 0 })))
    // What is rolled back leaves neither.
    expect(() =>
      write(db, (writeDb) => {
        appendEntry(writeDb, { device, epoch: 1 }, { kind: 'k', officer: 'o', dossier: 'd-9', baseRevision: 0, at: 'a', payload: {} })
        throw new Error('after the entry')
      })
    ).toThrow('after the entry')
    expect(listEntries(db, device, 0, 10)).toHaveLength(3)
    expect(findDelivery(db, 4)).toBeUndefined()
  })

  test('no row can say received without a receipt, nor hold one without saying so', () => {
    append(db, 'd-1')
    expect(() => db.prepare(`UPDATE delivery SET state = 'received' WHERE seq = 1`).run()).toThrow(/CHECK/)
    expect(() => db.prepare(`UPDATE delivery SET receipt = '{}' WHERE seq = 1`).run()).toThrow(/CHECK/)
  })
})

describe('lanes', () => {
  const problem = { type: 'urn:qmc:entry-not-acceptable', title: 'Không được chấp nhận', status: 422 }
  const receipt = { seq: 0, batch: { statement: { signedAt: '2021-05-31T09:00:00Z' } } } as Receipt

  test('an entry behind one that waits for an officer stays; other dossiers go on; received ones are done', () => {
    for (const dossier of ['a', 'b', 'a', 'b', 'c']) append(db, dossier)
    write(db, (writeDb) => {
      markSending(writeDb, [1, 2, 3, 4, 5])
      markNeedsOfficer(writeDb, 1, problem, 'now')
      markReceived(writeDb, 2, receipt, 'now')
      requeue(writeDb, [1, 2, 3, 4, 5])
    })
    expect(listDue(db, 10).map(({ seq }) => seq)).toEqual([4, 5])
    expect(findDelivery(db, 1)).toMatchObject({ state: 'needs-officer', problem, attempts: 1 })
    write(db, requeueAll)
    expect(listDue(db, 10).map(({ seq }) => seq)).toEqual([1, 3, 4, 5])
    // The reason is told until it is received.
    expect(findDelivery(db, 1)).toMatchObject({ state: 'queued', problem })
    write(db, (writeDb) => markReceived(writeDb, 1, receipt, 'now'))
    expect(findDelivery(db, 1)).not.toHaveProperty('problem')
  })

  test('what is received stays received, whatever comes late', () => {
    append(db, 'a')
    write(db, (writeDb) => {
      markReceived(writeDb, 1, receipt, 'now')
      markNeedsOfficer(writeDb, 1, problem, 'later')
      requeue(writeDb, [1])
      requeueInterrupted(writeDb)
      requeueAll(writeDb)
      markSending(writeDb, [1])
    })
    expect(findDelivery(db, 1)).toMatchObject({ state: 'received', receipt })
  })

  /** The rule as one would say it, against what the store does, over random histories. */
  test('over any history, what is due is each dossier’s earliest run and nothing behind a waiting officer', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('append' as const), lane: fc.constantFrom('a', 'b', 'c') }),
      fc.record({ do: fc.constantFrom('received' as const, 'officer' as const, 'queued' as const), at: fc.nat() }),
      fc.record({ do: fc.constantFrom('restart' as const, 'retry' as const) })
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        db.exec('SAVEPOINT history')
        const model: { lane: string; state: string }[] = []
        try {
          for (const one of steps) {
            if (one.do === 'append') {
              append(db, one.lane)
              model.push({ lane: one.lane, state: 'queued' })
            } else if (one.do === 'retry') {
              write(db, requeueAll)
              for (const row of model) if (row.state === 'officer') row.state = 'queued'
            } else if (one.do === 'restart') {
              write(db, requeueInterrupted)
            } else if ('at' in one) {
              const due = listDue(db, 100)
              const row = due[one.at % Math.max(1, due.length)]
              if (!row) continue
              write(db, (writeDb) => {
                markSending(writeDb, [row.seq])
                if (one.do === 'received') markReceived(writeDb, row.seq, receipt, 'x')
                else if (one.do === 'officer') markNeedsOfficer(writeDb, row.seq, problem, 'x')
              })
              if (one.do !== 'queued') model[row.seq - 1]!.state = one.do
            }
            const blocked = (seq: number) => model.slice(0, seq - 1).some(({ lane, state }) => lane === model[seq - 1]!.lane && state === 'officer')
            const expected = model.flatMap(({ state }, index) => (state === 'queued' && !blocked(index + 1) ? [index + 1] : []))
            expect(listDue(db, 100).map(({ seq }) => seq)).toEqual(expected)
          }
        } finally {
          db.exec('ROLLBACK TO history; RELEASE history')
        }
      }),
      { numRuns: 150 }
    )
  })
})
