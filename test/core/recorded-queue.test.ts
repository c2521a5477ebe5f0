import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entryVersion, PushedEntry, type ChainLink } from '../../electron/contract/wire.ts'
import { isReceiptValid, isSignedByPortal } from '../../electron/crypto/receipt.ts'
import { hashEntry, hashPayload } from '../../electron/crypto/entry-hash.ts'
import { DocumentEntry } from '../../electron/domain/document.ts'
import { DossierEntry } from '../../electron/domain/dossier.ts'
import type { LeasedRange } from '../../electron/domain/numbers.ts'
import { insertDevice } from '../portal/enrol-store.ts'
import { insertLease } from '../portal/numbers/lease-store.ts'
import { getReceiptKeys } from '../portal/receipt-key-store.ts'
import { insertOffice } from '../portal/seed-store.ts'
import { openCounter } from '../unit/portal/support/counter.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { listArrived, startReferencePortal } from './support/portal.ts'

interface RecordedQueue {
  name: string
  entryVersion: number
  device: { device: string; officeId: string; officeName: string; agencyCode: string; counterNumber: number; range: { from: number; to: number }; privateKey: string; publicKey: string }
  /** Of other series than the dossiers’; the first recording has none. */
  leases?: Omit<LeasedRange, 'id'>[]
  entries: (PushedEntry & { hash: string })[]
}

const folder = join(import.meta.dirname, 'fixtures')
const tree = join(import.meta.dirname, '..', '..')
const queues = readdirSync(folder)
  .filter((name) => /^queue-v\d+.*\.json$/.test(name))
  .map((name) => ({ ...(JSON.parse(readFileSync(join(folder, name), 'utf8')) as RecordedQueue), name }))

/** Said by the online desk alone: a portal refuses it of a counter. */
const ofTheDesk = ['dossier.supplement-answered']
/** By their schemas, and what else the code of core writes: of a kind that is added there must be a recording. */
const writtenKinds = new Set([
  ...[...DossierEntry.options, ...DocumentEntry.options].map((option): string => option.shape.kind.value).filter((kind) => !ofTheDesk.includes(kind)),
  ...globSync('electron/core/**/*.ts', { cwd: tree }).flatMap((path) => [...readFileSync(join(tree, path), 'utf8').matchAll(/appendEntry\(.*kind: '([a-z-]+\.[a-z-]+)'/g)].map(([, kind]) => kind!))
])

let portal: TestPortal
beforeAll(async () => {
  portal = await startReferencePortal()
})
afterAll(() => portal.close())

test('there is a recorded queue of every version the portal takes', () => {
  expect([...new Set(queues.map((queue) => queue.entryVersion))].sort()).toEqual(Array.from({ length: Math.min(3, entryVersion) }, (_, index) => Math.max(1, entryVersion - 2) + index))
})

test('of this version every kind of entry that a counter writes is recorded', () => {
  const kinds = new Set(queues.filter((queue) => queue.entryVersion === entryVersion).flatMap(({ entries }) => entries.map(({ header }) => header.kind)))
  expect([...writtenKinds].filter((kind) => !kinds.has(kind))).toEqual([])
  // So that nothing is asked of a pattern that no longer finds anything.
  for (const kind of ['shift.opened', 'number.voided', 'counter.restored', 'content.purged']) expect(writtenKinds).toContain(kind)
})

describe.each(queues)('the queue of $name', (queue) => {
  test('is whole: its hashes are still ours, and every kind of entry can be read', () => {
    for (const [index, entry] of queue.entries.entries()) {
      const { kind } = entry.header
      expect(hashEntry(entry.header)).toBe(entry.hash)
      expect(hashPayload(Buffer.from(entry.salt, 'base64'), entry.payload)).toBe(entry.header.payloadHash)
      expect(entry.header).toMatchObject({ version: queue.entryVersion, seq: index + 1 })
      const schema = kind.startsWith('document.') ? DocumentEntry : DossierEntry
      if (entry.header.dossier !== undefined) expect(schema.safeParse({ kind, payload: entry.payload }).success, kind).toBe(true)
    }
  })

  test('is taken by the portal of today, each entry once and in its order, with a receipt that verifies, and the same again when sent twice', async () => {
    const { device } = queue
    await portal.database.transaction(async (tx) => {
      await insertOffice(tx, { id: device.officeId, name: device.officeName, agencyCode: device.agencyCode, standingRanges: [[device.range.from, device.range.to]] })
      const enrolled = { id: device.device, officeId: device.officeId, counterNumber: device.counterNumber, name: 'Máy đã ghi', publicKey: device.publicKey }
      await insertDevice(tx, enrolled, { agencyCode: device.agencyCode, range: device.range })
      for (const lease of queue.leases ?? []) await insertLease(tx, device.device, 1, lease)
    })
    const receiptKeys = await getReceiptKeys(portal.database)
    const counter = openCounter(portal.url, { ...device, portal: '', receiptKeys, officers: [], serverTime: '' }, device.privateKey)
    const written = queue.entries.map(({ header, hash, salt, payload }) => {
      const link: ChainLink = { epoch: header.epoch, seq: header.seq, previous: header.previous, hash }
      return { pushed: { header, salt, payload }, link }
    })
    const options = { chain: written.map(({ link }) => link) }
    const answer = await counter.push(written, options)
    expect(answer.results.flatMap((result, index) => (result.outcome === 'accepted' ? [] : [{ kind: queue.entries[index]!.header.kind, result }]))).toEqual([])
    for (const [index, result] of answer.results.entries()) {
      const expected = { device: device.device, seq: index + 1, entryHash: queue.entries[index]!.hash }
      expect(result.outcome === 'accepted' && isReceiptValid(result.receipt, expected, (keyId) => counter.findReceiptKey(keyId))).toBe(true)
    }
    expect(isSignedByPortal(answer.head, (keyId) => counter.findReceiptKey(keyId))).toBe(true)
    expect(answer.head.statement).toMatchObject({ seq: queue.entries.length, hash: queue.entries.at(-1)!.hash })
    expect((await counter.push(written, options)).results).toEqual(answer.results)

    expect(await portal.database.query('select seq, kind, hash from entry where device_id = $1 order by arrival', [device.device])).toEqual(queue.entries.map(({ header: { seq, kind }, hash }) => ({ seq, kind, hash })))
    const arrived = await listArrived(portal.database, { id: device.officeId })
    expect(arrived.map(({ id, entries }) => [id, entries.length]).sort()).toEqual([...countByDossier(queue)].sort())
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

/** How many entries each dossier has; documents are none. */
function countByDossier({ entries }: RecordedQueue): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { header } of entries) if (header.dossier !== undefined && !header.kind.startsWith('document.')) counts.set(header.dossier, (counts.get(header.dossier) ?? 0) + 1)
  return counts
}
