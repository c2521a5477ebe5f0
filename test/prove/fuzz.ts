import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createFileTry } from './fuzz/files.ts'
import { openFuzzCounter, type FuzzCounter } from './fuzz/fuzz-counter.ts'
import { createRandom, type Random } from './random.ts'

export interface FuzzResult {
  fuzzed: number
  /** Of these, what the running shipped core was given. */
  fuzzedShipped: number
  fuzzedBy: Record<string, number>
  /** Of these, inputs that what reads them first took for whole, by kind and reader: what lies behind it was tried with so many. */
  fuzzedDeep: Record<string, number>
  /** Inputs on which something threw that should have answered. */
  crashes: number
  hangs: number
  unhandled: number
  details: string[]
}

export interface FuzzOptions {
  inputs: number
  seed: number
  untilMs?: number
  note?: (soFar: FuzzResult) => void
}

/** How the inputs are shared out, of a hundred: cheap ones are many, and of 100,000 each kind has some thousands. They come in rounds of a hundred, so that each kind has its share also where the time is short. */
const shares = { qr: 31, wire: 14, rpc: 11, shipped: 15, http: 8, audit: 5, carried: 6, enrolment: 4, file: 6 } as const
type Kind = keyof typeof shares
/** Answers which reader took the input for whole; undefined where it was refused at first sight. */
export type Deep = string | undefined
type Try = (random: Random) => Deep | Promise<Deep>

/** Of this process's own time: on a machine that is busy with the other sections ten times as much goes by. */
const hangsAfterCpuMs = 15_000
const noAnswerAfterMs = 90_000
/** Inputs between two questions what this process has used: to ask takes longer than most inputs. */
const asksEvery = 10

/**
 * Everything that comes in, spoilt: each input must be answered, by a value or a refusal, in time, and nothing may be left to reject by itself. What is tried are core's and press's sources in this very
 * process, so that a hundred thousand inputs fit the time; a share goes to the shipped core, whose log tells of what was left to reject there.
 */
export async function proveFuzz(options: FuzzOptions): Promise<FuzzResult> {
  const result: FuzzResult = { fuzzed: 0, fuzzedShipped: 0, fuzzedBy: {}, fuzzedDeep: {}, crashes: 0, hangs: 0, unhandled: 0, details: [] }
  const note = (error: unknown): void => {
    result.unhandled += 1
    result.details.push(`fuzz: left to reject by itself: ${describe(error)}`)
  }
  process.on('unhandledRejection', note)
  process.on('uncaughtException', note)
  const folder = mkdtempSync(join(tmpdir(), 'qmc-fuzz-'))
  const counter = await openFuzzCounter(folder)
  try {
    const tries: Record<Kind, Try> = { ...counterTries(counter), file: await createFileTry(folder) }
    const kinds = Object.keys(shares) as Kind[]
    for (const kind of kinds) result.fuzzedBy[kind] = 0
    const isOver = (): boolean => result.fuzzed >= options.inputs || Date.now() > (options.untilMs ?? Infinity)
    let begun = process.cpuUsage()
    for (let round = 0; !isOver(); round++) {
      for (const kind of kinds) {
        for (let turn = 0; turn < shares[kind] && !isOver(); turn++) {
          if (result.fuzzed % asksEvery === 0) begun = process.cpuUsage()
          const seed = (options.seed * 40_009 + round * shares[kind] + turn) >>> 0
          const deep = await tryOne(tries[kind], seed, `fuzz ${kind} seed ${seed}`, { result, begun })
          if (deep !== undefined) result.fuzzedDeep[`${kind} ${deep}`] = (result.fuzzedDeep[`${kind} ${deep}`] ?? 0) + 1
          result.fuzzed += 1
          result.fuzzedBy[kind]! += 1
          if (kind === 'shipped') result.fuzzedShipped += 1
        }
      }
      options.note?.(result)
      // What was left to reject is heard of between rounds.
      await sleep(0)
    }
    return result
  } finally {
    await counter.close()
    rmSync(folder, { recursive: true, force: true })
    process.off('unhandledRejection', note)
    process.off('uncaughtException', note)
  }
}

/** @param begun what this process had used some inputs ago; what is quick by the clock is not slow */
async function tryOne(attempt: Try, seed: number, name: string, { result, begun }: { result: FuzzResult; begun: NodeJS.CpuUsage }): Promise<Deep> {
  const startedMs = performance.now()
  let timer: NodeJS.Timeout | undefined
  try {
    const answer = attempt(createRandom(seed))
    let deep: Deep
    if (answer instanceof Promise) {
      const late = new Promise<never>((_resolve, reject) => (timer = setTimeout(() => reject(Object.assign(new Error('no answer'), { name: 'Hang' })), noAnswerAfterMs)))
      deep = await Promise.race([answer, late])
    } else deep = answer
    if (performance.now() - startedMs > hangsAfterCpuMs && cpuMsSince(begun) > hangsAfterCpuMs) throw Object.assign(new Error('too slow'), { name: 'Hang' })
    return deep
  } catch (error) {
    if (error instanceof Error && error.name === 'Hang') result.hangs += 1
    else result.crashes += 1
    if (result.details.length < 40) result.details.push(`${name}: ${describe(error)}`)
    return undefined
  } finally {
    clearTimeout(timer)
  }
}

function cpuMsSince(begun: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begun)
  return (user + system) / 1000
}

function counterTries(counter: FuzzCounter): Omit<Record<Kind, Try>, 'file'> {
  return { qr: counter.tryText, wire: counter.tryWire, rpc: counter.tryCall, shipped: counter.tryShipped, http: counter.tryAnswer, audit: counter.tryExport, carried: counter.tryCarried, enrolment: counter.tryEnrol }
}

export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const at = (error.stack ?? '').split('\n').find((line) => /electron|portal/.test(line))
  return `${error.name}: ${error.message.slice(0, 120)} ${at?.trim() ?? ''}`
}
