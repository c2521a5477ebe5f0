import { together, type Queryable } from '../database.ts'
import type { NumberFacts } from '../push/read-content.ts'

/** What an accepted entry tells of a number, and the entry's place. */
export type NumberAccount = NumberFacts & { epoch: number; seq: number }

/** Writes what entries tell of numbers. A number that was told of before breaks `number_account_once`: its entry is refused. */
export async function putNumberAccounts(tx: Queryable, device: string, accounts: readonly NumberAccount[]): Promise<void> {
  const issued = accounts.filter(({ state }) => state === 'issued')
  const voided = accounts.filter(({ state }) => state === 'void')
  await together(
    () =>
      issued.length > 0 &&
      tx.query(
        `insert into number_account (series, period, serial, state, dossier_id, device_id, epoch, seq)
         select series, period, serial, 'issued', dossier, $1, epoch, seq from json_to_recordset($2::json) as x(series text, period text, serial integer, dossier text, epoch integer, seq integer)`,
        [device, JSON.stringify(issued)]
      ),
    () =>
      voided.length > 0 &&
      tx.query(
        `insert into number_account (series, period, serial, state, reason, device_id, epoch, seq)
         select distinct on (series, period, serial) series, period, serial, 'void', reason, $1, epoch, seq
         from json_to_recordset($2::json) as x(series text, period text, serial integer, reason text, epoch integer, seq integer)
         on conflict on constraint number_account_once do update set state = 'void', reason = excluded.reason`,
        [device, JSON.stringify(voided)]
      )
  )
}
