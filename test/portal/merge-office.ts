import { CounterOffice } from '../../electron/contract/wire.ts'
import { localDay } from '../../electron/domain/calendar.ts'
import { putChanges } from './change-store.ts'
import type { PortalContext } from './context.ts'
import type { Queryable } from './database.ts'
import { closeOffice, findHighestCounter, getOfficers, type Office } from './enrol-store.ts'
import { isLentOut } from './numbers/lease-store.ts'
import { tellOfficeCounters } from './office-counters.ts'
import { openContext } from './open-context.ts'

/**
 * An office is merged into another (communes and whole districts in 2025: NQ 202/2025/QH15). Its counters, officers, dossiers and documents are the other's from now on; what was numbered keeps its number, and what a
 * counter numbers before it hears of it, offline perhaps for days, still comes in under the old code: leases are never taken back. A revoked counter numbers no more: it stays where it was, and what it
 * saved and somebody brings comes to the other office (push/batch-store.ts).
 * @returns how many counters moved @throws when one of them has ended already, or the other office has no daily range left for one of the counters: nothing is changed
 */
export async function mergeOffice(context: Pick<PortalContext, 'database' | 'now'>, fromId: string, intoId: string): Promise<number> {
  return context.database.transaction(async (tx) => {
    const into = await closeOffice(tx, intoId)
    const from = await closeOffice(tx, fromId)
    const ended = await tx.query('select 1 from office where id in ($1, $2) and merged_into is not null', [from.id, into.id])
    if (from.id === into.id || ended.length > 0) throw new Error('an office goes once into another that stands')
    const counters = await tx.query<{ id: string }>('select id from device where office_id = $1 and counter_number > 0 and revoked_at is null order by counter_number for update', [from.id])
    for (const { id } of counters) await moveCounter(tx, id, into, localDay(context.now().getTime()))
    await tx.query('update office set merged_into = $2 where id = $1 or merged_into = $1', [from.id, into.id])
    await tx.query('update officer set office_id = $2 where office_id = $1', [from.id, into.id])
    await tx.query('update dossier set office_id = $2 where office_id = $1', [from.id, into.id])
    await tx.query('update document set office_id = $2 where office_id = $1', [from.id, into.id])
    await tx.query('update enrolment_code set office_id = $2 where office_id = $1', [from.id, into.id])
    // What both offices' counters are told from now on, as if it had been written now: the others have read past it.
    await tx.query(
      `update change_log set office_id = $2, id = nextval('change_seq'), xid = pg_current_xact_id()
       where office_id = $1 and kind not in ('office-letterhead', 'office-counters', 'officer')`,
      [from.id, into.id]
    )
    const officers = await getOfficers(tx, into.id)
    await putChanges(tx, officers.map((officer) => ({ kind: 'officer' as const, ref: officer.id, officeId: into.id, value: officer })))
    await tellOfficeCounters(tx, into.id)
    return counters.length
  })
}

/** The next number and daily range of the other office; the old ones stay leased. */
async function moveCounter(tx: Queryable, device: string, into: Office, today: string): Promise<void> {
  const counterNumber = (await findHighestCounter(tx, into.id)) + 1
  const [from, to] = into.standingRanges[counterNumber - 1] ?? []
  if (from === undefined || to === undefined) throw new Error(`${into.name} has no daily range left for counter ${counterNumber}`)
  const series = `dossier:${into.agencyCode}`
  if (await isLentOut(tx, series, { from, to }, today)) throw new Error(`the range of counter ${counterNumber} is lent for today: merge tomorrow`)
  await tx.query('update device set office_id = $2, counter_number = $3 where id = $1', [device, into.id, counterNumber])
  await tx.query('insert into number_lease (series, serial_from, serial_to, device_id) values ($1, $2, $3, $4)', [series, from, to, device])
  const value: CounterOffice = { officeId: into.id, officeName: into.name, agencyCode: into.agencyCode, counterNumber, range: { from, to } }
  await putChanges(tx, [{ kind: 'counter-office', ref: device, officeId: into.id, value }])
}

/** `node test/portal/merge-office.ts <office> <into>`: once for each office that ends, on the day it does. */
if (import.meta.main) {
  const [from, into] = process.argv.slice(2)
  if (from === undefined || into === undefined) throw new Error('usage: node test/portal/merge-office.ts <office> <into>')
  const context = await openContext()
  try {
    process.stdout.write(`${await mergeOffice(context, from, into)} counters moved\n`)
  } finally {
    await context.database.close()
  }
}
