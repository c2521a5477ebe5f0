import { readdirSync } from 'node:fs'

/** The copies of a counter in a folder, in the order in which they were made (`nameAfter`). @throws when the folder cannot be read */
export function listBackups(folder: string, device: string): string[] {
  const name = new RegExp(`^counter-${device.replaceAll('.', '\\.')}-\\d{8}T\\d{6}Z\\.qmcdb$`)
  return readdirSync(folder)
    .filter((entry) => name.test(entry))
    .sort()
}

/** A clock that was set back names its copy a second after the newest: by its own time the one just made would be the first to go, and the last to be restored. */
export function nameAfter(newest: string | undefined, device: string, nowMs: number): string {
  const stampMs = Date.parse((newest && findStamp(newest)) ?? '') || 0
  const at = new Date(Math.max(nowMs, stampMs + 1_000)).toISOString()
  return `counter-${device}-${at.slice(0, 19).replaceAll(/[-:]/g, '')}Z.qmcdb`
}

/** When a copy says that it was made, ISO 8601 in UTC. */
export function findStamp(path: string): string | undefined {
  const found = /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.qmcdb$/.exec(path)
  return found ? `${found[1]}-${found[2]}-${found[3]}T${found[4]}:${found[5]}:${found[6]}Z` : undefined
}
