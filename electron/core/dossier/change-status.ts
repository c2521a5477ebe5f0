import type { ActFailure } from '../../contract/dossier.ts'
import { decideAcceptance } from '../../domain/acceptance.ts'
import type { LocalDate } from '../../domain/calendar.ts'
import type { LegalDayError } from '../../domain/dossier-code.ts'
import type { NumberRangeEmpty } from '../../domain/numbers.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { decideStatusChange, type StatusChange, type StatusChangeRefusal } from '../../domain/status-change.ts'
import { STATUS } from '../../domain/dossier-status.ts'
import type { CoreContext } from '../context.ts'
import type { WriteDb } from '../db/open.ts'
import { findOtherDay, keepAgreedDay } from '../numbers/legal-day.ts'
import { readNumberContext } from '../numbers/number-context.ts'
import { insertIssuedNumber } from '../numbers/number-store.ts'
import { actOnDossier, type LaterEntry } from './act-on-dossier.ts'

export type ChangeStatusFailure = StatusChangeRefusal | ActFailure | NumberRangeEmpty | LegalDayError

/** Moves a dossier along the one table of statuses, with what the new status has to say. Accepting one that was filed online gives it its number in the same commit. */
export function changeStatus(context: CoreContext, input: StatusChange & { id: string; baseRevision: number; confirmedDay?: LocalDate | undefined }): Result<{ revision: number }, ChangeStatusFailure> {
  return actOnDossier(
    context,
    input,
    (dossier, setting): Result<LaterEntry, StatusChangeRefusal | NumberRangeEmpty | LegalDayError> => {
      const decision = decideStatusChange(dossier, input, setting)
      if (!decision.ok) return decision
      const { db, officer } = setting
      if (dossier.status !== STATUS.registered || input.to !== STATUS.received) return ok({ kind: 'dossier.status-changed', payload: decision.value })
      const question = findOtherDay(db, context.now(), input.confirmedDay)
      if (question) return err(question)
      const numbers = readNumberContext(db, { procedureCode: dossier.procedure.code, nowMs: context.now(), confirmedDay: input.confirmedDay })
      const accepted = decideAcceptance(dossier, { ...numbers, officer: { officerId: officer.id, fullName: officer.fullName } })
      return accepted.ok ? ok({ kind: 'dossier.status-changed', payload: { ...decision.value, ...accepted.value } }) : accepted
    },
    (db, entry, seq) => {
      if (noteNumber(db, input.id, entry, seq)) keepAgreedDay(db, context.now(), input.confirmedDay)
    }
  )
}

/** The number that was given is given to nobody else. @returns false where none was */
function noteNumber(db: WriteDb, dossier: string, entry: LaterEntry, seq: number): boolean {
  const acceptance = entry.kind === 'dossier.status-changed' ? entry.payload.acceptance : undefined
  if (!acceptance) return false
  const { code, day, serial, register } = acceptance
  insertIssuedNumber(db, { series: `dossier:${code.slice(0, code.indexOf('-'))}`, period: day, serial, onDay: day, dossier, seq })
  if (register) insertIssuedNumber(db, { series: register.series, period: register.period, serial: register.serial, onDay: day, dossier, seq })
  return true
}
