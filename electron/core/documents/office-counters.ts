import { OfficeCounters } from '../../contract/handover.ts'
import { getDevice } from '../context.ts'
import type { ReadDb } from '../db/open.ts'
import { findRow } from '../db/statements.ts'

/** The office's counters and the key of its hand-over bundles, as the portal last named them; undefined until then. */
export function findOfficeCounters(db: ReadDb): OfficeCounters | undefined {
  const row = findRow<{ value: string }>(db, `SELECT value FROM reference WHERE kind = 'office-counters' AND id = ?`, getDevice(db).officeId)
  return row && OfficeCounters.parse(JSON.parse(row.value))
}

/** The highest number of a counter known here. */
export function findHighestCounter(db: ReadDb): number {
  return Math.max(getDevice(db).counterNumber, ...(findOfficeCounters(db)?.counters ?? []).map(({ counterNumber }) => counterNumber))
}
