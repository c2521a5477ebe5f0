import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Asked of the disk itself: permissions alone do not know of a write-protected stick. */
export function isWritable(folder: string): boolean {
  const probe = join(folder, `.qmc-${process.pid}`)
  try {
    writeFileSync(probe, '')
    rmSync(probe)
    return true
  } catch {
    return false
  }
}
