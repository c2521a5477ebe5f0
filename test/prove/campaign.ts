import { setTimeout as sleep } from 'node:timers/promises'
import type { ReceiveDossier } from '../../electron/contract/intake.ts'
import type { StatusBar } from '../../electron/contract/views.ts'
import { getStatus, logIn, removeFolder, startCounter, type Counter } from '../core/support/counter.ts'
import { startCoreProcess, type CoreProcess } from '../core/support/core-process.ts'
import { findPersonalData, makeIntake } from '../core/support/people.ts'
import { openOffice, startReferencePortal, type TestOffice } from '../core/support/portal.ts'
import { openSigningDesk, type SigningDesk } from '../core/support/signing-desk.ts'
import { waitFor } from '../core/support/wait.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { checkHistory, findLostAtCounter, type Findings, type History } from './checker.ts'
import { createRandom, type Random } from './random.ts'
import { readCounter, readDossiers, readPortal } from './read-records.ts'

export interface CampaignResult extends Findings {
  seed: number
  kills: number
  /** Of these by the process itself at a named place of the code. */
  killsAtPoints: number
  /** Connections cut. */
  lineCuts: number
  /** Lines of a log that held a name or a number of a person. */
  leaks: number
}

/** One seat: its folder, its line, what its officer was told. */
interface Seat {
  counter: Counter
  line: FaultProxy
  officerId: string
  /** Sent and never answered: the officer presses again after the restart, or not. */
  unanswered: ReceiveDossier[]
  log: string
}

const points = ['core-after-commit', 'core-before-push', 'core-after-push', 'core-mid-file'] as const
const scanBytes = 700_000
const drainTimeoutMs = 90_000
const longestOpeningMs = 900
const longestWorkMs = 500
/** A core that does not open is killed too, and what that hides the next life shows. */
const hungMs = 10_000
const looksEvery = 5
type Told = Pick<History, 'acknowledged' | 'acknowledgedChanges' | 'acknowledgedScans'>

/**
 * Two counters of one office receive dossiers and change them while their cores are killed, over and over, at random moments and at the named places between commit and answer, and their lines
 * are cut, held and slowed. At the end the lines are mended, the queues must empty, and the checker reads it all. The seed gives every choice; the moments are the machine's.
 */
export async function runCampaign(options: { kills: number; scans: number; seed: number; untilMs?: number; tell?: (line: string) => void }): Promise<CampaignResult> {
  const portal = await startReferencePortal()
  const office = await openOffice(portal.database)
  const seats: Seat[] = []
  const history: Told = { acknowledged: [], acknowledgedChanges: [], acknowledgedScans: [] }
  const counts = { kills: 0, killsAtPoints: 0, lineCuts: 0 }
  const early = new Set<string>()
  try {
    const desk = openSigningDesk()
    try {
      for (const code of [0, 1]) seats.push(await openSeat(portal, office, code, desk, options.scans, history))
    } finally {
      await desk.close()
    }
    let begun = 0
    const live = async (seat: Seat): Promise<void> => {
      while (begun < options.kills && Date.now() < (options.untilMs ?? Infinity)) {
        const caseSeed = (options.seed * 10_007 + begun++) >>> 0
        await runLife(seat, createRandom(caseSeed), history, counts)
        // Not after every kill: to look is to recover, and that is core's to do.
        if (counts.kills % looksEvery !== 0) continue
        const lost = findLostAtCounter({ ...history, counters: seats.map(({ counter }) => ({ dossiers: readDossiers(counter) })) }).filter((line) => !early.has(line))
        for (const line of lost) {
          options.tell?.(`case seed ${caseSeed} or one of the ${looksEvery} before: lost: ${line}`)
          early.add(line)
        }
      }
    }
    await Promise.all(seats.map(live))
    await drain(seats, options.tell)
    const findings = checkHistory({ ...history, counters: seats.map(({ counter }) => readCounter(counter)), portal: await readPortal(portal.database, office) })
    return { seed: options.seed, ...counts, ...findings, leaks: seats.flatMap(({ log }) => findPersonalData(log)).length }
  } finally {
    for (const { line, counter } of seats) {
      await line.close()
      removeFolder(counter)
    }
    await portal.close()
  }
}

/** A counter with some signed scans that wait for the line. */
async function openSeat(portal: TestPortal, office: TestOffice, code: number, desk: SigningDesk, scans: number, history: Told): Promise<Seat> {
  const line = await startFaultProxy(portal.url)
  const counter = await startCounter(line.url, office, { code, press: desk.press })
  await line.down()
  for (let i = 0; i < scans; i++) {
    const { id, code: number, signedSha256 } = await desk.receiveWithScan(counter, scanBytes)
    history.acknowledged.push({ id, code: number })
    history.acknowledgedScans.push({ id, sha256: signedSha256 })
  }
  await counter.close()
  return { counter, line, officerId: office.officerId('reception'), unanswered: [], log: '' }
}

