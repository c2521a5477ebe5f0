import type { ChainLink, SignedHead } from '../../contract/wire.ts'
import { getDevice, type CoreContext } from '../context.ts'
import type { ReadDb } from '../db/open.ts'
import { findSetting } from '../db/setting-store.ts'
import { getTravelling, listLinks } from '../journal/journal-store.ts'
import { listDueEntries, type DueEntry } from '../outbox/due.ts'

/** What one request to the portal carries, ready to be signed. */
export interface Batch {
  /** The entries in it: sequence number and hash. May be none, when there are links to bring first. */
  entries: ReadonlyMap<number, string>
  chain: readonly ChainLink[]
  /** The last link the portal holds once it has taken this. */
  reach: number
  /** A PushRequest in JSON. */
  body: Buffer
}

/** The most chain links a request carries for each entry it may hold: 1,000 beside a whole batch, few where the portal found more than it takes. */
export const linksOfEntry = 10

/**
 * The next batch in device order, with the links up to its last entry that the portal lacks; undefined when nothing is due.
 * @param which `after`: the batch that goes before it and is taken as held; `chosen`: of all that is due these. Of them more links than they need themselves go ahead, so that a refusal speaks of entries alone
 */
export function composeBatch(context: CoreContext, limit: number, { after, chosen }: { after?: Batch | undefined; chosen?: readonly DueEntry[] } = {}): Batch | undefined {
  const { db } = context
  const due = chosen ?? listDueEntries(db, limit, after?.reach)
  const last = due.at(-1)?.seq
  if (last === undefined) return undefined
  const { device } = getDevice(db)
  const base = after?.reach ?? findChainBase(db)
  const chain = listLinks(db, base, last, limit * linksOfEntry)
  const reach = chain.at(-1)?.seq ?? base
  const areLinksAhead = chosen !== undefined && chain.length > chosen.length * linksOfEntry
  const rows = (areLinksAhead ? [] : due.filter(({ seq }) => seq <= reach)).map(({ seq }) => getTravelling(db, seq, device))
  return {
    entries: new Map(rows.map(({ header, hash }) => [header.seq, hash])),
    chain,
    reach,
    body: Buffer.concat([Buffer.from(`{"chain":${JSON.stringify(chain)},"entries":[`), ...rows.flatMap(writeEntry), Buffer.from(']}')])
  }
}

/** The last link that the portal is known to hold. */
export function findChainBase(db: ReadDb): number {
  return findSetting<number>(db, 'chain-base') ?? findSetting<SignedHead>(db, 'signed-head')?.statement.seq ?? 0
}

/** The payload lies here as JSON and is sent as it lies. */
function writeEntry({ header, salt, payloadBytes }: ReturnType<typeof getTravelling>, index: number): Buffer[] {
  const head = `${index === 0 ? '' : ','}{"header":${JSON.stringify(header)},"salt":"${salt.toString('base64')}","payload":`
  return [Buffer.from(head), payloadBytes ?? Buffer.from('null'), Buffer.from('}')]
}
