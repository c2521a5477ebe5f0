import type { DeliveryState } from '../../contract/views.ts'
import type { DeliveryRow } from './delivery-store.ts'

const toldAgain = { queued: 'waiting', sending: 'waiting', received: 'received', 'needs-officer': 'needs-officer' } as const

/** What one delivery row proves, in the officer's words. */
export function toDeliveryState(row: DeliveryRow): DeliveryState {
  switch (row.state) {
    case 'received':
      return { state: 'received', at: row.receipt?.batch.statement.signedAt ?? row.answeredAt ?? '', ...(row.again ? { again: toldAgain[row.again] } : {}) }
    case 'needs-officer':
      return { state: 'needs-officer', problemType: row.problem?.type ?? '', detail: row.problem?.detail ?? row.problem?.title ?? '' }
    case 'sending':
      return { state: 'sending' }
    case 'queued':
      return { state: 'saved' }
  }
}
