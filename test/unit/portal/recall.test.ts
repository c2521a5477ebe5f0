import { createHash, randomBytes } from 'node:crypto'
import { rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LeaseAnswer } from '../../../electron/contract/leases.ts'
import { wirePaths, type RecallAnswer, type SignedHead } from '../../../electron/contract/wire.ts'
import { getLedger } from '../../portal/numbers/ledger-store.ts'
import { enrolCounter, newDossierId, type TestCounter } from './support/counter.ts'
import { attachFile, receive } from './support/dossier.ts'
import { engines, startTestPortal, type TestPortal } from './support/engines.ts'
import { openOffice } from './support/office.ts'
import { uploadFile } from './support/upload.ts'

/** A portal that was put back from a copy, and what a counter shows it. */

describe.each(engines)('a recall on %s', (engine) => {
  let portal: TestPortal
  const year = String(new Date().getUTCFullYear())
  const feeReceipts = (office: string) => `${office}-fee-receipt`
  beforeAll(async () => {
    portal = await startTestPortal(engine)
  })
  afterAll(() => portal.close())

  /** A counter with a head that the portal no longer holds. */
  async function openForgotten(): Promise<{ counter: TestCounter; office: string; codes: string[]; head: SignedHead }> {
    const office = await openOffice(portal.database)
    const counter = await enrolCounter(portal.url, office.codes[0]!)
    const { head } = await counter.push([receive(counter, 1)])
    await portal.database.query('delete from chain_link where device_id = $1', [counter.enrolment.device])
    return { counter, office: office.id, codes: office.codes, head }
  }
  async function recall(counter: TestCounter, body: object): Promise<RecallAnswer> {
    const answer = await counter.call('POST', wirePaths.recall, body)
    expect(answer.status).toBe(200)
    return answer.body as RecallAnswer
  }
  async function lease(counter: TestCounter, series: string, after: number): Promise<LeaseAnswer['leases']> {
    const answer = await counter.call('POST', wirePaths.leases, { epoch: 1, wants: [{ series, period: year, after }] })
    expect(answer.status).toBe(200)
    return (answer.body as LeaseAnswer).leases
  }

  test('what is leased after it has an id above every one that a counter shows, so that a repeat is given nothing more', async () => {
    const { counter, office, head } = await openForgotten()
    // As after an earlier return, under a clock that stood ten years ahead.
    const shown = { id: Date.now() + 315_360_000_000, series: feeReceipts(office), period: `${year}/001`, from: 1, to: 50, epoch: 1 }
    await recall(counter, { head, leases: [shown] })
    await lease(counter, shown.series, shown.id)
    const held = await lease(counter, shown.series, shown.id)
    expect(held.map(({ id }) => id > shown.id)).toEqual([false, true])
    // A number that no clock gave raises nothing.
    await recall(counter, { head, leases: [{ ...shown, id: Number.MAX_SAFE_INTEGER, period: `${year}/500`, from: 20_001, to: 20_050 }] })
    expect((await lease(counter, shown.series, held[1]!.id)).every(({ id }) => id < 1e15)).toBe(true)
  })

  test.each([
    ['longer than any lease', { id: 900_001, period: `${year}/002`, from: 51, to: 900_000 }],
    ['where no office ever gets', { id: 900_002, period: `${year}/002`, from: 99_999_950, to: 99_999_999 }],
    ['of the last book there can be', { id: 900_003, period: `${year}/9999`, from: 51, to: 100 }]
  ])('a range shown that this portal would never have leased takes nothing from the office: %s', async (_what, range) => {
    const { counter, office, head } = await openForgotten()
    const series = feeReceipts(office)
    await recall(counter, { head, leases: [{ ...range, series, epoch: 1 }] })
    const [first] = await lease(counter, series, 0)
    expect(first).toMatchObject({ period: `${year}/011`, from: 501, to: 550 })
  })

  test('books are counted by their number, also the thousandth', async () => {
    const { counter, office, head } = await openForgotten()
    const series = feeReceipts(office)
    await recall(counter, { head, leases: [{ id: 800_001, series, epoch: 1, period: `${year}/999`, from: 49_901, to: 49_950 }] })
    await lease(counter, series, 0)
    const held = await lease(counter, series, 800_001)
    const next = await lease(counter, series, held.at(-1)!.id)
    expect(next.slice(-2).map(({ period }) => period)).toEqual([`${year}/1010`, `${year}/1011`])
    const ledger = (await getLedger(portal.database)).filter((row) => row.series === series)
    expect(ledger.map(({ period }) => period)).toEqual([`${year}/1011`, `${year}/1010`, `${year}/999`])
  })

  test('files whose bytes are gone, or cut short, since the folder is older than the database are asked for again, and replaced', async () => {
    const office = await openOffice(portal.database)
    const counter = await enrolCounter(portal.url, office.codes[0]!)
    const received = receive(counter, 1)
    const scans = [randomBytes(3_000), randomBytes(3_001), randomBytes(3_002)].map((bytes) => ({ bytes, sha256: createHash('sha256').update(bytes).digest('hex') }))
    const attached = scans.map(({ sha256, bytes }, index) => attachFile(counter, received.dossier, index + 1, { sha256, sizeBytes: bytes.length }))
    await counter.push([received, ...attached])
    for (const { sha256, bytes } of scans) {
      await uploadFile(counter, sha256, bytes)
      expect((await counter.call('GET', `${wirePaths.filesByHash}/${sha256}/receipt?dossier=${received.dossier}`)).status).toBe(200)
    }
    const { head } = await counter.push([receive(counter, 2)])
    await portal.database.query('delete from chain_link where device_id = $1 and seq = 5', [counter.enrolment.device])
    const held = (index: number) => join(portal.dataDir, 'files/held', scans[index]!.sha256)
    rmSync(held(0))
    truncateSync(held(1), 1_000)
    const { missingFiles } = await recall(counter, { head })
    expect(missingFiles.map(({ sha256 }) => sha256).sort()).toEqual([scans[0]!.sha256, scans[1]!.sha256].sort())
    expect(new Set(missingFiles.map(({ dossier }) => dossier))).toEqual(new Set([received.dossier]))
    for (const index of [0, 1]) {
      const { sha256, bytes } = scans[index]!
      expect((await counter.call('HEAD', `${wirePaths.filesByHash}/${sha256}`)).status).toBe(404)
      await uploadFile(counter, sha256, bytes)
      expect((await counter.call('HEAD', `${wirePaths.filesByHash}/${sha256}`)).status).toBe(200)
      expect(statSync(held(index)).size).toBe(bytes.length)
    }
    expect((await recall(counter, { head })).missingFiles).toEqual([])
  })

  test('of a document, too, the file that came after the copy is asked for, at every counter of the office', async () => {
    const { counter, office, codes, head } = await openForgotten()
    const [sha256, document] = ['ab'.repeat(32), newDossierId()]
    const file = { sha256, name: 'ket-qua.pdf', sizeBytes: 9, pages: 1 }
    const neighbour = await enrolCounter(portal.url, codes[1]!)
    await portal.database.query(`insert into document (id, office_id, device_id, stage, revision, state) values ($1, $2, $3, 'waits-person', 1, $4)`, [document, office, neighbour.enrolment.device, JSON.stringify({ file })])
    await portal.database.query('insert into document_file (document_id, sha256) values ($1, $2)', [document, sha256])
    expect((await recall(counter, { head })).missingFiles).toEqual([{ sha256, dossier: document }])
  })
})
