import type { CounterRefusalFailure } from '../../contract/dossier.ts'
import { localDay, toLocalTime } from '../../domain/calendar.ts'
import { CounterRefused, decideCounterRefusal, type CounterRefusalInput } from '../../domain/counter-refusal.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { findProcedure } from '../catalogue/procedure-store.ts'
import { findOfficer } from '../catalogue/reference-store.ts'
import { getDevice, getIdentity, getOfficer, type CoreContext } from '../context.ts'
import { write, type ReadDb } from '../db/open.ts'
import { appendEntry } from '../journal/journal.ts'
import { findLink, getEntry } from '../journal/journal-store.ts'

/** Refuses papers at the counter: one entry of the counter's own, no dossier. `seq` names it for the form. */
export function refuseAtCounter(context: CoreContext, input: CounterRefusalInput): Result<{ seq: number }, CounterRefusalFailure> {
  const officer = getOfficer(context)
  const nowMs = context.now()
  const procedure = findProcedure(context.db, input.procedureCode, localDay(nowMs))
  if (!procedure) return err({ kind: 'procedure-unknown' })
  const decision = decideCounterRefusal(input, procedure, toLocalTime(nowMs))
  if (!decision.ok) return decision
  const { seq } = write(context.db, (db) =>
    appendEntry(db, getIdentity(db as ReadDb), { kind: 'counter.refused', officer: officer.id, baseRevision: 0, at: new Date(nowMs).toISOString(), payload: decision.value })
  )
  context.emit('data.changed', { areas: ['queue'] })
  context.wakeOutbox()
  return ok({ seq })
}

/** A refusal as it was journalled, and by whom; undefined when the entry is another or was purged. */
export function findCounterRefusal(db: ReadDb, seq: number): { refused: CounterRefused; officerName: string } | undefined {
  if (!findLink(db, seq)) return undefined
  const { header, payload } = getEntry(db, seq, getDevice(db).device)
  const parsed = header.kind === 'counter.refused' ? CounterRefused.safeParse(payload) : undefined
  return parsed?.success ? { refused: parsed.data, officerName: findOfficer(db, header.officer)?.fullName ?? '' } : undefined
}
