import { localDay } from '../../domain/calendar.ts'
import { PortalMessage } from '../../domain/portal-message.ts'
import type { messageMethods, ShownMessage } from '../../contract/messages.ts'
import { err, ok } from '../../domain/result.ts'
import type { Handlers } from '../../rpc/serve.ts'
import { isDiskFull } from '../context.ts'
import type { Core } from '../core.ts'
import { write, type ReadDb } from '../db/open.ts'
import { findSetting, putSetting } from '../db/setting-store.ts'
import { listReferences } from './reference-store.ts'

const notedKey = 'noted-messages'

/** What the portal says today, oldest first. */
export function listMessages(db: ReadDb, nowMs: number): ShownMessage[] {
  const today = localDay(nowMs)
  const noted = new Set(findSetting<string[]>(db, notedKey))
  return listReferences(db, 'portal-message')
    .map((value) => PortalMessage.parse(value))
    .filter(({ until, withdrawn }) => !withdrawn && until >= today)
    .sort((a, b) => a.at.localeCompare(b.at))
    .map(({ id, text, at }) => ({ id, text, at, noted: noted.has(id) }))
}

export function createMessageHandlers(core: () => Core): Handlers<typeof messageMethods> {
  return {
    'message.note': ({ id }) => {
      const { db, now, emit } = core().context
      try {
        write(db, (writeDb) => {
          // Of messages that are shown no more nothing need be remembered.
          const noted = listMessages(db, now()).filter((message) => message.noted || message.id === id)
          putSetting(writeDb, notedKey, noted.map((message) => message.id))
        })
      } catch (error) {
        if (isDiskFull(error)) return err({ kind: 'disk-full' })
        throw error
      }
      emit('data.changed', { areas: ['catalogue'] })
      return ok(null)
    }
  }
}
