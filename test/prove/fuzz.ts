import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { importDocument } from '../../electron/press/import-document.ts'
import { verifyDocument } from '../../electron/press/verify-document.ts'
import { writeHeavyScan, writeSampleScan } from '../harness/sample-scan.ts'
import { newFile } from '../press/desk.ts'
import { openFuzzCounter, type FuzzCounter } from './fuzz/fuzz-counter.ts'
import { mutateBytes } from './fuzz/mutate.ts'
import { createRandom, type Random } from './random.ts'

export interface FuzzResult {
  fuzzed: number
  fuzzedBy: Record<string, number>
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

/** How the inputs are shared out, of a hundred: cheap ones are many. */
const shares = { qr: 38, wire: 20, rpc: 18, http: 10, audit: 6, carried: 4, enrolment: 2, file: 2 } as const
type Kind = keyof typeof shares
type Try = (random: Random) => unknown

const hangsAfterMs = 15_000
const yieldsEvery = 50

/** Everything that comes in, spoilt: each input must be answered, by a value or a refusal, in time, and nothing may be left to reject by itself. */
export async function proveFuzz(options: FuzzOptions): Promise<FuzzResult> {
  const result: FuzzResult = { fuzzed: 0, fuzzedBy: {}, crashes: 0, hangs: 0, unhandled: 0, details: [] }
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
    for (const kind of Object.keys(shares) as Kind[]) {
      const many = Math.ceil((options.inputs * shares[kind]) / 100)
      result.fuzzedBy[kind] = 0
      for (let index = 0; index < many && Date.now() < (options.untilMs ?? Infinity); index++) {
        const seed = (options.seed * 40_009 + index) >>> 0
        await tryOne(tries[kind], seed, `fuzz ${kind} seed ${seed}`, result)
        result.fuzzed += 1
        result.fuzzedBy[kind] += 1
        if (index % yieldsEvery !== 0) continue
        options.note?.(result)
        await sleep(0)
      }
    }
    return result
  } finally {
    await counter.close()
    rmSync(folder, { recursive: true, force: true })
    process.off('unhandledRejection', note)
    process.off('uncaughtException', note)
  }
}

async function tryOne(attempt: Try, seed: number, name: string, result: FuzzResult): Promise<void> {
  const started = performance.now()
  const timer = new AbortController()
  try {
    const answer = attempt(createRandom(seed))
    if (answer instanceof Promise) {
      const late = sleep(hangsAfterMs, 'late', { signal: timer.signal }).catch(() => undefined)
      if ((await Promise.race([answer, late])) === 'late') throw Object.assign(new Error('no answer'), { name: 'Hang' })
    }
    if (performance.now() - started > hangsAfterMs) throw Object.assign(new Error('too slow'), { name: 'Hang' })
  } catch (error) {
    if (error instanceof Error && error.name === 'Hang') result.hangs += 1
    else result.crashes += 1
    if (result.details.length < 40) result.details.push(`${name}: ${describe(error)}`)
  } finally {
    timer.abort()
  }
}

function counterTries(counter: FuzzCounter): Omit<Record<Kind, Try>, 'file'> {
  return { qr: counter.tryText, wire: counter.tryWire, rpc: counter.tryCall, http: counter.tryAnswer, audit: counter.tryExport, carried: counter.tryCarried, enrolment: counter.tryEnrol }
}

async function createFileTry(folder: string): Promise<Try> {
  const sources = [readFileSync(await writeSampleScan(join(folder, 'scan.pdf'), 'Tờ khai', 1)), readFileSync(await writeHeavyScan(join(folder, 'heavy.pdf'), 5_000)), ...tinyImages]
  const trust = { authorities: [], revocationFolder: join(folder, 'kept'), online: false }
  return async (random) => {
    const bytes = mutateBytes(random.pick(sources), random)
    if (random.next() < 0.5) return verifyDocument(bytes, { trust, now: new Date(), fetchBytes: () => Promise.resolve(undefined) } as Parameters<typeof verifyDocument>[1])
    const path = join(folder, 'fuzzed')
    writeFileSync(path, bytes)
    const target = newFile(folder)
    const answer = await importDocument({ sourcePaths: [path], target, limitBytes: 5_000_000 })
    rmSync(target.path, { force: true })
    return answer
  }
}

/** A PNG of one grey pixel and the heads of a JPEG and of two TIFFs. */
const tinyImages = [
  Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNoAAAAggCBd81ytgAAAABJRU5ErkJggg==', 'base64'),
  Buffer.from('ffd8ffe000104a46494600010101006000600000ffc0000b080001000101011100ffda0008010100003f00d2cf20ffd9', 'hex'),
  Buffer.from('49492a0008000000020000010300010000000100000001010300010000000100000000000000', 'hex'),
  Buffer.from('4d4d002a00000008000201000003000000010001000001010003000000010001000000000000', 'hex')
]

export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const at = (error.stack ?? '').split('\n').find((line) => /electron|portal/.test(line))
  return `${error.name}: ${error.message.slice(0, 120)} ${at?.trim() ?? ''}`
}
