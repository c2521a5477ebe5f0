import { CitizenTold, EntryWithdrawn, NumberIssued, NumberVoided } from '../../contract/entries.ts'
import { formatLocalDate, isLocalDate } from '../../domain/calendar.ts'
import type { JournalRow } from '../journal/journal-store.ts'

/** What an entry of the counter's own books is about: a dossier, or a number with its day or year. Empty where its kind says all. */
export function describeOwnEntry({ header: { kind }, payload }: Pick<JournalRow, 'header' | 'payload'>): string {
  switch (kind) {
    case 'entry.withdrawn':
      return EntryWithdrawn.safeParse(payload).data?.code ?? ''
    case 'citizen.told':
      return CitizenTold.safeParse(payload).data?.code ?? ''
    case 'number.issued':
      return tellNumber(NumberIssued.safeParse(payload).data)
    case 'number.voided':
      return tellNumber(NumberVoided.safeParse(payload).data)
    default:
      return ''
  }
}

function tellNumber(number: { serial: number; period: string } | undefined): string {
  return number === undefined ? '' : `${number.serial} (${isLocalDate(number.period) ? formatLocalDate(number.period) : number.period})`
}
