import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase } from '../../electron/core/db/open.ts'
import { createCounter, getStatus, removeFolder, startCounter, type Counter } from '../core/support/counter.ts'
import { makeIntake, poisonComponents, poisonProcedure } from '../core/support/people.ts'
import { openOffice, startReferencePortal, type TestOffice } from '../core/support/portal.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import { getReceiptKeys } from '../portal/receipt-key-store.ts'
import { putProcedureSecrecy } from '../portal/seed-store.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { checkHistory, findLaw, nothingFound, type Findings, type History } from './checker.ts'
import { createPatience } from './patience.ts'
import { createRandom, type Random } from './random.ts'
import { readCounter, readDevice, readPortal } from './read-records.ts'
import { startRelay, tricks, type Relay } from './relay.ts'
import { startVictim, type Victim } from './victim.ts'

export interface HistoriesResult extends Findings {
  histories: number
  /** Of these, dossiers the portal refuses on purpose. */
  poisoned: number
  portalKills: number
  /** Offices whose histories did not come to their end: that is no breach of any law, and no success either. */
  sectionsFailed: number
}

export interface HistoriesOptions {
  histories: number
  seed: number
  untilMs?: number
  /** Offices at work at the same time; two counters each. */
  offices?: number
  /** How long a queue may take to empty; and whether the first finding ends it, as where a fault was planted. */
  drainTimeoutMs?: number
  stopsAtFirst?: boolean
  /** Whether a portal instance is killed and started again all the while (PostgreSQL). */
  kills?: boolean
  note?: (soFar: HistoriesResult) => void
}

/** One seat of an office, its line, and the box on the line. */
interface Seat {
  counter: Counter
  device: string
  line: FaultProxy
  relay: Relay
  isDown: boolean
  /** What it received: a dossier that two counters change at once is a conflict for an officer, which no line has to lose (test/core/two-counters.test.ts). */
  own: string[]
}

interface World {
  portal: TestPortal
  victim: Victim | undefined
  drainTimeoutMs: number
  note(): void
}

type Told = Pick<History, 'acknowledged' | 'acknowledgedChanges' | 'acknowledgedScans'> & { poisoned: Set<string> }

const historiesOfOneOffice = 12
const historiesOfOneWorld = 90
const looksEveryMs = 100

/** Random histories of two counters of one office over bad lines, wrong clocks, lying boxes and dying portals; after each the lines are mended, the queues must empty, and the checker reads it. */
export async function proveHistories(options: HistoriesOptions): Promise<HistoriesResult> {
  const result: HistoriesResult = { histories: 0, poisoned: 0, portalKills: 0, sectionsFailed: 0, ...nothingFound() }
  let begun = 0
  const isOver = (): boolean => begun >= options.histories || Date.now() > (options.untilMs ?? Infinity) || (options.stopsAtFirst === true && result.details.length > 0)
  while (!isOver()) {
    const portal = await startReferencePortal()
    const victim = options.kills && portal.database.engine === 'postgresql' ? await startVictim(portal, createRandom(options.seed + begun)) : undefined
    const worldEnd = Math.min(options.histories, begun + historiesOfOneWorld)
    try {
      await portal.database.transaction((tx) => putProcedureSecrecy(tx, [{ code: poisonProcedure, secret: true, secretComponents: [] }]))
      const take = (): number | undefined => (isOver() || begun >= worldEnd ? undefined : begun++)
      const world: World = { portal, victim, drainTimeoutMs: options.drainTimeoutMs ?? 40_000, note: () => options.note?.(result) }
      await Promise.all(Array.from({ length: options.offices ?? 4 }, () => runOffices(world, options.seed, take, result)))
    } finally {
      result.portalKills += (await victim?.stop()) ?? 0
      await portal.close()
    }
  }
  return result
}

