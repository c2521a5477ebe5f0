import { randomUUID } from 'node:crypto'
import { getDevice, getIdentity } from '../../../electron/core/context.ts'
import type { ReadDb, WriteDb } from '../../../electron/core/db/open.ts'
import { putDossier } from '../../../electron/core/dossier/dossier-store.ts'
import { appendEntry } from '../../../electron/core/journal/journal.ts'
import { listEntries } from '../../../electron/core/journal/journal-store.ts'
import { insertIssuedNumber } from '../../../electron/core/numbers/number-store.ts'
import { addDays, dayOf, daysBetween, toLocalTime } from '../../../electron/domain/calendar.ts'
import { formatDossierCode } from '../../../electron/domain/dossier-code.ts'
import { applyEntry, DossierEntry } from '../../../electron/domain/dossier.ts'
import type { DossierReceived } from '../../../electron/domain/receive.ts'
import { composePerson } from './intakes.ts'
import { receptionistId } from './open-office.ts'

/** The facts of an office's first received dossiers, as patterns of others. */
export function readModels(db: ReadDb, count: number): DossierReceived[] {
  return listEntries(db, getDevice(db).device, 0, count).map(({ header, payload }) => {
    const entry = DossierEntry.parse({ kind: header.kind, payload })
    if (entry.kind !== 'dossier.received') throw new Error('an office begins with received dossiers')
    return entry.payload
  })
}

/**
 * Writes a dossier as core's Receive writes it, by the same stores, with whole payload, chained and numbered; only what the rules would decide anew is taken from a model, moved to the day. That is four
 * times as fast as receiving.
 */
export function copyDossier(db: WriteDb, model: DossierReceived, index: number, serial: number, nowMs: number): void {
  const receivedAt = toLocalTime(nowMs)
  const day = dayOf(receivedAt)
  const { fullName, idNumber, phone, birthDate, isMale } = composePerson(index)
  const payload: DossierReceived = {
    ...model,
    code: formatDossierCode({ agencyCode: model.agency.code, day, serial }),
    day,
    serial,
    applicant: { ...model.applicant, fullName, idNumber, birthDate, sex: isMale ? 'male' : 'female', phone: `+84${phone.slice(1)}` },
    receivedAt,
    dueAt: model.dueAt && `${addDays(dayOf(model.dueAt), daysBetween(model.day, day))}${model.dueAt.slice(10)}`
  }
  const id = randomUUID()
  const entry = { kind: 'dossier.received' as const, payload }
  const { seq } = appendEntry(db, getIdentity(db as ReadDb), { ...entry, officer: receptionistId, dossier: id, baseRevision: 0, at: new Date(nowMs).toISOString() })
  insertIssuedNumber(db, { series: `dossier:${model.agency.code}`, period: day, serial, onDay: day, dossier: id, seq })
  putDossier(db, id, applyEntry(undefined, entry), seq)
}
