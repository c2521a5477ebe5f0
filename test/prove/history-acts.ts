import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase } from '../../electron/core/db/open.ts'
import { createCounter, enrolCounter, getStatus, removeFolder, type CounterAtWork } from '../core/support/counter.ts'
import { makeIntake, poisonComponents, poisonProcedure } from '../core/support/people.ts'
import type { TestOffice } from '../core/support/portal.ts'
import { createShippedCounter, type ShippedCounter } from '../core/support/shipped-counter.ts'
import type { SigningDesk } from '../core/support/signing-desk.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import type { History } from './checker.ts'
import { attachLate } from './late-scan.ts'
import { createPatience } from './patience.ts'
import type { Random } from './random.ts'
import { readDevice } from './read-records.ts'
import { startRelay, tricks, type Relay } from './relay.ts'
import { settleConflicts, share } from './share-dossier.ts'
import { refuseOne, takeFee } from './take-fee.ts'
import type { Victim } from './victim.ts'
import type { WarmCores } from './warm-cores.ts'

/** One seat of an office, its line, and the box on the line. */
export interface Seat {
  counter: CounterAtWork | ShippedCounter
  device: string
  line: FaultProxy
  relay: Relay
  isDown: boolean
  /** What it works on alone: what two counters change at once has no revision that one of them was told (share-dossier.ts). */
  own: string[]
  /** Of cores it had before. */
  earlierLog: string[]
}

/** Where the seats of a history are at work. `portal` is another instance once it was put back from a copy. */
export interface World {
  portal: Pick<TestPortal, 'url' | 'database'>
  victim: Victim | undefined
  drainTimeoutMs: number
  /** Press and signer of all seats. */
  desk: SigningDesk
  /** Whether now and then both counters of an office change one dossier, and fees are taken: what becomes of these where the portal is put back has tests of its own (test/core/money-restored.test.ts). */
  shares?: boolean
  /** Where given, each counter is the shipped core in a process of its own. */
  cores?: WarmCores | undefined
}

export type Told = Pick<History, 'acknowledged' | 'acknowledgedChanges' | 'acknowledgedScans'> & Required<Pick<History, 'lateScans' | 'sharedChanges' | 'receipts'>> & {
  poisoned: Set<string>
  /** How often a counter went on with another's dossier. */
  takenOver: number
  /** Dossiers that both counters of the office change. */
  sharedIds: Set<string>
  conflictsSettled: number
}

export function nothingTold(): Told {
  return { acknowledged: [], acknowledgedChanges: [], acknowledgedScans: [], lateScans: [], sharedChanges: [], receipts: [], poisoned: new Set(), takenOver: 0, sharedIds: new Set(), conflictsSettled: 0 }
}

const looksEveryMs = 100

export async function openSeat({ portal, cores, desk: { press } }: World, office: TestOffice, code: number): Promise<Seat> {
  const relay = await startRelay(portal.url)
  const line = await startFaultProxy(relay.url)
  const counter = cores ? cores.open() : createCounter({ random: () => 0, press })
  await enrolCounter(counter, line.url, office, { code })
  return { relay, line, counter, device: readDevice(counter), isDown: false, own: [], earlierLog: [] }
}

export async function closeSeat({ cores }: World, { counter, line, relay }: Seat): Promise<void> {
  await (cores && 'kill' in counter ? cores.leave(counter) : counter.close())
  await line.close()
  await relay.close()
  removeFolder(counter)
}

/** What its cores met that they have no answer to. */
export function listBugs({ counter, earlierLog }: Seat): string[] {
  return [...earlierLog, ...counter.log].filter((line) => line.startsWith('bug '))
}

/** Some steps of both seats, each on its own line. */
export async function act(world: World, office: TestOffice, seats: readonly Seat[], told: Told, random: Random): Promise<void> {
  const steps = 8 + random.below(12)
  const isShared = world.shares === true && random.next() < 0.25
  for (let step = 0; step < steps; step++) {
    const seat = random.pick(seats)
    const dice = random.next()
    if (isShared && random.next() < 0.2) await share(seats, told, random)
    // In the midst of it all: the answer to what is settled, or to what stands before it, may be on its way.
    else if (isShared && random.next() < 0.12) await settleConflicts(seat, told, random)
    else if (random.next() < 0.04) await tryAgain(seat)
    else if (world.shares && random.next() < 0.06) await takeFee(seat, told, random)
    else if (world.shares && random.next() < 0.03) await refuseOne(seat)
    else if (dice < 0.45) await receiveOne(seat, told, random)
    else if (dice < 0.55) await changeOne(seat, told, random)
    else if (dice < 0.64) await takeOver(seats.find((one) => one !== seat), seat, told, random)
    else if (dice < 0.7) await attachLate(seat, world.desk, told, random)
    else if (dice < 0.95) await disturb(world, seat, random)
    else await restart(world, seat, office, random)
    if (random.next() < 0.4) await sleep(random.below(50))
  }
  // An outage that outlasts several attempts: the first three come within a second where chance is nothing.
  if (random.next() < 0.15) await breakFor(random.pick(seats), 1_200)
}

