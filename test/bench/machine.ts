import { closeSync, fdatasyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { outFolder } from './out-folder.ts'
import { quantile, toThreeDigits } from './stats.ts'

/** What the numbers were taken on. `fdatasyncMs` is of 4 KB appended to a file on the disk the databases lie on. */
export interface Machine {
  cores: number
  cpu: string
  memoryGb: number
  node: string
  /** Others at work on this machine when the run began: a value well above 1 a core makes the numbers worthless. */
  loadAverage: number
  fdatasyncMs: { p50: number; p99: number }
}

export function describeMachine(): Machine {
  return {
    cores: cpus().length,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    loadAverage: toThreeDigits(loadavg()[0] ?? 0),
    fdatasyncMs: measureFdatasync(300)
  }
}

function measureFdatasync(runs: number): { p50: number; p99: number } {
  mkdirSync(outFolder, { recursive: true })
  const path = join(outFolder, 'fsync-probe')
  const file = openSync(path, 'w')
  const page = Buffer.alloc(4096, 7)
  const times: number[] = []
  for (let run = 0; run < runs; run++) {
    const startedAt = performance.now()
    writeSync(file, page)
    fdatasyncSync(file)
    times.push(performance.now() - startedAt)
  }
  closeSync(file)
  rmSync(path)
  return { p50: toThreeDigits(quantile(times, 0.5)), p99: toThreeDigits(quantile(times, 0.99)) }
}
