import { canonicalJson } from '../../electron/crypto/canonical.ts'
import { inspect, type Counter } from '../core/support/counter.ts'
import type { Database } from '../portal/database.ts'
import type { SharedRecord } from './checker.ts'

interface Row {
  id: string
  state: string
}

/** What the portal and each counter have of the dossiers that two counters changed. */
export async function readShared(database: Database, seats: readonly { device: string; counter: Pick<Counter, 'dataFolder' | 'key'> }[], ids: ReadonlySet<string>): Promise<SharedRecord[]> {
  const list = JSON.stringify([...ids])
  const toMap = (rows: Row[]): Map<string, string> => new Map(rows.map(({ id, state }) => [id, canonicalJson(JSON.parse(state))]))
  const atPortal = toMap(await database.query<Row>('select id, state::text as state from dossier where id in (select json_array_elements_text($1::json))', [list]))
  const atCounters = seats.map(({ device, counter }) => ({ device, dossiers: toMap(inspect(counter, (db) => db.prepare('SELECT id, state FROM dossier WHERE id IN (SELECT value FROM json_each(?))').all(list) as Row[])) }))
  return [...ids].map((id) => ({ id, atPortal: atPortal.get(id), atCounters: atCounters.map(({ device, dossiers }) => ({ device, state: dossiers.get(id) })) }))
}