async function runOffices(world: World, seed: number, take: () => number | undefined, result: HistoriesResult): Promise<void> {
  for (let first = take(); first !== undefined; first = take()) {
    const office = await openOffice(world.portal.database)
    const seats: Seat[] = []
    const told: Told = { acknowledged: [], acknowledgedChanges: [], acknowledgedScans: [], poisoned: new Set() }
    const before = { acknowledged: 0, details: new Set<string>() }
    try {
      const receiptKeys = await getReceiptKeys(world.portal.database)
      for (const code of [0, 1]) seats.push(await openSeat(world, office, code))
      for (let count = 0, index: number | undefined = first; index !== undefined; index = ++count < historiesOfOneOffice ? take() : undefined) {
        const caseSeed = (seed * 30_011 + index) >>> 0
        await runHistory(world, office, seats, told, createRandom(caseSeed))
        const found = checkHistory({ ...told, counters: seats.map(({ counter }) => readCounter(counter, receiptKeys)), portal: await readPortal(world.portal.database, office) })
        addFindings(result, found, before, caseSeed)
        world.note()
      }
      result.poisoned += told.poisoned.size
    } catch (error) {
      result.sectionsFailed += 1
      result.details.push(`history of seed ${(seed * 30_011 + first) >>> 0} or one of the ${historiesOfOneOffice} from it ended early: ${error instanceof Error ? error.message : 'unknown'}`)
    } finally {
      for (const seat of seats) await closeSeat(seat)
    }
  }
}

/** Counters of an office go on through several histories: what was found in one is not counted again in the next. */
function addFindings(result: HistoriesResult, found: Findings, before: { acknowledged: number; details: Set<string> }, seed: number): void {
  const fresh = found.details.filter((line) => !before.details.has(line))
  for (const line of fresh) before.details.add(line)
  for (const line of fresh) {
    const law = findLaw(line)
    if (law) result[law] += 1
  }
  result.details.push(...fresh.map((line) => `history seed ${seed}: ${line}`))
  result.acknowledged += found.acknowledged - before.acknowledged
  before.acknowledged = found.acknowledged
  result.histories += 1
}

async function openSeat({ portal }: World, office: TestOffice, code: number): Promise<Seat> {
  const relay = await startRelay(portal.url)
  const line = await startFaultProxy(relay.url)
  const counter = await startCounter(line.url, office, { code, random: () => 0 })
  return { relay, line, counter, device: readDevice(counter), isDown: false, own: [] }
}

async function closeSeat({ counter, line, relay }: Seat): Promise<void> {
  await counter.close()
  await line.close()
  await relay.close()
  removeFolder(counter)
}

async function runHistory(world: World, office: TestOffice, seats: readonly Seat[], told: Told, random: Random): Promise<void> {
  const steps = 8 + random.below(12)
  for (let step = 0; step < steps; step++) {
    const seat = random.pick(seats)
    const dice = random.next()
    if (dice < 0.45) await receiveOne(seat, told, random)
    else if (dice < 0.6) await changeOne(seat, told, random)
    else if (dice < 0.95) await disturb(world, seat, random)
    else await restart(seat, office)
    if (random.next() < 0.4) await sleep(random.below(50))
  }
  // An outage that outlasts several attempts: the first three come within a second, because chance is nothing here.
  if (random.next() < 0.15) await breakFor(random.pick(seats), 1_200)
  for (const seat of seats) await mend(world, seat)
  await Promise.all(seats.map((seat) => drain(seat, world.drainTimeoutMs)))
}

async function receiveOne({ counter, device, own }: Seat, told: Told, random: Random): Promise<void> {
  const isPoison = random.next() < 0.06
  const intake = isPoison ? makeIntake({ procedureCode: poisonProcedure, components: poisonComponents }) : makeIntake()
  let answer = await counter.call('dossier.receive', intake)
  if (!answer.ok && answer.error.kind === 'clock-jumped') answer = await counter.call('dossier.receive', { ...intake, confirmedDay: answer.error.today })
  if (answer.ok) {
    // Pressed twice: the answer did not reach the screen.
    if (random.next() < 0.15) answer = await counter.call('dossier.receive', intake)
    if (!answer.ok) throw new Error(`a Receive that was answered was refused: ${answer.error.kind}`)
    if (isPoison) told.poisoned.add(answer.value.dossierId)
    told.acknowledged.push({ id: answer.value.dossierId, code: answer.value.code, by: device })
    own.push(answer.value.dossierId)
  } else if (answer.error.kind === 'clock-went-back') counter.clock.offsetMs = Date.parse(`${answer.error.highWaterDay}T05:00:00Z`) - Date.now()
  else throw new Error(`a Receive was refused: ${answer.error.kind}`)
}

