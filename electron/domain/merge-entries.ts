import type { DossierEntry } from './dossier.ts'
import type { FeeReceipt } from './payment.ts'
import { assertNever } from './result.ts'

/**
 * Two counters changed one dossier without knowing of each other: whether the later entry may stand beside what came before it (design/sync.md, Conflicts). It may where the fields differ; a
 * change of status never does.
 * @param earlier entries of others since the revision `later` was written on
 */
export function canMerge(later: DossierEntry, earlier: readonly DossierEntry[]): boolean {
  if (later.kind === 'dossier.status-changed') return false
  const own = listFields(later)
  return !earlier.flatMap(listFields).some((field) => own.includes(field))
}

/** What an entry writes. Money is told by what it pays for: cash taken here does not mind what else was done to the dossier elsewhere. */
function listFields(entry: DossierEntry): string[] {
  switch (entry.kind) {
    case 'dossier.status-changed':
      return ['status', 'due']
    case 'dossier.reappointed':
      return ['due']
    case 'dossier.registered':
      return ['register']
    case 'dossier.amended':
      return Object.entries(entry.payload.changes).flatMap(([field, value]) => (value === undefined ? [] : [field]))
    case 'dossier.handed-over':
    case 'dossier.taken-over':
    case 'dossier.hand-over-declined':
      return ['papers']
    case 'leg.sent':
    case 'leg.answered':
      return [`leg ${entry.payload.legId}`]
    case 'dossier.supplement-answered':
      return ['answer']
    case 'file.attached':
      return [`file ${entry.payload.sha256}`]
    case 'file.signed':
      return [`file ${entry.payload.sourceSha256}`]
    case 'fee.exempted':
      return [feeOf(entry.payload)]
    case 'fee.collected':
      return paidBy(entry.payload.receipts)
    case 'fee.transfer-awaited':
      return entry.payload.lines.map(feeOf)
    case 'fee.transfer-settled':
      return [`payment ${entry.payload.paymentId}`, ...paidBy(entry.payload.receipts)]
    case 'fee.receipt-voided':
      return [`receipt ${entry.payload.series} ${entry.payload.period} ${entry.payload.serial}`]
    case 'dossier.received':
      return ['status', 'due', 'register']
    default:
      return assertNever(entry)
  }
}

function paidBy(receipts: readonly FeeReceipt[]): string[] {
  return receipts.flatMap(({ lines }) => lines.map(feeOf))
}

function feeOf({ itemId }: { itemId: string }): string {
  return `fee ${itemId}`
}
