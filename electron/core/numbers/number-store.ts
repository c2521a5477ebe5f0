import type { LocalDate } from '../../domain/calendar.ts'
import { LeasedRange, type LeaseUse } from '../../domain/numbers.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, listRows, run } from '../db/statements.ts'

/** The highest serial issued or voided inside a range of a period; undefined when none. */
export function findLastSerial(db: ReadDb, series: string, period: string, range: { from: number; to: number }): number | undefined {
  const row = findRow<{ serial: number | null }>(
    db,
    'SELECT max(serial) AS serial FROM issued_number WHERE series = ? AND day = ? AND serial BETWEEN ? AND ?',
    series,
    period,
    range.from,
    range.to
  )
  return row?.serial ?? undefined
}

/** The latest legal day that any number was ever given on. */
export function findLastDay(db: ReadDb): LocalDate | undefined {
  return findRow<{ day: string | null }>(db, 'SELECT max(on_day) AS day FROM issued_number')?.day ?? undefined
}

export interface IssuedNumber {
  series: string
  period: string
  serial: number
  onDay: LocalDate | null
  dossier: string | null
  seq: number
}

/** @throws when the number was ever used before: the primary key is law 5. */
export function insertIssuedNumber(db: WriteDb, number: IssuedNumber): void {
  run(db, 'INSERT INTO issued_number (series, day, serial, dossier, seq, on_day) VALUES (?, ?, ?, ?, ?, ?)', number.series, number.period, number.serial, number.dossier, number.seq, number.onDay)
}

/** What became of a number this counter gave or voided. */
export function findIssuedNumber(db: ReadDb, number: { series: string; period: string; serial: number }): { dossier: string | null; state: 'issued' | 'void' } | undefined {
  return findRow(db, 'SELECT dossier, state FROM issued_number WHERE series = ? AND day = ? AND serial = ?', number.series, number.period, number.serial)
}

/** What was given becomes void; what never was is void from now on and so never given. */
export function putVoidNumber(db: WriteDb, number: Omit<IssuedNumber, 'dossier'>): void {
  run(
    db,
    `INSERT INTO issued_number (series, day, serial, dossier, seq, on_day, state) VALUES (?, ?, ?, NULL, ?, ?, 'void')
     ON CONFLICT (series, day, serial) DO UPDATE SET state = 'void'`,
    number.series,
    number.period,
    number.serial,
    number.seq,
    number.onDay
  )
}

/** Keeps a lease; one that is known stays as it is. */
export function insertLease(db: WriteDb, lease: LeasedRange, epoch: number): void {
  run(
    db,
    'INSERT INTO number_lease (id, series, period, serial_from, serial_to, epoch) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
    lease.id,
    lease.series,
    lease.period,
    lease.from,
    lease.to,
    epoch
  )
}

/** Leases of a series in the order they were granted, each with how far it is used. `periods` begins them: a day, a year. */
export function listLeaseUses(db: ReadDb, series: string, epoch: number, periods: string): LeaseUse[] {
  return listRows<LeasedRange & { last: number | null }>(
    db,
    `SELECT id, series, period, serial_from AS "from", serial_to AS "to",
            (SELECT max(serial) FROM issued_number AS used WHERE used.series = lease.series AND used.day = lease.period AND used.serial BETWEEN serial_from AND serial_to) AS last
       FROM number_lease AS lease WHERE series = ? AND epoch = ? AND period >= ? AND period < ? ORDER BY id`,
    series,
    epoch,
    periods,
    `${periods}~`
  ).map(({ last, ...lease }) => ({ lease, lastSerial: last ?? undefined }))
}

/** Every lease there ever was here, with the epoch it is of. */
export function listAllLeases(db: ReadDb): (LeasedRange & { epoch: number })[] {
  return listRows(db, 'SELECT id, series, period, serial_from AS "from", serial_to AS "to", epoch FROM number_lease ORDER BY id')
}
