import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from '../../../build/postgres.ts'
import { Enrolment } from '../../../electron/contract/wire.ts'
import { createSigningKey } from '../../../electron/crypto/ed25519.ts'
import { openOffice } from '../../core/support/portal.ts'
import { startPortalProcess } from '../../harness/demo-office.ts'
import { openDatabase, type Database } from '../../portal/database.ts'
import { hashCode } from '../../portal/enrol-store.ts'
import { insertCodes } from '../../portal/seed-store.ts'
import { postEnrol, type TestCounter } from '../../unit/portal/support/counter.ts'
import { receivedFacts } from '../../unit/portal/support/dossier.ts'
import type { SectionReport } from '../section.ts'
import { median, quantile, toThreeDigits } from '../stats.ts'
import { drainSimulated, preparePush, type Drained, type PreparedPush } from './simulated-counter.ts'

/** BENCH_COUNTERS is for a look on a busy machine. */
const counters = Number(process.env['BENCH_COUNTERS'] || 1_000)
const countersOfOneOffice = 20
/** Prepared side by side, so that their commits are flushed together. */
const officesAtOnce = 10
const dossiersEach = 50

interface Seat {
  enrolment: Enrolment
  privateKey: string
  push: PreparedPush
}

/** A thousand counters that were offline and get their line back in the same moment, each with 50 dossiers; one portal on PostgreSQL, every commit flushed. */
export async function measure(): Promise<SectionReport> {
  const postgres = await startServer({ durable: true })
  const folder = mkdtempSync(join(tmpdir(), 'qmc-reconnect-'))
  const portal = await startPortalProcess({ DATABASE_URL: postgres.databaseUrl, PORTAL_DATA: folder })
  const database = await openDatabase({ databaseUrl: postgres.databaseUrl, folder })
  try {
    const seats = await openSeats(portal.url, database)
    const startedMs = performance.now()
    const drained = await Promise.all(seats.map(({ enrolment, privateKey, push }) => drainSimulated(portal.url, enrolment, privateKey, push, startedMs)))
    return report(drained, await countEntries(database))
  } finally {
    await database.close()
    await portal.stop()
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function report(drained: readonly Drained[], held: number): SectionReport {
  const times = drained.map(({ tookMs }) => tookMs)
  const statuses: Record<string, number> = {}
  for (const each of drained) for (const [status, count] of Object.entries(each.statuses)) statuses[status] = (statuses[status] ?? 0) + count
  const badStatus = Object.entries(statuses).reduce((sum, [status, count]) => sum + (['200', '429', '503'].includes(status) ? 0 : count), 0)
  const whole = drained.filter(({ received }) => received === dossiersEach).length
  const [slowest, middle] = [Math.max(...times), median(times)]
  return {
    values: { reconnect: { drained: whole, slowestOverMedian: toThreeDigits(slowest / middle), badStatus } },
    details: { counters, dossiersEach, entriesAtPortal: held, statuses, medianMs: Math.round(middle), p95Ms: Math.round(quantile(times, 0.95)), slowestMs: Math.round(slowest) }
  }
}

async function openSeats(portalUrl: string, database: Database): Promise<Seat[]> {
  const seats: Seat[] = []
  const offices = Math.ceil(counters / countersOfOneOffice)
  for (let first = 0; first < offices; first += officesAtOnce) {
    const some = await Promise.all(Array.from({ length: Math.min(officesAtOnce, offices - first) }, () => openOfficeSeats(portalUrl, database)))
    seats.push(...some.flat())
  }
  return seats
}

async function openOfficeSeats(portalUrl: string, database: Database): Promise<Seat[]> {
  const ranges = Array.from({ length: countersOfOneOffice }, (_, index) => [index * 100 + 1, index * 100 + 100] as const)
  const office = await openOffice(database, ranges)
  const codes = ranges.map((_, index) => createHash('sha256').update(`${office.id} ${index}`).digest('hex'))
  await database.transaction((tx) => insertCodes(tx, office.id, codes.map(hashCode)))
  const seats: Seat[] = []
  for (const code of codes) {
    const { privateKey, publicKey } = createSigningKey()
    const enrolment = Enrolment.parse((await postEnrol(portalUrl, code, publicKey)).body)
    // The facts are the rules' own (test/unit/portal/support); of the counter they need its enrolment alone.
    const push = preparePush(enrolment, office.officerId('reception'), dossiersEach, (serial) => receivedFacts({ enrolment } as TestCounter, serial))
    seats.push({ enrolment, privateKey, push })
  }
  return seats
}

async function countEntries(database: Database): Promise<number> {
  const [row] = await database.query<{ count: number }>('select count(*)::integer as count from entry')
  return row?.count ?? 0
}
