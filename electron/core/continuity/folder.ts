import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReadDb } from '../db/open.ts'
import { findSetting } from '../db/setting-store.ts'
import { isInTime } from './in-time.ts'

/** A share that answers no sooner is as good as none. */
const answerMs = 10_000

/** On another disk: for the second copy and the backups. QMC_BACKUP_FOLDER goes before what an administrator chose. */
export function findBackupFolder(db: ReadDb): string | undefined {
  return process.env['QMC_BACKUP_FOLDER'] || findSetting<string>(db, 'backup-folder')
}

/** There, of the second copy: the scans that the portal does not hold. */
export function unsentFilesPath(folder: string, device: string): string {
  return join(folder, `unsent-${device}-files`)
}

/** There, of the backups: the papers that one of them names. */
export function backedFilesPath(folder: string, device: string): string {
  return join(folder, `files-${device}`)
}

/** Folders that have not answered yet. One that hangs holds one of the few threads that all other work on files needs, so no third one is given away; the second is for a stick that is whole. */
const mostAsked = 2
const asked = new Map<string, Promise<boolean>>()

/** Asked of the disk itself: permissions alone do not know of a write-protected stick. One that hangs keeps nobody but whoever asks, and not for long. */
export async function isWritable(folder: string): Promise<boolean> {
  while (asked.size >= mostAsked && !asked.has(folder)) if (!(await isInTime(Promise.race(asked.values()), answerMs))) return false
  const answer = asked.get(folder) ?? ask(folder)
  return (await isInTime(answer, answerMs)) && answer
}

function ask(folder: string): Promise<boolean> {
  const probe = join(folder, `.qmc-${process.pid}`)
  const answer = writeFile(probe, '')
    .then(() => rm(probe, { force: true }))
    .then(
      () => true,
      () => false
    )
    .finally(() => asked.delete(folder))
  asked.set(folder, answer)
  return answer
}
