import * as z from '../../domain/schema.ts'
import { findReferenceValue } from '../catalogue/reference-store.ts'
import type { CoreContext } from '../context.ts'
import { findJournalClosed } from '../journal/closed.ts'
import { listAwaitedTransfers } from './money-store.ts'
import { settleByPortal } from './transfers.ts'

/** A change of kind `payment`, named by the transfer's reference: the portal saw the money arrive. */
export const TransferTold = z.object({ reference: z.string().min(1).max(25), amount: z.int().min(1), bankReference: z.string().min(1).max(60) })
export type TransferTold = z.infer<typeof TransferTold>

/**
 * Settles every awaited transfer whose arrival the portal has told of. What cannot be settled now (no serial left, a day that differs from the portal's) is tried again
 * after every pull and when a till is opened; another sum than was asked for is left to the officer's eye. A closed journal takes none.
 */
export function settleToldTransfers(context: CoreContext): void {
  if (findJournalClosed(context.db)) return
  for (const { reference, total } of listAwaitedTransfers(context.db)) {
    const told = findReferenceValue(context.db, 'payment', reference)
    const parsed = TransferTold.safeParse(told)
    if (parsed.success && parsed.data.amount === total) settleByPortal(context, parsed.data)
  }
}
