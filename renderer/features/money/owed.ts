import { useQuery } from '../../api/use-query.ts'
import type { CounterOutput } from '../../api/call.ts'

/** Đồng still to be taken; a transfer awaited is not asked for again. */
export function sumOwed(lines: CounterOutput<'money.get'>['lines']): number {
  return lines.reduce((sum, { state, due }) => (state === 'owed' ? sum + due : sum), 0)
}

/** What a dossier still owes, in đồng; 0 until it is known. */
export function useOwed(dossierId: string): number {
  const query = useQuery('money.get', { dossierId }, ['dossier', 'money'])
  return 'value' in query && query.value ? sumOwed(query.value.lines) : 0
}

/** To the cash the citizen gives, when there is something to take. @returns whether there was */
export function focusTendered(): boolean {
  const field = document.getElementById('field-tendered')
  field?.focus()
  return field !== null
}