async function changeOne({ counter, device, own }: Seat, told: Told, random: Random): Promise<void> {
  if (own.length === 0) return
  const id = random.pick(own)
  const view = await counter.call('dossier.get', { id })
  if (!view.ok) return
  const changed = await counter.call('dossier.change-status', { id, baseRevision: view.value.revision, to: random.pick([4, 9]), note: '' })
  if (changed.ok) told.acknowledgedChanges.push({ id, revision: changed.value.revision, by: device })
}

async function disturb({ portal, victim }: World, seat: Seat, random: Random): Promise<void> {
  const { line, relay, counter } = seat
  switch (random.below(9)) {
    case 0:
      await (seat.isDown ? line.up() : line.down())
      seat.isDown = !seat.isDown
      break
    case 1:
      line.cutAfter(random.below(5_000), 'to-portal')
      break
    case 2:
      line.cutAfter(random.below(5_000), 'to-counter')
      break
    case 3:
      line.holdReplies('POST /v1/entries')
      setTimeout(() => (random.next() < 0.5 ? line.dropReplies() : line.releaseReplies()), 20 + random.below(250))
      break
    case 4:
      line.throttle(random.next() < 0.5 ? undefined : 15_000 + random.below(60_000))
      break
    case 5:
      counter.clock.offsetMs = (random.next() - 0.5) * 2 * 20 * 3_600_000
      break
    case 6:
      relay.target = victim && relay.target === portal.url ? victim.url : portal.url
      break
    default:
      relay.next.push(...Array.from({ length: 1 + random.below(3) }, () => random.pick(tricks)))
  }
}

async function restart(seat: Seat, office: TestOffice): Promise<void> {
  const { counter } = seat
  await counter.close()
  const next = createCounter({ dataFolder: counter.dataFolder, key: counter.key, random: () => 0 })
  next.clock.offsetMs = counter.clock.offsetMs
  seat.counter = next
  await next.logIn(office.officerId('reception'))
}

async function mend({ portal }: World, { line, relay, isDown }: Seat): Promise<void> {
  relay.next.length = 0
  relay.target = portal.url
  line.releaseReplies()
  line.throttle(undefined)
  line.cutAfter(Number.MAX_SAFE_INTEGER, 'to-portal')
  if (isDown) await line.up()
}

async function breakFor(seat: Seat, ms: number): Promise<void> {
  if (!seat.isDown) await seat.line.down()
  seat.isDown = true
  await seat.counter.call('queue.retry', {})
  await sleep(ms)
}

/**
 * The queue must empty by itself: nobody presses "try again". What then still waits, the checker names.
 * @param timeoutMs less what this process, and with it its counters, had no processor for (patience.ts)
 */
async function drain(seat: Seat, timeoutMs: number): Promise<void> {
  seat.isDown = false
  const isOver = createPatience(timeoutMs, looksEveryMs)
  // Entries that wait for the line and not for an officer, by one connection: to open one costs more than all the rest.
  const db = openDatabase({ path: join(seat.counter.dataFolder, 'counter.db'), key: seat.counter.key, mustExist: true })
  try {
    const countDue = db.prepare(`SELECT count(*) FROM delivery WHERE state <> 'received' AND lane NOT IN (SELECT lane FROM delivery WHERE state = 'needs-officer')`).pluck()
    while (!isOver()) {
      const { queue } = await getStatus(seat.counter.call)
      if (queue.entriesWaiting === 0 || (queue.needsOfficer > 0 && countDue.get() === 0)) return
      await sleep(looksEveryMs)
    }
  } finally {
    db.close()
  }
}
