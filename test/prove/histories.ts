import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { poisonProcedure } from '../core/support/people.ts'
import { openOffice, startReferencePortal } from '../core/support/portal.ts'
import { prepareClocks } from '../core/support/set-clock.ts'
import { openSigningDesk } from '../core/support/signing-desk.ts'
import { getReceiptKeys } from '../portal/receipt-key-store.ts'
import { putProcedureSecrecy } from '../portal/seed-store.ts'
import { checkHistory, findLaw, nothingFound, type Findings } from './checker.ts'
import { act, closeSeat, listBugs, nothingTold, openSeat, settle, type Seat, type Told, type World } from './history-acts.ts'
import { createRandom } from './random.ts'
import { readCounter, readPortal } from './read-records.ts'
import { readShared } from './read-shared.ts'
import { runRestoredRound } from './restored-round.ts'
import { settleShared } from './share-dossier.ts'
import { startVictim } from './victim.ts'
import { createWarmCores } from './warm-cores.ts'

export interface HistoriesResult extends Findings {
  histories: number
  /** Of the histories, those whose counters were the shipped core in processes of their own. */
  historiesShipped: number
  /** Dossiers the portal refuses on purpose. */
  poisoned: number
  portalKills: number
  /** Of the histories, those in which the portal was put back from a copy. */
  historiesRestored: number
  /** Of those, in which the counters were the shipped core. */
  historiesRestoredShipped: number
  /** How often a counter went on with a dossier of another's. */
  takenOver: number
  /** Dossiers that both counters of an office changed, and refused steps of theirs that an officer settled. */
  sharedDossiers: number
  conflictsSettled: number
  /** Receipts for fees, each with a number of a leased book. */
  receipts: number
  /** Scans that came onto a dossier after its Receive. */
  lateScans: number
  /** What a core noted as a bug of its own. */
  unhandled: number
  /** Offices whose histories did not come to their end: that is no breach of any law, and no success either. */
  sectionsFailed: number
}

export interface HistoriesOptions {
  histories: number
  seed: number
  untilMs?: number
  /** Offices at work at the same time; two counters each. */
  offices?: number
  /** Of these, those whose counters are the shipped core, each in a process of its own. */
  shippedOffices?: number
  /** How long a queue may take to empty; and whether the first finding ends it, as where a fault was planted. */
  drainTimeoutMs?: number
  stopsAtFirst?: boolean
  /** Whether a portal instance is killed and started again all the while (PostgreSQL). */
  kills?: boolean
  /** Whether at the end of each world some histories have the portal put back from a copy (PostgreSQL). */
  restores?: boolean
  note?: (soFar: HistoriesResult) => void
}

const historiesOfOneOffice = 12
const historiesOfOneWorld = 90
/** Whole offices at a time: what is put back is the portal of all. */
const restoredOfOneWorld = 4

