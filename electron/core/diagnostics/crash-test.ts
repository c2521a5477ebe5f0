import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { DiagnosticsReport } from '../../contract/continuity.ts'
import type { ScratchMethods } from '../../contract/scratch.ts'
import type { Sibling } from '../../rpc/sibling.ts'
import { readRecords } from './scratch-record.ts'

const records = 20

/**
 * A process writes records, confirms each after its fsync, and is killed between a write and its fsync. Every confirmed record must be whole in the file. It shows what a crash of the
 * program does on this disk; a power cut is proved elsewhere (npm run prove), because no program can cut the power.
 */
export async function runCrashTest(scratch: Sibling<ScratchMethods>, folder: string): Promise<DiagnosticsReport['crash']> {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'crash.txt')
  rmSync(path, { force: true })
  const caller = await scratch.get()
  const acknowledged: number[] = []
  for (let record = 1; record <= records; record++) {
    const done = await caller.call('scratch.write', { path, record, last: record === records }, { timeoutMs: 10_000 })
    if (done.ok) acknowledged.push(done.value.record)
    else if (record < records || done.error.kind !== 'process-down') return { outcome: 'unavailable' }
  }
  const found = new Set(readRecords(readFileSync(path, 'utf8')))
  rmSync(path, { force: true })
  const kept = acknowledged.filter((record) => found.has(record)).length
  return { outcome: kept === acknowledged.length && acknowledged.length === records - 1 ? 'passed' : 'failed', acknowledged: acknowledged.length, found: kept }
}
