import { setTimeout as sleep } from 'node:timers/promises'
import { copyDatabase } from '../core/support/copy-database.ts'
import { getOk, getStatus, removeFolder, startCounter, type Counter } from '../core/support/counter.ts'
import { openCoreProcess, type CoreProcess } from '../core/support/core-process.ts'
import { makeIntake } from '../core/support/people.ts'
import { openOffice, startReferencePortal, type TestOffice } from '../core/support/portal.ts'
import { waitFor } from '../core/support/wait.ts'
import { getReceiptKeys } from '../portal/receipt-key-store.ts'
import type { Portal } from '../portal/server.ts'
import { checkHistory, nothingFound, type Findings, type History } from './checker.ts'
import { createRandom, type Random } from './random.ts'
import { readCounter, readDevice, readOfNoDossier, readPortal } from './read-records.ts'
import { startRelay, type Relay } from './relay.ts'
import { findDatabaseUrl } from './victim.ts'

export interface RestoredResult extends Findings {
  portalRestores: number
  /** Dossiers whose receipt a counter holds and that the restored portal was not offered again. */
  forgotten: number
  /** Dossiers of after the restore that did not come through. */
  stuckAfterRestore: number
}

/** One seat: the shipped core in a process of its own. */
interface Seat {
  counter: Counter
  device: string
  relay: Relay
  core: CoreProcess
  /** By dossier: the revision that was told last. */
  revisions: Map<string, number>
}

type Told = Pick<History, 'acknowledged' | 'acknowledgedChanges' | 'acknowledgedScans'>

const [fewest, more] = [3, 6]
const sentWithinMs = 30_000
const looksEveryMs = 200

/**
 * The portal is put back from a copy of its database; its counters must offer again what it forgot, and what is new must come through, once, in order and under its number. Needs PostgreSQL.
 * The seed gives what is done before the copy, after it and after the return, and whether a core is killed while it offers again.
 */
export async function proveRestoredPortal(options: { restores: number; seed: number; untilMs?: number }): Promise<RestoredResult> {
  const result: RestoredResult = { portalRestores: 0, forgotten: 0, stuckAfterRestore: 0, ...nothingFound() }
  for (let index = 0; index < options.restores && Date.now() < (options.untilMs ?? Infinity); index++) {
    const seed = (options.seed * 50_021 + index) >>> 0
    const { details, ...counts } = await restoreOnce(createRandom(seed))
    for (const name of Object.keys(counts) as (keyof typeof counts)[]) result[name] += counts[name]
    result.details.push(...details.map((line) => `portal restored, seed ${seed}: ${line}`))
  }
  return result
}

async function restoreOnce(random: Random): Promise<RestoredResult> {
  const first = await startReferencePortal()
  const url = await findDatabaseUrl(first)
  const office = await openOffice(first.database)
  const seats: Seat[] = []
  const told: Told = { acknowledged: [], acknowledgedChanges: [], acknowledgedScans: [] }
  let instance: Portal | undefined = first
  const stop = async (): Promise<void> => {
    await (instance === first ? first.stop() : instance?.close())
    instance = undefined
  }
  const start = async (): Promise<Portal> => {
    instance = await first.startAnother()
    for (const { relay } of seats) relay.target = instance.url
    return instance
  }
  try {
    for (const code of [0, 1]) seats.push(await openSeat(first, office, code))
    await work(seats, told, random)
    await waitFor('the first dossiers at the portal', () => areSent(seats), sentWithinMs)
    await stop()
    await copyDatabase(url, 'keep')
    await start()
    await work(seats, told, random)
    await waitFor('what the portal will forget', () => areSent(seats), sentWithinMs)
    const known = told.acknowledged.length
    await stop()
    await copyDatabase(url, 'put-back')
    const restored = await start()
    await work(seats, told, random)
    if (random.next() < 0.5) await killOne(random.pick(seats), office, random)
    for (const { core } of seats) await core.call('queue.retry', {})
    // What then still waits, the checker names.
    await waitFor('empty queues', () => areSent(seats), sentWithinMs).catch(() => undefined)
    for (const { core } of seats) await core.process.kill()
    const { database } = restored
    const [portal, receiptKeys] = [await readPortal(database, office), await getReceiptKeys(database)]
    const held = new Set(portal.map(({ id }) => id))
    const isMissing = ({ id }: { id: string }): boolean => !held.has(id)
    return {
      portalRestores: 1,
      forgotten: told.acknowledged.slice(0, known).filter(isMissing).length,
      stuckAfterRestore: told.acknowledged.slice(known).filter(isMissing).length,
      ...checkHistory({ ...told, counters: seats.map(({ counter }) => readCounter(counter, receiptKeys)), portal, ofNoDossier: await readOfNoDossier(database, office) })
    }
  } finally {
    for (const { counter, relay, core } of seats) {
      await core.process.kill()
      await relay.close()
      removeFolder(counter)
    }
    await stop()
    await copyDatabase(url, 'forget')
    await first.close()
  }
}

async function openSeat(portal: Portal, office: TestOffice, code: number): Promise<Seat> {
  const relay = await startRelay(portal.url)
  const counter = await startCounter(relay.url, office, { code })
  await counter.close()
  return { counter, device: readDevice(counter), relay, core: await openCoreProcess(counter, office.officerId('reception')), revisions: new Map() }
}

/** Each seat does something: a counter that has nothing to say hears of the return only with its next pull. */
async function work(seats: readonly Seat[], told: Told, random: Random): Promise<void> {
  for (const seat of seats) {
    const { core, device, revisions } = seat
    for (let left = fewest + random.below(more); left > 0; left--) {
      const { dossierId: id, code } = getOk(await core.call('dossier.receive', makeIntake()))
      told.acknowledged.push({ id, code, by: device })
      revisions.set(id, 1)
      if (random.next() < 0.4) await changeOne(seat, told, random)
    }
  }
}

async function changeOne({ core, device, revisions }: Seat, told: Told, random: Random): Promise<void> {
  const id = random.pick([...revisions.keys()])
  const changed = await core.call('dossier.change-status', { id, baseRevision: revisions.get(id)!, to: random.pick([4, 9]), note: '' })
  if (!changed.ok) return
  revisions.set(id, changed.value.revision)
  told.acknowledgedChanges.push({ id, revision: changed.value.revision, by: device })
}

async function killOne(seat: Seat, office: TestOffice, random: Random): Promise<void> {
  await seat.core.call('queue.retry', {})
  await sleep(random.below(looksEveryMs))
  await seat.core.process.kill()
  seat.core = await openCoreProcess(seat.counter, office.officerId('reception'))
}

async function areSent(seats: readonly Seat[]): Promise<boolean> {
  const queues = await Promise.all(seats.map(async ({ core }) => (await getStatus(core.call)).queue))
  return queues.every(({ entriesWaiting, offeredAgain }) => entriesWaiting === 0 && offeredAgain === undefined)
}
