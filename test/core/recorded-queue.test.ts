import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entryVersion, PushedEntry, type ChainLink } from '../../electron/contract/wire.ts'
import { isReceiptValid, isSignedByPortal } from '../../electron/crypto/receipt.ts'
import { hashEntry, hashPayload } from '../../electron/crypto/entry-hash.ts'
import { DossierEntry } from '../../electron/domain/dossier.ts'
import { insertDevice } from '../portal/enrol-store.ts'
import { getReceiptKeys } from '../portal/receipt-key-store.ts'
import { insertOffice } from '../portal/seed-store.ts'
import { openCounter } from '../unit/portal/support/counter.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { listArrived, startReferencePortal } from './support/portal.ts'

interface RecordedQueue {
  entryVersion: number
  device: { device: string; officeId: string; officeName: string; agencyCode: string; counterNumber: number; range: { from: number; to: number }; privateKey: string; publicKey: string }
  entries: (PushedEntry & { hash: string })[]
}

const folder = join(import.meta.dirname, 'fixtures')
const queues = readdirSync(folder)
  .filter((name) => /^queue-v\d+\.json$/.test(name))
  .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as RecordedQueue)

let portal: TestPortal
beforeAll(async () => {
  portal = await startReferencePortal()
})
afterAll(() => portal.close())

test('there is a recorded queue of every version the portal takes', () => {
  expect(queues.map((queue) => queue.entryVersion).sort()).toEqual(Array.from({ length: Math.min(3, entryVersion) }, (_, index) => Math.max(1, entryVersion - 2) + index))
})

describe.each(queues)('the queue recorded with entries of version $entryVersion', (queue) => {
  test('is whole: its hashes are still ours, and every kind of entry can be read', () => {
    for (const [index, entry] of queue.entries.entries()) {
      expect(hashEntry(entry.header)).toBe(entry.hash)
      expect(hashPayload(Buffer.from(entry.salt, 'base64'), entry.payload)).toBe(entry.header.payloadHash)
      expect(entry.header).toMatchObject({ version: queue.entryVersion, seq: index + 1 })
      expect(DossierEntry.safeParse({ kind: entry.header.kind, payload: entry.payload }).success).toBe(true)
    }
    expect(new Set(queue.entries.map(({ header }) => header.kind))).toEqual(new Set(['dossier.received', 'dossier.status-changed', 'file.attached', 'file.signed']))
  })

  test('is taken by the portal of today, each entry with a receipt that verifies, and the same again when sent twice', async () => {
    const { device } = queue
    await portal.database.transaction(async (tx) => {
      await insertOffice(tx, { id: device.officeId, name: device.officeName, agencyCode: device.agencyCode, standingRanges: [[device.range.from, device.range.to]] })
      const enrolled = { id: device.device, officeId: device.officeId, counterNumber: device.counterNumber, name: 'Máy đã ghi', publicKey: device.publicKey }
      await insertDevice(tx, enrolled, { agencyCode: device.agencyCode, range: device.range })
    })
    const receiptKeys = await getReceiptKeys(portal.database)
    const counter = openCounter(portal.url, { ...device, portal: '', receiptKeys, officers: [], serverTime: '' }, device.privateKey)
    const written = queue.entries.map(({ header, hash, salt, payload }) => {
      const link: ChainLink = { epoch: header.epoch, seq: header.seq, previous: header.previous, hash }
      return { pushed: { header, salt, payload }, link }
    })
    const options = { chain: written.map(({ link }) => link) }
    const answer = await counter.push(written, options)
    expect(answer.results.map(({ outcome }) => outcome)).toEqual(queue.entries.map(() => 'accepted'))
    for (const [index, result] of answer.results.entries()) {
      const expected = { device: device.device, seq: index + 1, entryHash: queue.entries[index]!.hash }
      expect(result.outcome === 'accepted' && isReceiptValid(result.receipt, expected, (keyId) => counter.findReceiptKey(keyId))).toBe(true)
    }
    expect(isSignedByPortal(answer.head, (keyId) => counter.findReceiptKey(keyId))).toBe(true)
    expect(answer.head.statement).toMatchObject({ seq: queue.entries.length, hash: queue.entries.at(-1)!.hash })
    expect((await counter.push(written, options)).results).toEqual(answer.results)

    const arrived = await listArrived(portal.database, { id: device.officeId })
    expect(arrived.map(({ entries }) => entries.length).sort()).toEqual([1, 2, 3])
    expect(arrived.find(({ files }) => files.length > 0)?.scansPending).toBe(true)
  })

  test('what was changed in it on the way is refused, entry by entry', async () => {
    const { device } = queue
    const counter = openCounter(portal.url, { ...device, portal: '', receiptKeys: await getReceiptKeys(portal.database), officers: [], serverTime: '' }, device.privateKey)
    const [first] = queue.entries
    const link: ChainLink = { epoch: first!.header.epoch, seq: 1, previous: first!.header.previous, hash: first!.hash }
    const forged = { ...first!.header, at: '2020-01-01T00:00:00.000Z' }
    const answer = await counter.push([{ pushed: { header: forged, salt: first!.salt, payload: first!.payload }, link }], { chain: [link] })
    expect(answer.results[0]).toMatchObject({ outcome: 'refused', problem: { type: 'urn:qmc:key-reused' } })
  })
})
