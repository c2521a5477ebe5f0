import type { LocalDate } from '../../domain/calendar.ts'
import type { NumberContext } from '../../domain/receive.ts'
import { getWorkCalendar } from '../catalogue/reference-store.ts'
import { getDevice, getIdentity } from '../context.ts'
import type { ReadDb } from '../db/open.ts'
import { listLeaseUses, findLastDay, findLastSerial } from './number-store.ts'
import { findRegisterLine } from './register-line.ts'

/** What the next dossier number depends on, read in the transaction that will take it. */
export function readNumberContext(db: ReadDb, input: { procedureCode: string; nowMs: number; confirmedDay?: LocalDate | undefined }): NumberContext {
  const device = getDevice(db)
  const series = `dossier:${device.agencyCode}`
  return {
    calendar: getWorkCalendar(db),
    nowMs: input.nowMs,
    range: device.range,
    listExtraRanges: (day) => listLeaseUses(db, series, getIdentity(db).epoch, day).map(({ lease }) => lease),
    findLastIssuedSerial: (day, range) => findLastSerial(db, series, day, range),
    findRegisterLine: (day) => findRegisterLine(db, input.procedureCode, day),
    highWaterDay: findLastDay(db),
    confirmedDay: input.confirmedDay
  }
}
