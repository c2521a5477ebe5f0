import { write, type ReadDb, type WriteDb } from '../db/open.ts'
import { deleteSetting, findSetting, putSetting } from '../db/setting-store.ts'

/** Up to where the portal's feed was read; empty: from its beginning. */
export function getCursor(db: ReadDb): string {
  return findSetting<string>(db, 'pull-cursor') ?? ''
}

/** Asks for all the portal has, also what it told before. It stays due until a pull has come from the beginning to the end, whatever cuts or restarts are between. */
export function askWholeFeed(db: WriteDb): void {
  putSetting(db, 'pull-cursor', '')
  putSetting(db, 'whole-feed-due', true)
}

/** What a counter cannot work without is not here. A first pull that was cut goes on where it was. */
export function askFeedAnew(db: ReadDb): void {
  if (getCursor(db) !== '' && !isWholeFeedDue(db)) write(db, askWholeFeed)
}

export function isWholeFeedDue(db: ReadDb): boolean {
  return findSetting<boolean>(db, 'whole-feed-due') === true
}

export function endWholeFeed(db: WriteDb): void {
  deleteSetting(db, 'whole-feed-due')
}
