import { localDay } from '../../domain/calendar.ts'
import { PortalMessage } from '../../domain/portal-message.ts'
import type { messageMethods, ShownMessage } from '../../contract/messages.ts'
import { ok } from '../../domain/result.ts'
import type { Handlers } from '../../rpc/serve.ts'
import type { Core } from '../core.ts'
import { write, type ReadDb, type WriteDb } from '../db/open.ts'
import { findSetting, putSetting } from '../db/setting-store.ts'
import { deleteReference, listReferences, putReference } from './reference-store.ts'

const notedKey = 'noted-messages'
const kind = 'portal-message'

/** False when it is none. What was taken back or has had its last day is forgotten. */
export function takeMessage(db: WriteDb, id: string, value: unknown, nowMs: number): boolean {
  const taken = PortalMessage.safeParse(value)
  if (!taken.success) return false
  putReference(db, kind, id, taken.data)
  const today = localDay(nowMs)
  for (const message of listReferences(db as ReadDb, kind).map((one) => PortalMessage.parse(one))) if (message.withdrawn || message.until < today) deleteReference(db, kind, message.id)
  return true
}

/** What the portal says today, oldest first. */
export function listMessages(db: ReadDb, nowMs: number): ShownMessage[] {
  const today = localDay(nowMs)
  const noted = new Set(findSetting<string[]>(db, notedKey))
  return listReferences(db, kind)
    .map((value) => PortalMessage.parse(value))
    .filter(({ until }) => until >= today)
    .sort((a, b) => a.at.localeCompare(b.at))
    .map(({ id, text, at }) => ({ id, text, at, noted: noted.has(id) }))
}

export function createMessageHandlers(core: () => Core): Handlers<typeof messageMethods> {
  return {
    'message.note': ({ id }) => {
      const { db, now, emit } = core().context
      write(db, (writeDb) => {
        // Of messages that are shown no more nothing need be remembered.
        const noted = listMessages(db, now()).filter((message) => message.noted || message.id === id)
        putSetting(writeDb, notedKey, noted.map((message) => message.id))
      })
      // The bar alone shows it.
      emit('data.changed', { areas: [] })
      return ok(null)
    }
  }
}
