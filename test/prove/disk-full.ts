import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getStatus, logIn, removeFolder, startCounter, type Counter } from '../core/support/counter.ts'
import { startCoreProcess, type CoreProcess } from '../core/support/core-process.ts'
import { createFullDisk, type FullDisk } from '../core/support/full-disk.ts'
import { findPersonalData, makeIntake } from '../core/support/people.ts'
import { openOffice, startReferencePortal, type TestOffice } from '../core/support/portal.ts'
import { waitFor } from '../core/support/wait.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { checkHistory, type History } from './checker.ts'
import { readCounter, readPortal } from './read-records.ts'

export interface DiskFullResult {
  /** Lives in which the disk was full from the n-th write that would have made a file grow, one for each n. */
  diskFull: number
  acknowledged: number
  lost: number
  duplicated: number
  outOfOrder: number
  numbersTwice: number
  stuck: number
  falselyReceived: number
  chainsBroken: number
  leaks: number
  /** An answer that was neither a success nor `disk-full`, or a core that ended. */
  broken: number
  details: string[]
}

const drainTimeoutMs = 60_000
const dossiersEach = 3
type Told = Pick<History, 'acknowledged' | 'acknowledgedChanges' | 'acknowledgedScans'>

/**
 * One short life of a counter - open, log in, receive, change, send, pull, close - over and over, the disk full from its first write that needs room, from its second, and so on, until a whole
 * life meets no full disk any more. After each there is room again: what was told saved must be there, and the queue must empty.
 */
export async function proveDiskFull(options: { seed: number; untilMs?: number; steps?: number; firstStep?: number }): Promise<DiskFullResult> {
  const none = checkHistory({ acknowledged: [], acknowledgedChanges: [], acknowledgedScans: [], counters: [], portal: [] })
  const result: DiskFullResult = { ...none, diskFull: 0, leaks: 0, broken: 0, details: [] }
  const work = mkdtempSync(join(tmpdir(), 'qmc-full-'))
  const portal = await startReferencePortal()
  const office = await openOffice(portal.database)
  const counter = await startCounter(portal.url, office)
  await counter.close()
  const disk = createFullDisk(work, counter.dataFolder)
  const scene: Scene = { portal, office, counter, disk, told: { acknowledged: [], acknowledgedChanges: [], acknowledgedScans: [] }, known: new Set() }
  try {
    for (let step = options.firstStep ?? 1; step <= (options.steps ?? 400) && Date.now() < (options.untilMs ?? Infinity); step++) {
      if (!(await tryStep(scene, step, result))) break
      result.diskFull += 1
    }
    return result
  } finally {
    removeFolder(counter)
    await portal.close()
    rmSync(work, { recursive: true, force: true })
  }
}

/** One counter goes through all lives; what was found in one is not counted again in the next. */
interface Scene {
  portal: TestPortal
  office: TestOffice
  counter: Counter
  disk: FullDisk
  told: Told
  known: Set<string>
}

/** The checker's words for each law. */
const laws = { lost: 'lost', duplicated: 'duplicated', outOfOrder: 'out of order', numbersTwice: 'number twice', stuck: 'stuck', falselyReceived: 'falsely received', chainsBroken: 'chain' } as const

/** False when the life ended before its disk was full. */
async function tryStep({ portal, office, counter, disk, told, known }: Scene, step: number, result: DiskFullResult): Promise<boolean> {
  const full = startCoreProcess({ built: true, env: { ...disk.env, ...disk.after(step) } })
  const refused = await live(full, counter, office, told)
  await full.process.kill()
  const wasFull = disk.wasFull()
  disk.free()
  const core = startCoreProcess({ built: true })
  await logIn(core.call, counter, office.officerId('reception'))
  const isEmpty = async (): Promise<boolean> => (await getStatus(core.call)).queue.entriesWaiting === 0
  await waitFor('an empty queue', isEmpty, drainTimeoutMs).catch(() => undefined)
  await core.call('core.close', {})
  await core.process.kill()
  const found = checkHistory({ ...told, counters: [readCounter(counter)], portal: await readPortal(portal.database, office) })
  const fresh = found.details.filter((line) => !known.has(line))
  for (const line of fresh) known.add(line)
  for (const [law, words] of Object.entries(laws)) result[law as keyof typeof laws] += fresh.filter((line) => line.startsWith(`${words}:`)).length
  result.acknowledged = found.acknowledged
  const leaks = findPersonalData(full.process.readStderr() + core.process.readStderr())
  result.leaks += leaks.length
  result.broken += refused.length
  result.details.push(...[...fresh, ...refused, ...(leaks.length > 0 ? ['personal data in the log'] : [])].map((line) => `disk full from write ${step}: ${line}`))
  return wasFull
}

/** Answers what was refused otherwise than in words. */
async function live(core: CoreProcess, counter: Counter, office: TestOffice, told: Told): Promise<string[]> {
  const refused: string[] = []
  const note = (what: string, answer: { ok: boolean; error?: { kind: string } }): void => {
    if (!answer.ok && answer.error?.kind !== 'disk-full') refused.push(`${what} was answered ${answer.error?.kind}`)
  }
  const opened = await core.call('core.open', { dataFolder: counter.dataFolder, key: counter.key.toString('base64'), mustExist: true })
  if (!opened.ok) return refused
  const { loginKey } = opened.value.officers.find(({ id }) => id === office.officerId('reception'))!
  if (!(await core.call('core.begin-session', { officerId: office.officerId('reception'), loginPublicKey: loginKey.publicKey })).ok) return refused
  for (let index = 0; index < dossiersEach; index++) {
    const answer = await core.call('dossier.receive', makeIntake())
    note('a Receive', answer)
    if (!answer.ok) continue
    told.acknowledged.push({ id: answer.value.dossierId, code: answer.value.code })
    const changed = await core.call('dossier.change-status', { id: answer.value.dossierId, baseRevision: 1, to: 4, note: '' })
    note('a change', changed)
    if (changed.ok) told.acknowledgedChanges.push({ id: answer.value.dossierId, revision: changed.value.revision })
  }
  await waitFor('the queue to empty or to stand still', async () => (await getStatus(core.call)).queue.entriesWaiting === 0, 1_500).catch(() => undefined)
  await core.call('core.close', {})
  return refused
}
