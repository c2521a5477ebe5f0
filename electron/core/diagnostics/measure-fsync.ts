import { mkdirSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Latency } from '../../contract/continuity.ts'

const blockBytes = 4096

/** Appends a block and syncs it, so many times, where the database lies. */
export async function measureFsync(folder: string, samples: number): Promise<Latency> {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'fsync.bin')
  const file = await open(path, 'w', 0o600)
  const block = Buffer.alloc(blockBytes, 0x51)
  const tookMs: number[] = []
  try {
    for (let i = 0; i < samples; i++) {
      const started = performance.now()
      await file.appendFile(block)
      await file.sync()
      tookMs.push(performance.now() - started)
    }
  } finally {
    await file.close()
    await rm(path, { force: true })
  }
  tookMs.sort((a, b) => a - b)
  const at = (share: number): number => Math.round((tookMs[Math.min(tookMs.length - 1, Math.floor(tookMs.length * share))] ?? 0) * 1000) / 1000
  return { samples, p50: at(0.5), p95: at(0.95) }
}
