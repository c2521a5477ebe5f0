import { setTimeout as sleep } from 'node:timers/promises'
import { copyDatabase } from '../core/support/copy-database.ts'
import { pullNow } from '../core/support/counter.ts'
import { openOffice, type TestOffice } from '../core/support/portal.ts'
import { getReceiptKeys } from '../portal/receipt-key-store.ts'
import type { Portal } from '../portal/server.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { checkHistory, type Findings } from './checker.ts'
import { act, closeSeat, nothingTold, openSeat, settle, type Seat, type Told, type World } from './history-acts.ts'
import { createPatience } from './patience.ts'
import { createRandom, type Random } from './random.ts'
import { readCounter, readOfNoDossier, readPortal } from './read-records.ts'
import { findDatabaseUrl } from './victim.ts'

export interface RestoredHistory {
  seed: number
  told: Told
  findings: Findings
  /** Whether its counters were the shipped core in processes of their own. */
  isShipped: boolean
}

interface Desk {
  office: TestOffice
  seats: Seat[]
  told: Told
  random: Random
  seed: number
  isShipped: boolean
}

const looksEveryMs = 400
const shippedOfOneRound = 2

/**
 * Histories side by side, each of an office of two counters, in the midst of which the portal of all is put back from a copy of its database, whatever was on its way. Nobody else may be connected to it.
 * @param first is stopped; whoever closes it closes what is left of it
 * @param cores where given, the counters of the first histories are the shipped core in processes of their own
 */
export async function runRestoredRound(first: TestPortal, seeds: readonly number[], { cores, ...ground }: Pick<World, 'drainTimeoutMs' | 'desk' | 'cores'>): Promise<RestoredHistory[]> {
  const url = await findDatabaseUrl(first)
  const receiptKeys = await getReceiptKeys(first.database)
  const world: World = { portal: first, victim: undefined, ...ground }
  const desks: Desk[] = []
  let instance: Portal | undefined
  const comeBack = async (what: 'keep' | 'put-back'): Promise<void> => {
    await (instance ? instance.close() : first.stop())
    await copyDatabase(url, what)
    world.portal = instance = await first.startAnother()
    for (const { relay } of desks.flatMap(({ seats }) => seats)) relay.target = instance.url
  }
  const actAll = (): Promise<unknown> => Promise.all(desks.map(({ office, seats, told, random }) => act(world, office, seats, told, random)))
  try {
    for (const [index, seed] of seeds.entries()) {
      const isShipped = cores !== undefined && index < shippedOfOneRound
      const desk: Desk = { office: await openOffice(first.database), seats: [], told: nothingTold(), random: createRandom(seed), seed, isShipped }
      desks.push(desk)
      for (const code of [0, 1]) desk.seats.push(await openSeat(isShipped ? { ...world, cores } : world, desk.office, code))
    }
    await actAll()
    await comeBack('keep')
    await actAll()
    await comeBack('put-back')
    await actAll()
    return await Promise.all(desks.map(async ({ office, seats, told, seed, isShipped }) => ({ seed, told, isShipped, findings: await findLasting(world, office, seats, told, receiptKeys) })))
  } finally {
    for (const seat of desks.flatMap(({ seats }) => seats)) await closeSeat({ ...world, cores }, seat)
    await instance?.close()
    await copyDatabase(url, 'forget')
  }
}

/** A counter that has nothing to say hears of the portal's return only with its next pull: an empty queue is not the end yet. What is still found when the time is over is found. */
async function findLasting(world: World, office: TestOffice, seats: readonly Seat[], told: Told, receiptKeys: { keyId: string; publicKey: string }[]): Promise<Findings> {
  const isOver = createPatience(world.drainTimeoutMs, looksEveryMs)
  for (;;) {
    // A step may wait for what three pulls bring, one after another.
    for (const { counter } of seats) await pullNow(counter)
    await settle(world, seats)
    const { database } = world.portal
    const findings = checkHistory({ ...told, counters: seats.map(({ counter }) => readCounter(counter, receiptKeys)), portal: await readPortal(database, office), ofNoDossier: await readOfNoDossier(database, office) })
    if (findings.details.length === 0 || isOver()) return findings
    await sleep(looksEveryMs)
  }
}
