import { write, type ReadDb } from '../db/open.ts'
import { findSetting, putSetting } from '../db/setting-store.ts'

/** Keeps the offset to the portal's clock; a change under a second is noise and not worth a commit. */
export function noteServerTime(db: ReadDb, nowMs: number, serverTime: string): void {
  const offsetMs = Date.parse(serverTime) - nowMs
  const known = findSetting<number>(db, 'clock-offset-ms')
  if (known !== undefined && Math.abs(offsetMs - known) < 1_000) return
  write(db, (writeDb) => putSetting(writeDb, 'clock-offset-ms', offsetMs))
}
