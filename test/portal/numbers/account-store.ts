import { DossierReceived, NumberIssued, NumberVoided } from '../../../electron/contract/entries.ts'
import type { Queryable } from '../database.ts'
import type { ReadEntry } from '../push/state.ts'

/** Writes what entries tell of numbers. A number that was told of before breaks `number_account_once`: its entry is refused. */
export async function putNumberAccounts(tx: Queryable, device: string, entries: readonly ReadEntry[]): Promise<void> {
  const place = ({ header }: ReadEntry) => ({ epoch: header.epoch, seq: header.seq })
  const issued = entries.flatMap((entry) => {
    const number = readIssued(entry)
    return number ? [{ ...number, ...place(entry) }] : []
  })
  if (issued.length > 0) {
    await tx.query(
      `insert into number_account (series, period, serial, state, dossier_id, device_id, epoch, seq)
       select series, period, serial, 'issued', dossier, $1, epoch, seq from json_to_recordset($2::json) as x(series text, period text, serial integer, dossier text, epoch integer, seq integer)`,
      [device, JSON.stringify(issued)]
    )
  }
  const voided = entries.filter(({ header }) => header.kind === 'number.voided').map((entry) => ({ ...NumberVoided.parse(entry.payload), ...place(entry) }))
  if (voided.length > 0) {
    await tx.query(
      `insert into number_account (series, period, serial, state, reason, device_id, epoch, seq)
       select distinct on (series, period, serial) series, period, serial, 'void', reason, $1, epoch, seq
       from json_to_recordset($2::json) as x(series text, period text, serial integer, reason text, epoch integer, seq integer)
       on conflict on constraint number_account_once do update set state = 'void', reason = excluded.reason`,
      [device, JSON.stringify(voided)]
    )
  }
}

/** The number an entry tells of: its own, or the line of the register that a dossier was received with. */
function readIssued({ header, payload }: ReadEntry): Pick<NumberIssued, 'series' | 'period' | 'serial' | 'dossier'> | undefined {
  if (header.kind === 'number.issued') return NumberIssued.parse(payload)
  const register = header.kind === 'dossier.received' ? DossierReceived.parse(payload).register : undefined
  return register && { ...register, dossier: header.dossier ?? null }
}
