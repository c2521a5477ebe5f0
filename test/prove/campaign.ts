import { setTimeout as sleep } from 'node:timers/promises'
import type { DraftFile, ReceiveDossier } from '../../electron/contract/intake.ts'
import type { StatusBar } from '../../electron/contract/views.ts'
import { getStatus, logIn, removeFolder, startCounter, type Counter } from '../core/support/counter.ts'
import { startCoreProcess, type CoreProcess } from '../core/support/core-process.ts'
import { birthPaper, findPersonalData, makeIntake } from '../core/support/people.ts'
import { openOffice, startReferencePortal, type TestOffice } from '../core/support/portal.ts'
import { openSigningDesk, type SigningDesk } from '../core/support/signing-desk.ts'
import { waitFor } from '../core/support/wait.ts'
import { getReceiptKeys } from '../portal/receipt-key-store.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { nameWork, needsLine, pickAim, restOf, waitForMoment, type Aim, type Watched, type Work } from './aim.ts'
import { addEarlier, checkHistory, type Findings, type History } from './checker.ts'
import { findLostAtCounter } from './find-lost.ts'
import { createRandom, type Random } from './random.ts'
import { readCounter, readDevice, readDossiers, readPortal } from './read-records.ts'
import { takeFee } from './take-fee.ts'

export interface CampaignResult extends Findings, KillCounts {
  seed: number
  /** Scans that came onto a dossier after its Receive. */
  lateScans: number
  /** Lines of a log that held a name or a number of a person. */
  leaks: number
}

export interface KillCounts {
  kills: number
  /** Of these by the process itself at a named place of the code. */
  killsAtPoints: number
  /** What the cores were at when they were killed. */
  killsIn: Record<Work | 'idle', number>
  /** Connections cut. */
  lineCuts: number
}

/** What is known before the end: a campaign that fails has found what it found. */
export type SoFar = KillCounts & Pick<Findings, 'lost' | 'details'>

/** One seat: its folder, its line, what its officer was told. */
interface Seat {
  counter: Counter
  device: string
  line: FaultProxy
  officerId: string
  /** What it received: a dossier that two counters change at once is a conflict for an officer, which no kill has to make. */
  own: string[]
  /** Scans in its store: each comes late onto several dossiers. */
  scans: DraftFile[]
  /** Sent and never answered: the officer presses again after the restart, or not. */
  unanswered: ReceiveDossier[]
  /** From spawn to work, the last time. */
  openingMs: number
  log: string
}

/** At one office, unless told otherwise, each with its range of numbers: while one waits for a line, another works. */
const ranges = [[1, 2_299], [2_300, 4_499], [4_500, 6_699], [6_700, 8_899]] as const
const scanBytes = 1_500_000
const lateScans = 8
const lateScanBytes = 9_000
/** Of a counter on a shared line; so the scans last for the lives that are to end while one is sent. */
const slowUpload = { QMC_UPLOAD_BYTES_PER_SECOND: '32768' }
const drainTimeoutMs = 90_000
const looksEvery = 10
type Told = Required<Pick<History, 'acknowledged' | 'acknowledgedChanges' | 'acknowledgedScans' | 'lateScans' | 'receipts'>>

/**
 * Counters of one office receive dossiers and change them while their cores are killed, over and over, at random moments of intake, sync, pull, upload and start and at the named places
 * between commit and answer, and their lines are cut, held and slowed. At the end the lines are mended, the queues must empty, and the checker reads it all. The seed gives every choice; the moments are the machine's.
 */
