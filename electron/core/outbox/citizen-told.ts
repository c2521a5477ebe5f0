import type { ErrorOf, ParsedInputOf } from '../../contract/method.ts'
import type { HandedOut, queueMethods } from '../../contract/queue.ts'
import { CitizenTold } from '../../contract/entries.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { toNfcLines } from '../../domain/text.ts'
import type { Dossier } from '../../domain/dossier.ts'
import { findLetterhead, findOfficer } from '../catalogue/reference-store.ts'
import { getDevice, getIdentity, getOfficer, type CoreContext } from '../context.ts'
import { write, type ReadDb } from '../db/open.ts'
import { findRow, run } from '../db/statements.ts'
import { appendEntry } from '../journal/journal.ts'
import { getEntry } from '../journal/journal-store.ts'
import { findWaitingTail } from './waiting-tail.ts'

type Method = (typeof queueMethods)['queue.told']

/**
 * Writes down that the citizen was told: in a lane of the counter's own, because the dossier's lane waits for what is told of. Said again it is said anew; the last one is shown.
 */
export function noteCitizenTold(context: CoreContext, { seq, way, note }: ParsedInputOf<Method>): Result<object, ErrorOf<Method>> {
  const officer = getOfficer(context)
  const noted = write(context.db, (db): Result<object, ErrorOf<Method>> => {
    const tail = findWaitingTail(db, seq)
    if (!tail.ok) return tail
    const { stored, steps } = tail.value
    const [{ epoch, entry }] = steps
    if (entry.kind !== 'dossier.received') return err({ kind: 'queue-item-gone' })
    const payload: CitizenTold = { dossier: stored.id, code: stored.dossier.code, entry: { epoch, seq }, way, note: toNfcLines(note) }
    const told = appendEntry(db, getIdentity(db), { kind: 'citizen.told', officer: officer.id, baseRevision: 0, at: new Date(context.now()).toISOString(), payload })
    run(db, 'INSERT INTO citizen_told (seq, told_by) VALUES (?, ?) ON CONFLICT (seq) DO UPDATE SET told_by = excluded.told_by', seq, told.seq)
    return ok({})
  })
  if (noted.ok) {
    context.emit('data.changed', { areas: ['queue'] })
    context.wakeOutbox()
  }
  return noted
}

/** What the officer needs to talk to the citizen, and whether somebody already has. */
export function describeHandedOut(db: ReadDb, seq: number, dossier: Dossier): HandedOut {
  const { officeId, device } = getDevice(db)
  const row = findRow<{ told_by: number }>(db, 'SELECT told_by FROM citizen_told WHERE seq = ?', seq)
  const told = row && getEntry(db, row.told_by, device)
  const said = told && CitizenTold.safeParse(told.payload).data
  return {
    fullName: dossier.applicant.fullName,
    phone: dossier.applicant.phone,
    receivedAt: dossier.receivedAt,
    dueAt: dossier.dueAt,
    officePhone: findLetterhead(db, officeId)?.phone ?? null,
    ...(told && said ? { told: { at: told.header.at, officerName: findOfficer(db, told.header.officer)?.fullName ?? told.header.officer, way: said.way, note: said.note } } : {})
  }
}
