import type { Change } from '../../contract/wire.ts'
import { FormTemplate, NumberSeries, OfficeLetterhead, WorkCalendar } from '../../domain/catalogue.ts'
import type { LocalDate } from '../../domain/calendar.ts'
import { OfficerRecord } from '../../contract/wire.ts'
import { isValidOn } from '../../domain/work-calendar.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { parseOnce } from '../db/parse-once.ts'
import { findRow, listRows, run } from '../db/statements.ts'

const parseWorkCalendar = parseOnce((value) => WorkCalendar.parse(value), 4)

type ReferenceKind = Change['kind']

export function putReference(db: WriteDb, kind: ReferenceKind, id: string, value: unknown): void {
  run(db, 'INSERT INTO reference (kind, id, value) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET value = excluded.value', kind, id, JSON.stringify(value))
}

export function deleteReference(db: WriteDb, kind: ReferenceKind, id: string): void {
  run(db, 'DELETE FROM reference WHERE kind = ? AND id = ?', kind, id)
}

/** Forgets all of a kind, before they come anew. */
export function deleteReferences(db: WriteDb, kind: ReferenceKind): void {
  run(db, 'DELETE FROM reference WHERE kind = ?', kind)
}

/** How an office heads its papers; undefined until the first pull. */
export function findLetterhead(db: ReadDb, officeId: string): OfficeLetterhead | undefined {
  return findReference(db, 'office-letterhead', officeId, (value) => OfficeLetterhead.parse(value))
}

export function findOfficer(db: ReadDb, id: string): OfficerRecord | undefined {
  return findReference(db, 'officer', id, (value) => OfficerRecord.parse(value))
}

export function listOfficers(db: ReadDb): OfficerRecord[] {
  return listReferences(db, 'officer').map((value) => OfficerRecord.parse(value))
}

/** Thrown where a date is to be promised and no calendar has come: the first pull was cut. Calls answer it as that (db/answer-faults.ts). */
export class CalendarMissing extends Error {
  override readonly name = 'CalendarMissing'
}

/** @throws CalendarMissing */
export function getWorkCalendar(db: ReadDb): WorkCalendar {
  const calendar = findWorkCalendar(db)
  if (!calendar) throw new CalendarMissing('no work calendar has come from the portal')
  return calendar
}

/** Undefined until the first pull has brought it; a dossier may come before it. */
export function findWorkCalendar(db: ReadDb): WorkCalendar | undefined {
  const text = listReferenceTexts(db, 'work-calendar')[0]
  return text === undefined ? undefined : parseWorkCalendar(text)
}

/** The form of a kind in force on a day. */
export function findFormTemplate(db: ReadDb, kind: string, day: LocalDate): FormTemplate | undefined {
  return listReferences(db, 'form-template')
    .map((value) => FormTemplate.parse(value))
    .find((template) => template.kind === kind && isValidOn(template, day))
}

const parseNumberSeries = parseOnce((value) => NumberSeries.parse(value))

/** The legal series of this office; none until the portal was asked for leases. */
export function listNumberSeries(db: ReadDb): NumberSeries[] {
  return listReferenceTexts(db, 'number-series').map(parseNumberSeries)
}

/** A value of reference data as it came; undefined when there is none. */
export function findReferenceValue(db: ReadDb, kind: ReferenceKind, id: string): unknown {
  return findReference(db, kind, id, (value) => value)
}

function findReference<T>(db: ReadDb, kind: ReferenceKind, id: string, parse: (value: unknown) => T): T | undefined {
  const row = findRow<{ value: string }>(db, 'SELECT value FROM reference WHERE kind = ? AND id = ?', kind, id)
  return row ? parse(JSON.parse(row.value)) : undefined
}

/** All values of a kind as they came, by id. */
export function listReferences(db: ReadDb, kind: ReferenceKind): unknown[] {
  return listReferenceTexts(db, kind).map((text) => JSON.parse(text) as unknown)
}

function listReferenceTexts(db: ReadDb, kind: ReferenceKind): string[] {
  return listRows<{ value: string }>(db, 'SELECT value FROM reference WHERE kind = ? ORDER BY id', kind).map(({ value }) => value)
}