/** The lines are mended, and the queues must empty. */
export async function settle(world: World, seats: readonly Seat[]): Promise<void> {
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

/** "Thử gửi lại ngay": also what waits for an officer. */
async function tryAgain({ counter }: Seat): Promise<void> {
  await counter.call('queue.retry', {})
}

async function changeOne({ counter, device, own }: Seat, told: Told, random: Random, id = own.length > 0 ? random.pick(own) : undefined): Promise<void> {
  if (id === undefined) return
  const view = await counter.call('dossier.get', { id })
  if (!view.ok) return
  const changed = await counter.call('dossier.change-status', { id, baseRevision: view.value.revision, to: random.pick([4, 9]), note: '' })
  if (changed.ok) told.acknowledgedChanges.push({ id, revision: changed.value.revision, by: device })
}

/** Another counter goes on with a dossier, once it has heard all of it. */
async function takeOver(from: Seat | undefined, to: Seat, told: Told, random: Random): Promise<void> {
  // Of the older half: the newest has seldom come round.
  const id = from?.own[random.below(Math.ceil(from.own.length / 2))]
  if (!from || id === undefined) return
  const [there, here] = await Promise.all([from.counter.call('dossier.get', { id }), to.counter.call('dossier.get', { id })])
  if (!there.ok || !here.ok || there.value.delivery.state !== 'received' || here.value.revision !== there.value.revision) return
  from.own.splice(from.own.indexOf(id), 1)
  to.own.push(id)
  told.takenOver += 1
  await changeOne(to, told, random, id)
}

async function disturb({ portal, victim }: World, seat: Seat, random: Random): Promise<void> {
  const { line, relay, counter } = seat
  switch (random.below(10)) {
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
    case 6:
      // Now ahead, now behind: what goes wrong where the date goes back needs both, and a Receive after each.
      counter.clock.offsetMs = (counter.clock.offsetMs > 0 ? -1 : 1) * random.next() * 20 * 3_600_000
      break
    case 7:
      relay.target = victim && relay.target === portal.url ? victim.url : portal.url
      break
    default:
      relay.next.push(...Array.from({ length: 1 + random.below(3) }, () => random.pick(tricks)))
  }
}

/** In order, a process staying warm for it (warm-cores.ts), or, of a process, as a power button does it. */
async function restart({ desk: { press } }: World, seat: Seat, office: TestOffice, random: Random): Promise<void> {
  const { counter } = seat
  const { dataFolder, key, clock } = counter
  if ('kill' in counter) {
    const isKilled = random.next() < 0.5
    await (isKilled ? counter.kill() : counter.call('core.close', {}))
    keepLog(seat)
    seat.counter = createShippedCounter(counter, isKilled ? undefined : counter.core)
  } else {
    await counter.close()
    keepLog(seat)
    seat.counter = createCounter({ dataFolder, key, random: () => 0, press })
    seat.counter.clock.offsetMs = clock.offsetMs
  }
  await seat.counter.logIn(office.officerId('reception'))
}

/** What it met while it closed too. */
function keepLog({ counter, earlierLog }: Seat): void {
  earlierLog.push(...counter.log)
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
  // Entries and scans that wait for the line and not for an officer, also one on its way behind another of its dossier that was refused meanwhile; by one connection: to open one costs more than all the rest.
  const db = openDatabase({ path: join(seat.counter.dataFolder, 'counter.db'), key: seat.counter.key, mustExist: true })
  try {
    const refused = `(SELECT lane FROM delivery WHERE state = 'needs-officer')`
    const countDue = db
      .prepare(`SELECT (SELECT count(*) FROM delivery WHERE state <> 'received' AND (state = 'sending' OR lane NOT IN ${refused})) + (SELECT count(*) FROM upload WHERE state <> 'received' AND dossier NOT IN ${refused})`)
      .pluck()
    for (; !isOver(); await sleep(looksEveryMs)) {
      // Core itself is asked when nothing is due: another process it takes long to ask.
      if (countDue.get() !== 0) continue
      const { queue } = await getStatus(seat.counter.call)
      if ((queue.entriesWaiting === 0 && queue.filesWaiting === 0 && queue.offeredAgain === undefined) || queue.needsOfficer > 0) return
    }
  } finally {
    db.close()
  }
}
