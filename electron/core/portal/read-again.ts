import type { StatusBar } from '../../contract/views.ts'
import { getDevice, type CoreContext } from '../context.ts'
import { write, type ReadDb } from '../db/open.ts'
import { askWholeFeed } from './feed-cursor.ts'
import { knownKinds, takeChange } from './take-change.ts'
import { countUnread, listUnread } from './unread-store.ts'

/**
 * Once in a run, which may be the first of a later build: what could not be read is tried anew. One that is at fault stops neither the pull nor the others. Never in a restored counter that the portal has not answered
 * since: what is read may journal something.
 * @returns whether officers are among it, who may log in from now on
 */
export function readAgain({ db, now, emit }: Pick<CoreContext, 'db' | 'now' | 'emit'>, reportBug: (error: unknown) => void): boolean {
  const unread = listUnread(db, knownKinds)
  for (const change of unread) {
    try {
      write(db, (writeDb) => {
        const { officeId } = getDevice(db)
        takeChange(writeDb, change, now())
        // Of another office everything is new (pull.ts).
        if (getDevice(db).officeId !== officeId) askWholeFeed(writeDb)
      })
    } catch (error) {
      reportBug(error)
    }
  }
  if (unread.length > 0) emit('data.changed', { areas: ['catalogue', 'dossier', 'document'] })
  return unread.some(({ kind }) => kind === 'officer')
}

/** How many things the portal tells of that an officer would look for here and does not find as they are; kinds that only a newer build has are none. */
export function tellUnread(db: ReadDb): Pick<StatusBar, 'unread'> {
  const unread = countUnread(db, knownKinds)
  return unread > 0 ? { unread } : {}
}
