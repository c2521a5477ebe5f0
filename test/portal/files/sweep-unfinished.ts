import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Longer than a file takes to be written: another instance on the same folder may be at it. */
const unfinishedForMs = 3_600_000
const isUnfinished = /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** At start: what a kill left under the name a file has until it is whole (finish-upload.ts). Nothing names it, and it may be as large as the file. */
export async function sweepUnfinished(folders: readonly string[], nowMs: number): Promise<void> {
  for (const folder of folders)
    for (const name of (await readdir(folder)).filter((name) => isUnfinished.test(name))) {
      const path = join(folder, name)
      const found = await stat(path).catch(() => undefined)
      if (found && nowMs - found.mtimeMs > unfinishedForMs) await rm(path, { force: true })
    }
}
