import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { getDataFolder } from './paths.ts'

const limitBytes = 1_000_000

/** Appends to the app's one log, kept to two files of a megabyte. Our own lines carry no personal data (rpc/report-bug.ts); what a vendor's
 * library prints on its own is not ours to know. */
export function writeLog(text: string): void {
  try {
    const folder = join(getDataFolder(), 'log')
    mkdirSync(folder, { recursive: true })
    const path = join(folder, 'counter.log')
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > limitBytes) renameSync(path, `${path}.1`)
    appendFileSync(path, text.endsWith('\n') ? text : `${text}\n`)
  } catch {
    // A full or missing disk must not take the window down with the log.
  }
}
