import { CounterOffice, type Change } from '../../contract/wire.ts'
import { deleteReferences } from '../catalogue/reference-store.ts'
import { getDevice } from '../context.ts'
import type { WriteDb } from '../db/open.ts'
import { deleteSetting, putSetting } from '../db/setting-store.ts'

/** What is told to the officer of a merger: what this counter was before. */
export interface MergedOffice {
  officeName: string
  agencyCode: string
  /** ISO 8601 UTC, by this PC's clock. */
  at: string
}

/**
 * The office this counter stands in was merged into another: from now on it numbers under that one's code, in the range it was given there, and asks for leases of its series. What was received keeps its number and its
 * agency. False when the value does not fit.
 */
export function adoptOffice(db: WriteDb, change: Change, nowMs: number): boolean {
  const parsed = CounterOffice.safeParse(change.value)
  if (!parsed.success) return false
  const device = getDevice(db)
  if (change.id !== device.device || parsed.data.officeId === device.officeId) return true
  const before: MergedOffice = { officeName: device.officeName, agencyCode: device.agencyCode, at: new Date(nowMs).toISOString() }
  putSetting(db, 'device', { ...device, ...parsed.data })
  putSetting(db, 'merged-office', before)
  // Series are an office's own: the new one's come with the next question for leases.
  deleteReferences(db, 'number-series')
  deleteSetting(db, 'series-asked-at')
  return true
}
