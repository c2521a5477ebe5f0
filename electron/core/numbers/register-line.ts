import type { LocalDate } from '../../domain/calendar.ts'
import { nextNumber, tellBook, type RegisterPlace } from '../../domain/numbers.ts'
import { listNumberSeries } from '../catalogue/reference-store.ts'
import { getIdentity } from '../context.ts'
import type { ReadDb } from '../db/open.ts'
import { findJournalClosed } from '../journal/closed.ts'
import { listLeaseUses } from './number-store.ts'

/**
 * The next line of the register that dossiers of a procedure are written in: its certification book where it has one, else the office's general register. Read and noted in the transaction of
 * Receive. Undefined where none can be given now; the dossier is received all the same, with dots on its receipt to be written on.
 */
export function findRegisterLine(db: ReadDb, procedureCode: string, day: LocalDate): RegisterPlace | undefined {
  if (findJournalClosed(db)) return undefined
  const all = listNumberSeries(db)
  const series = all.find(({ procedures }) => procedures?.includes(procedureCode)) ?? all.find(({ kind }) => kind === 'register-line')
  const kind = series?.kind
  if (kind !== 'register-line' && kind !== 'certification-line') return undefined
  const year = day.slice(0, 4)
  const next = nextNumber(kind, listLeaseUses(db, series!.id, getIdentity(db).epoch, year), year)
  if (!next.ok) return undefined
  const { lease, serial } = next.value
  return { kind, series: lease.series, period: lease.period, book: tellBook(series!, lease.period), serial }
}
