import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { RecoverySheet, type FoundCopy } from '../../contract/restore.ts'
import { findStamp, listBackups } from './backup-names.ts'

/** A counter's copies in a folder, with the sheet that the portal opens. */
export interface CopySet {
  sheet: RecoverySheet
  /** The newest whole copy; undefined when none was made yet. */
  backupPath: string | undefined
}

const sheetName = /^recovery-.+\.json$/

/** Every counter that has a recovery sheet there. @throws when the folder cannot be read */
export function listCopySets(folder: string): CopySet[] {
  return readdirSync(folder)
    .filter((name) => sheetName.test(name))
    .flatMap((name): CopySet[] => {
      const sheet = readSheet(join(folder, name))
      const newest = sheet && listBackups(folder, sheet.device).at(-1)
      return sheet ? [{ sheet, backupPath: newest === undefined ? undefined : join(folder, newest) }] : []
    })
}

/** What the screen shows of a folder; empty where nothing of ours lies, or nothing can be read. */
export function findCopies(folder: string): FoundCopy[] {
  try {
    return listCopySets(folder).map(({ sheet: { device, officeName, counterNumber, portalUrl }, backupPath }) => {
      const madeAt = backupPath && findStamp(backupPath)
      return {
        device,
        ...(madeAt ? { madeAt } : {}),
        ...(officeName === undefined ? {} : { officeName }),
        ...(counterNumber === undefined ? {} : { counterNumber }),
        ...(portalUrl === undefined ? {} : { portalUrl })
      }
    })
  } catch {
    return []
  }
}

function readSheet(path: string): RecoverySheet | undefined {
  try {
    return RecoverySheet.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return undefined
  }
}