export async function runCampaign(options: { kills: number; scans: number; seed: number; seats?: number; untilMs?: number; note?: (soFar: SoFar) => void }): Promise<CampaignResult> {
  const portal = await startReferencePortal()
  const office = await openOffice(portal.database, ranges)
  const seats: Seat[] = []
  const history: Told = { acknowledged: [], acknowledgedChanges: [], acknowledgedScans: [], lateScans: [], receipts: [] }
  const counts: KillCounts = { kills: 0, killsAtPoints: 0, killsIn: { intake: 0, sync: 0, pull: 0, upload: 0, restart: 0, idle: 0 }, lineCuts: 0 }
  /** Losses seen on the way, and where. */
  const early = new Map<string, string>()
  try {
    const desk = openSigningDesk()
    try {
      for (let code = 0; code < (options.seats ?? ranges.length); code++) seats.push(await openSeat(portal, office, code, desk, options.scans, history))
    } finally {
      await desk.close()
    }
    let begun = 0
    const live = async (seat: Seat): Promise<void> => {
      while (begun < options.kills && Date.now() < (options.untilMs ?? Infinity)) {
        const caseSeed = (options.seed * 10_007 + begun++) >>> 0
        await runLife(seat, createRandom(caseSeed), history, counts)
        // Not after every kill: to look is to recover, and that is core's to do.
        if (counts.kills % looksEvery === 0) {
          const lost = findLostAtCounter({ ...history, counters: seats.map(({ device, counter }) => ({ device, ...readDossiers(counter) })) })
          for (const line of lost) if (!early.has(line)) early.set(line, `after ${counts.kills} kills: case seed ${caseSeed} or one of the ${looksEvery} before`)
        }
        options.note?.({ ...counts, lost: early.size, details: [...early].map(([line, where]) => `lost: ${line} (${where})`) })
      }
    }
    await Promise.all(seats.map(live))
    const full = new Map((await drain(seats)).map((device) => [`the queue of ${device} did not empty`, `within ${drainTimeoutMs / 1000} s`]))
    const receiptKeys = await getReceiptKeys(portal.database)
    const findings = checkHistory({ ...history, counters: seats.map(({ counter }) => readCounter(counter, receiptKeys)), portal: await readPortal(portal.database, office) })
    return { seed: options.seed, ...counts, lateScans: history.lateScans.length, ...addEarlier(addEarlier(findings, 'lost', early), 'stuck', full), leaks: seats.flatMap(({ log }) => findPersonalData(log)).length }
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
  const device = readDevice(counter)
  for (let i = 0; i < scans; i++) {
    const { id, code: number, signedSha256 } = await desk.receiveWithScan(counter, scanBytes)
    history.acknowledged.push({ id, code: number, by: device })
    history.acknowledgedScans.push({ id, sha256: signedSha256 })
  }
  const late: DraftFile[] = []
  for (let i = 0; i < lateScans; i++) late.push(await desk.takeIn(counter, lateScanBytes))
  await counter.close()
  return { counter, device, line, officerId: office.officerId('reception'), own: [], scans: late, unanswered: [], openingMs: 700, log: '' }
}

/** One life of a core process: from its start to a SIGKILL at a moment nobody chose well. */
async function runLife(seat: Seat, random: Random, history: Told, counts: KillCounts): Promise<void> {
  const aim = pickAim(random)
  counts.lineCuts += await disturb(seat.line, random, aim)
  const core = startCoreProcess({ env: { ...(aim.point ? { QMC_FAULT_POINT: aim.point } : {}), ...(aim.work === 'upload' ? {} : slowUpload) } })
  const { life, atWork } = watch(seat, core)
  const killer = waitForMoment(aim, life, random).then((came) => {
    const work = nameWork(aim, came, life)
    return core.process.kill().then(() => work)
  })
  await work(seat, life.core, { random, history, atWork, rest: restOf(aim) })
  const { signal } = await core.process.exited
  if (signal !== 'SIGKILL') throw new Error(`a core ended by itself: ${core.process.readStderr().slice(-300)}`)
  const isOwn = aim.point !== undefined && !core.process.child.killed
  counts.kills += 1
  if (isOwn) counts.killsAtPoints += 1
  counts.killsIn[isOwn ? aim.work : await killer] += 1
  seat.log += core.process.readStderr()
}

/** What the killer may know: nothing from inside. */
function watch(seat: Seat, core: CoreProcess): { life: Watched & { core: CoreProcess }; atWork(): void } {
  const spawnedMs = performance.now()
  let isOpen = false
  let asked = 0
  const listeners: (() => void)[] = []
  let open: () => void = () => undefined
  const call = ((...args: Parameters<CoreProcess['call']>) => {
    asked += 1
    for (const listener of listeners.splice(0)) listener()
    return core.call(...args).finally(() => (asked -= 1))
  }) as CoreProcess['call']
  const life = {
    core: { process: core.process, call },
    line: seat.line,
    opened: new Promise<void>((resolve) => (open = resolve)),
    exited: core.process.exited,
    openingMs: seat.openingMs,
    isOpen: () => isOpen,
    isAsked: () => asked > 0,
    nextAsked: () => new Promise<void>((resolve) => listeners.push(resolve))
  }
  return {
    life,
    atWork: () => {
      seat.openingMs = performance.now() - spawnedMs
      isOpen = true
      open()
    }
  }
}

/** Until the process is gone. */
async function work(seat: Seat, core: CoreProcess, { random, history, atWork, rest }: { random: Random; history: Told; atWork(): void; rest: ReturnType<typeof restOf> }): Promise<void> {
  const opened = await core.call('core.open', { dataFolder: seat.counter.dataFolder, key: seat.counter.key.toString('base64'), mustExist: true })
  if (!opened.ok) return
  const { loginKey } = opened.value.officers.find(({ id }) => id === seat.officerId)!
  if (!(await core.call('core.begin-session', { officerId: seat.officerId, loginPublicKey: loginKey.publicKey })).ok) return
  atWork()
  for (;;) {
    const dice = seat.own.length > 0 ? random.next() : 1
    // Where the core is gone, the next call says so.
    if (dice < 0.02) await takeFee({ counter: core, device: seat.device, own: seat.own }, history, random)
    if (dice < 0.25) {
      if (!(await (dice < 0.1 ? attachSome : changeSome)(seat, core, random, history))) return
    } else if (!(await receiveOne(seat, core, random, history))) return
    // Also so that one counter's range of a day lasts for all its lives.
    if (random.next() < rest.chance) await sleep(random.below(rest.longestMs))
  }
}

/** False when the process is gone. */
async function receiveOne(seat: Seat, core: CoreProcess, random: Random, history: Told): Promise<boolean> {
  const again = random.next() < 0.7 ? seat.unanswered.pop() : undefined
  const intake = again ?? makeIntake()
  const answer = await core.call('dossier.receive', intake)
  if (answer.ok) {
    history.acknowledged.push({ id: answer.value.dossierId, code: answer.value.code, by: seat.device })
    seat.own.push(answer.value.dossierId)
    return true
  }
  seat.unanswered.push(intake)
  if (answer.error.kind !== 'process-down') throw new Error(`a Receive was refused: ${answer.error.kind}`)
  return false
}

async function changeSome(seat: Seat, core: CoreProcess, random: Random, history: Told): Promise<boolean> {
  const id = random.pick(seat.own)
  const view = await core.call('dossier.get', { id })
  if (!view.ok) return view.error.kind !== 'process-down'
  const changed = await core.call('dossier.change-status', { id, baseRevision: view.value.revision, to: 4, note: '' })
  if (changed.ok) history.acknowledgedChanges.push({ id, revision: changed.value.revision, by: seat.device })
  return changed.ok || changed.error.kind !== 'process-down'
}

/** One that was saved unanswered is known to its dossier when the officer presses again, and then told. */
async function attachSome(seat: Seat, core: CoreProcess, random: Random, history: Told): Promise<boolean> {
  const id = random.pick(seat.own)
  const file = random.pick(seat.scans)
  const view = await core.call('dossier.get', { id })
  if (!view.ok) return view.error.kind !== 'process-down'
  const attached = await core.call('dossier.attach-scans', { id, baseRevision: view.value.revision, componentId: birthPaper, secrecy: 'none', files: [file] })
  if (attached.ok) history.acknowledgedChanges.push({ id, revision: attached.value.revision, by: seat.device })
  const isTold = history.lateScans.some((told) => told.id === id && told.sha256 === file.sha256)
  if (!isTold && (attached.ok || attached.error.kind === 'scan-known')) history.lateScans.push({ id, sha256: file.sha256, by: seat.device })
  return attached.ok || attached.error.kind !== 'process-down'
}

/** What the line is like in this life. Answers how many connections it will cut. */
async function disturb(line: FaultProxy, random: Random, aim: Aim): Promise<number> {
  line.releaseReplies()
  line.throttle(undefined)
  await line.up()
  switch (random.below(6)) {
    case 0:
      if (!needsLine(aim)) await line.down()
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

/** Mends the lines and lets the cores send what is left. @returns the counters whose queue did not empty */
async function drain(seats: readonly Seat[]): Promise<string[]> {
  const drainOne = async (seat: Seat): Promise<string[]> => {
    seat.line.releaseReplies()
    seat.line.throttle(undefined)
    await seat.line.up()
    const core = startCoreProcess()
    await logIn(core.call, seat.counter, seat.officerId)
    const isDone = await waitFor('an empty queue', async () => isEmpty(await getStatus(core.call)), drainTimeoutMs).catch(() => false)
    await core.call('core.close', {})
    await core.process.kill()
    seat.log += core.process.readStderr()
    return isDone ? [] : [seat.device]
  }
  return (await Promise.all(seats.map(drainOne))).flat()
}

function isEmpty({ queue }: StatusBar): boolean {
  return queue.entriesWaiting === 0 && queue.filesWaiting === 0
}