/** Random histories of two counters of one office over bad lines, wrong clocks, lying boxes and dying portals; after each the lines are mended, the queues must empty, and the checker reads it. */
export async function proveHistories(options: HistoriesOptions): Promise<HistoriesResult> {
  const folder = mkdtempSync(join(tmpdir(), 'qmc-clocks-'))
  const desk = openSigningDesk()
  const cores = options.shippedOffices ? createWarmCores(prepareClocks(folder), desk.press) : undefined
  try {
    return await runWorlds(options, { desk, cores })
  } finally {
    await cores?.close()
    await desk.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function runWorlds(options: HistoriesOptions, { desk, cores }: Pick<World, 'desk' | 'cores'>): Promise<HistoriesResult> {
  const result: HistoriesResult = { histories: 0, historiesShipped: 0, poisoned: 0, portalKills: 0, historiesRestored: 0, historiesRestoredShipped: 0, takenOver: 0, sharedDossiers: 0, conflictsSettled: 0, receipts: 0, lateScans: 0, unhandled: 0, sectionsFailed: 0, ...nothingFound() }
  let begun = 0
  const drainTimeoutMs = options.drainTimeoutMs ?? 40_000
  const isOver = (): boolean => begun >= options.histories || Date.now() > (options.untilMs ?? Infinity) || (options.stopsAtFirst === true && result.details.length > 0)
  while (!isOver()) {
    const portal = await startReferencePortal()
    let victim = options.kills && portal.database.engine === 'postgresql' ? await startVictim(portal, createRandom(options.seed + begun)) : undefined
    const isRestored = options.restores === true && portal.database.engine === 'postgresql'
    const worldEnd = Math.min(options.histories, begun + historiesOfOneWorld) - (isRestored ? restoredOfOneWorld : 0)
    const stopVictim = async (): Promise<void> => {
      const stopping = victim
      victim = undefined
      result.portalKills += (await stopping?.stop().catch((error: unknown) => void noteEnd(result, `histories from seed ${options.seed}`, error))) ?? 0
    }
    try {
      await portal.database.transaction((tx) => putProcedureSecrecy(tx, [{ code: poisonProcedure, secret: true, secretComponents: [] }]))
      const runRestored = async (): Promise<void> => {
        const seeds = Array.from({ length: Math.min(restoredOfOneWorld, options.histories - begun) }, () => toCaseSeed(options.seed, begun++))
        const round = await runRestoredRound(portal, seeds, { drainTimeoutMs, desk, cores }).catch((error: unknown) => noteEnd(result, `histories of the seeds ${seeds.join(', ')}, the portal put back,`, error))
        for (const { seed, told, findings, isShipped } of round ?? []) {
          addFindings(result, findings, { acknowledged: 0, details: new Set() }, `${isShipped ? 'shipped history' : 'history'} seed ${seed}`)
          result.historiesRestored += 1
          if (isShipped) result.historiesRestoredShipped += 1
          addTold(result, told)
        }
        options.note?.(result)
      }
      const take = (): number | undefined => (isOver() || begun >= worldEnd ? undefined : begun++)
      const { offices = 4, shippedOffices = 0 } = options
      const toWorld = (lane: number): World => ({ portal, victim, drainTimeoutMs, desk, shares: true, cores: lane < shippedOffices ? cores : undefined })
      await Promise.all(Array.from({ length: offices }, (_, lane) => runOffices(() => toWorld(lane), options.seed, take, result, () => options.note?.(result))))
      await stopVictim()
      // None is begun that could not end.
      if (isRestored && !isOver() && Date.now() < (options.untilMs ?? Infinity) - 3 * drainTimeoutMs) await runRestored()
    } finally {
      await stopVictim()
      await portal.close()
    }
  }
  return result
}

async function runOffices(toWorld: () => World, seed: number, take: () => number | undefined, result: HistoriesResult, note: () => void): Promise<void> {
  for (let first = take(); first !== undefined; first = take()) {
    const world = toWorld()
    const kind = world.cores ? 'shipped history' : 'history'
    const office = await openOffice(world.portal.database)
    const seats: Seat[] = []
    const told = nothingTold()
    const before = { acknowledged: 0, details: new Set<string>() }
    try {
      const receiptKeys = await getReceiptKeys(world.portal.database)
      for (const code of [0, 1]) seats.push(await openSeat(world, office, code))
      for (let count = 0, index: number | undefined = first; index !== undefined; index = ++count < historiesOfOneOffice ? take() : undefined) {
        const caseSeed = toCaseSeed(seed, index)
        const random = createRandom(caseSeed)
        await act(world, office, seats, told, random)
        await settle(world, seats)
        await settleShared(world, seats, told, random, () => settle(world, seats))
        const found = checkHistory({ ...told, shared: await readShared(world.portal.database, seats, told.sharedIds), counters: seats.map(({ counter }) => readCounter(counter, receiptKeys)), portal: await readPortal(world.portal.database, office) })
        const bugs = seats.flatMap(listBugs)
        addFindings(result, { ...found, details: [...found.details, ...bugs] }, before, `${kind} seed ${caseSeed}`)
        if (world.cores) result.historiesShipped += 1
        note()
      }
      addTold(result, told)
    } catch (error) {
      noteEnd(result, `${kind} of seed ${toCaseSeed(seed, first)} or one of the ${historiesOfOneOffice} from it`, error)
    } finally {
      for (const seat of seats) await closeSeat(world, seat)
    }
  }
}

/** Counters of an office go on through several histories: what was found in one is not counted again in the next. */
function addFindings(result: HistoriesResult, found: Findings, before: { acknowledged: number; details: Set<string> }, name: string): void {
  const fresh = found.details.filter((line) => !before.details.has(line))
  for (const line of fresh) before.details.add(line)
  for (const line of fresh) {
    result[findLaw(line) ?? 'unhandled'] += 1
  }
  result.details.push(...fresh.map((line) => `${name}: ${line}`))
  result.acknowledged += found.acknowledged - before.acknowledged
  before.acknowledged = found.acknowledged
  result.histories += 1
}

function addTold(result: HistoriesResult, { poisoned, takenOver, sharedIds, conflictsSettled, receipts, lateScans }: Told): void {
  result.poisoned += poisoned.size
  result.takenOver += takenOver
  result.sharedDossiers += sharedIds.size
  result.conflictsSettled += conflictsSettled
  result.receipts += receipts.length
  result.lateScans += lateScans.length
}

function toCaseSeed(seed: number, index: number): number {
  return (seed * 30_011 + index) >>> 0
}

function noteEnd(result: HistoriesResult, what: string, error: unknown): undefined {
  result.sectionsFailed += 1
  result.details.push(`${what} ended early: ${error instanceof Error ? error.message : 'unknown'}`)
}
