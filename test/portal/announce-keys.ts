import type { KeyAnnouncement } from '../../electron/contract/portal-keys.ts'
import { canonicalJson } from '../../electron/crypto/canonical.ts'
import { signKeys } from '../../electron/crypto/key-announcement.ts'
import type { PortalContext } from './context.ts'
import type { Database, Queryable } from './database.ts'
import { getAllReceiptKeys, getReceiptKeys, insertReceiptKey } from './receipt-key-store.ts'

type Announcer = Pick<PortalContext, 'database' | 'portalId' | 'now'>

/** The last announcement: what every counter is to go by. */
export async function findAnnouncement(db: Queryable): Promise<KeyAnnouncement | undefined> {
  const [row] = await db.query<{ statement: string; signatures: KeyAnnouncement['signatures'] }>('select statement, signatures from key_announcement order by serial desc limit 1')
  return row && { statement: JSON.parse(row.statement) as KeyAnnouncement['statement'], signatures: row.signatures }
}

/**
 * Makes a new receipt key and announces it. Counters learn of it at their next pull; it signs when the overlap is over, so that those online know it by then. One that is away for longer fetches
 * the announcement when it meets a receipt of a key that it does not know.
 */
export async function rotateReceiptKey(portal: Announcer, options: { overlapMs: number }): Promise<{ keyId: string; signsFrom: string; serial: number }> {
  return locked(portal.database, async (tx) => {
    const signsFrom = new Date(portal.now().getTime() + options.overlapMs)
    const keyId = await insertReceiptKey(tx, signsFrom)
    return { keyId, signsFrom: signsFrom.toISOString(), serial: await announce(portal, tx) }
  })
}

/**
 * Announces the authorities of the portal's own certificate when they are others than last time. To change them: start with the old and the new ones, later with a certificate of the new one,
 * and at last without the old one. A counter that was away meanwhile asks for the announcement over the line it cannot trust, and trusts the signature.
 */
export async function announceAuthorities(portal: Announcer, caCertificates: string[]): Promise<void> {
  await locked(portal.database, async (tx) => {
    const told = (await findAnnouncement(tx))?.statement.caCertificates
    if (JSON.stringify(told) !== JSON.stringify(caCertificates)) await announce(portal, tx, caCertificates)
  })
}

async function announce(portal: Announcer, tx: Queryable, caCertificates?: string[]): Promise<number> {
  const last = (await findAnnouncement(tx))?.statement
  const authorities = caCertificates ?? last?.caCertificates
  const statement: KeyAnnouncement['statement'] = {
    type: 'qmc-portal-keys',
    portal: portal.portalId,
    serial: (last?.serial ?? 0) + 1,
    receiptKeys: await getReceiptKeys(tx),
    ...(authorities ? { caCertificates: authorities } : {}),
    announcedAt: portal.now().toISOString()
  }
  const { signatures } = signKeys(statement, await getAllReceiptKeys(tx))
  await tx.query('insert into key_announcement (serial, statement, signatures) values ($1, $2, $3)', [statement.serial, canonicalJson(statement), JSON.stringify(signatures)])
  return statement.serial
}

function locked<T>(database: Database, work: (tx: Queryable) => Promise<T>): Promise<T> {
  return database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock(734207)')
    return work(tx)
  })
}
