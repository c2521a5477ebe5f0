import { join } from 'node:path'
import { expect, test } from 'vitest'
import { entryVersion } from '../../../electron/contract/wire.ts'
import type { PortalContext } from '../../portal/context.ts'
import type { Database, Queryable } from '../../portal/database.ts'
import { acceptPush } from '../../portal/push/push.ts'
import { readPushRequest } from '../../portal/push/read-request.ts'
import { enrolCounter } from './support/counter.ts'
import { changeStatus, receive } from './support/dossier.ts'
import { engines, startTestPortal } from './support/engines.ts'

/** Tables that grow with every push. */
const growing = ['entry', 'chain_link', 'dossier', 'expected_file', 'change_log', 'receipt_batch']

/** Tells which tables each transaction has read whole. What the connection counted before, and has not handed in yet, is none of it. */
function watchScans(database: Database, note: (table: string) => void): Database {
  const countScans = async (tx: Queryable) =>
    new Map((await tx.query<{ table: string; scans: string }>('select relname as "table", seq_scan as scans from pg_stat_xact_user_tables')).map(({ table, scans }) => [table, scans]))
  return {
    ...database,
    transaction: (work) =>
      database.transaction(async (tx) => {
        const before = await countScans(tx)
        const value = await work(tx)
        for (const [table, scans] of await countScans(tx)) if (scans !== before.get(table)) note(table)
        return value
      })
  }
}

// PGlite is for the demo alone.
for (const engine of engines.filter((name) => name === 'postgresql')) {
  test(`a push to tables that are young, whose plans outlive their first rows, reads none of them whole on ${engine}`, async () => {
    const portal = await startTestPortal(engine)
    try {
      const counter = await enrolCounter(portal.url, portal.enrolmentCodes[0]!)
      const scanned = new Set<string>()
      const context: PortalContext = {
        database: watchScans(portal.database, (table) => scanned.add(table)),
        portalId: counter.enrolment.portal,
        adminToken: portal.adminToken,
        filesFolder: join(portal.dataDir, 'files'),
        version: entryVersion,
        now: () => new Date()
      }
      const first = receive(counter, 1)
      const second = receive(counter, 2)
      const changed = changeStatus(counter, first.dossier, 1, 2, 4)
      for (const entries of [[first, second], [changed], [changed, first]]) {
        const request = readPushRequest({ chain: entries.map(({ link }) => link), entries: entries.map(({ pushed }) => pushed) })
        const { results } = await acceptPush(context, counter.enrolment.device, request)
        expect(results.map(({ outcome }) => outcome)).toEqual(entries.map(() => 'accepted'))
      }
      expect(growing.filter((table) => scanned.has(table))).toEqual([])
    } finally {
      await portal.close()
    }
  })
}
