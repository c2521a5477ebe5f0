import { getDevice } from '../../electron/core/context.ts'
import { verifyChain } from '../../electron/core/journal/verify-chain.ts'
import { inspect, type Counter } from '../core/support/counter.ts'
import type { Database } from '../portal/database.ts'
import type { CounterRecord, PortalRecord } from './checker.ts'

/** A counter's database as the checker wants it, by a connection of its own. */
export function readCounter(counter: Pick<Counter, 'dataFolder' | 'key'>): CounterRecord {
  return inspect(counter, (db) => {
    const all = <Row>(sql: string): Row[] => db.prepare(sql).all() as Row[]
    const { device } = getDevice(db)
    return {
      device,
      journal: all('SELECT seq, dossier, kind, hash FROM journal ORDER BY seq'),
      deliveries: all('SELECT seq, lane, state FROM delivery ORDER BY seq'),
      issued: all('SELECT series, day, serial, dossier FROM issued_number'),
      dossiers: all('SELECT id, code, revision FROM dossier'),
      chain: verifyChain(db, device)
    }
  })
}

/** All dossiers of one office at the portal, in order of arrival. */
export async function readPortal(database: Database, office: { id: string }): Promise<PortalRecord[]> {
  return database.query<PortalRecord>(
    `select d.id, d.code, d.revision,
            coalesce((select json_agg(json_build_object('device', e.device_id, 'epoch', e.epoch, 'seq', e.seq, 'kind', e.kind, 'hash', e.hash) order by e.arrival)
              from entry e where e.dossier_id = d.id), '[]') as entries,
            coalesce((select json_agg(json_build_object('sha256', f.sha256, 'present', b.sha256 is not null))
              from expected_file f left join stored_file b on b.sha256 = f.sha256 where f.dossier_id = d.id), '[]') as files
     from dossier d where d.office_id = $1 order by d.arrival`,
    [office.id]
  )
}

/** Only what the officer can see is there: quick enough to be asked after every kill. */
export function readDossiers(counter: Pick<Counter, 'dataFolder' | 'key'>): CounterRecord['dossiers'] {
  return inspect(counter, (db) => db.prepare('SELECT id, code, revision FROM dossier').all() as CounterRecord['dossiers'])
}