/** One life of a core process: from its start to a SIGKILL at a moment nobody chose well. */
async function runLife(seat: Seat, random: Random, history: Told, counts: { kills: number; killsAtPoints: number; lineCuts: number }): Promise<void> {
  const point = random.next() < 0.4 ? random.pick(points) : undefined
  counts.lineCuts += await disturb(seat.line, random)
  const core = startCoreProcess({ built: true, ...(point ? { env: { QMC_FAULT_POINT: point } } : {}) })
  // Some die while they are opening; most in the middle of work, however long this machine takes to open.
  let atWork = (): void => undefined
  const opened = new Promise<void>((resolve) => (atWork = resolve))
  const begun = random.next() < 0.15 ? sleep(random.below(longestOpeningMs)) : Promise.race([opened, core.process.exited, sleep(hungMs)]).then(() => sleep(random.below(longestWorkMs)))
  const killer = begun.then(() => core.process.kill())
  await work(seat, core, random, history, atWork)
  await Promise.race([killer, core.process.exited])
  const { signal } = await core.process.exited
  await killer
  if (signal !== 'SIGKILL') throw new Error(`a core ended by itself: ${core.process.readStderr().slice(-300)}`)
  counts.kills += 1
  if (point && core.process.child.exitCode === null && core.process.child.signalCode === 'SIGKILL' && !core.process.child.killed) counts.killsAtPoints += 1
  seat.log += core.process.readStderr()
}

async function work(seat: Seat, core: CoreProcess, random: Random, history: Told, atWork: () => void): Promise<void> {
  const opened = await core.call('core.open', { dataFolder: seat.counter.dataFolder, key: seat.counter.key.toString('base64'), mustExist: true })
  if (!opened.ok) return
  const { loginKey } = opened.value.officers.find(({ id }) => id === seat.officerId)!
  if (!(await core.call('core.begin-session', { officerId: seat.officerId, loginPublicKey: loginKey.publicKey })).ok) return
  atWork()
  for (;;) {
    if (history.acknowledged.length > 0 && random.next() < 0.25) {
      if (!(await changeSome(core, random, history))) return
    } else if (!(await receiveOne(seat, core, random, history))) return
    // Also so that one counter's range of a day lasts for all its lives.
    if (random.next() < 0.7) await sleep(random.below(40))
  }
}

/** False when the process is gone. */
async function receiveOne(seat: Seat, core: CoreProcess, random: Random, history: Told): Promise<boolean> {
  const again = random.next() < 0.7 ? seat.unanswered.pop() : undefined
  const intake = again ?? makeIntake()
  const answer = await core.call('dossier.receive', intake)
  if (answer.ok) {
    history.acknowledged.push({ id: answer.value.dossierId, code: answer.value.code })
    return true
  }
  seat.unanswered.push(intake)
  if (answer.error.kind !== 'process-down') throw new Error(`a Receive was refused: ${answer.error.kind}`)
  return false
}

async function changeSome(core: CoreProcess, random: Random, history: Told): Promise<boolean> {
  const { id } = random.pick(history.acknowledged)
  const view = await core.call('dossier.get', { id })
  // The other counter's dossier is not known here.
  if (!view.ok) return view.error.kind === 'dossier-unknown'
  const changed = await core.call('dossier.change-status', { id, baseRevision: view.value.revision, to: 4, note: '' })
  if (changed.ok) history.acknowledgedChanges.push({ id, revision: changed.value.revision })
  return changed.ok || changed.error.kind !== 'process-down'
}

/** What the line is like in this life. Answers how many connections it will cut. */
async function disturb(line: FaultProxy, random: Random): Promise<number> {
  line.releaseReplies()
  line.throttle(undefined)
  await line.up()
  switch (random.below(6)) {
    case 0:
      await line.down()
      return 0
    case 1:
      line.cutAfter(random.below(6_000), 'to-portal')
      return 1
    case 2:
      line.cutAfter(random.below(6_000), 'to-counter')
      return 1
    case 3:
      line.holdReplies('POST /v1/entries')
      setTimeout(() => line.dropReplies(), 100 + random.below(800))
      return 1
    case 4:
      line.throttle(20_000 + random.below(100_000))
      return 0
    default:
      return 0
  }
}

/** Mends the lines and lets both cores send what is left. */
async function drain(seats: readonly Seat[], tell: ((line: string) => void) | undefined): Promise<void> {
  const drainOne = async (seat: Seat): Promise<void> => {
    seat.line.releaseReplies()
    seat.line.throttle(undefined)
    await seat.line.up()
    const core = startCoreProcess({ built: true })
    await logIn(core.call, seat.counter, seat.officerId)
    await waitFor('an empty queue', async () => isEmpty(await getStatus(core.call)), drainTimeoutMs).catch(() => tell?.('the queue did not empty'))
    await core.call('core.close', {})
    await core.process.kill()
    seat.log += core.process.readStderr()
  }
  await Promise.all(seats.map(drainOne))
}

function isEmpty({ queue }: StatusBar): boolean {
  return queue.entriesWaiting === 0 && queue.filesWaiting === 0
}
