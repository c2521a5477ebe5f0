import { join } from 'node:path'
import type { DiagnosticsReport } from '../../contract/continuity.ts'
import type { Core } from '../core.ts'
import { getDevice } from '../context.ts'
import { findSetting } from '../db/setting-store.ts'
import { findAnchorFault } from '../journal/chain-watch.ts'
import { chainBeginning, verifySlice, type ChainPlace } from '../journal/verify-chain.ts'
import { summariseQueue } from '../queue-view.ts'
import { setTimeout as pause } from 'node:timers/promises'
import { runCrashTest } from './crash-test.ts'
import { measureFsync } from './measure-fsync.ts'

const fsyncSamples = 50
const sliceMs = 6

/** What the product promises, tried on this very PC, with figures an administrator can keep. */
export async function runDiagnostics(core: Pick<Core, 'context' | 'environment' | 'dataFolder'>): Promise<DiagnosticsReport> {
  const { context, environment } = core
  const { db } = context
  const scratch = join(core.dataFolder, 'scratch')
  const fsync = await measureFsync(scratch, fsyncSamples)
  const crash = environment.scratch ? await runCrashTest(environment.scratch, scratch) : ({ outcome: 'unavailable' } as const)
  const chain = await walkChain(core)
  const { entriesWaiting, needsOfficer } = summariseQueue(db)
  const offsetMs = findSetting<number>(db, 'clock-offset-ms')
  return {
    at: new Date(context.now()).toISOString(),
    fsync,
    crash,
    chain,
    queue: { waiting: entriesWaiting, needsOfficer },
    clock: { offsetMs: offsetMs ?? 0, known: offsetMs !== undefined }
  }
}

/** The whole chain, between other work. */
async function walkChain({ context: { db } }: Pick<Core, 'context'>): Promise<DiagnosticsReport['chain']> {
  const started = performance.now()
  const { device } = getDevice(db)
  const took = (): number => Math.round(performance.now() - started)
  let at = chainBeginning
  const anchor = findAnchorFault(db, findSetting<ChainPlace>(db, 'chain-checkpoint') ?? chainBeginning)
  if (anchor) return { ...anchor, entries: 0, tookMs: took() }
  for (;;) {
    const found = verifySlice(db, device, at, sliceMs)
    if (found.kind === 'broken') return { state: 'broken', seq: found.seq, reason: found.reason, entries: found.seq - 1, tookMs: took() }
    at = found.at
    if (found.kind === 'end') return { state: 'intact', checkedTo: at.seq, entries: at.seq, tookMs: took() }
    await pause(1)
  }
}
