import type { BatchedPushResponse, PushResponse, SignedBatch } from '../../../electron/contract/wire.ts'

/**
 * The answer for a counter that asked for one receipt a batch: what was signed just now is said once, and each of its entries stands without a receipt. Receipts of entries held before, of other
 * batches, stay whole.
 */
export function toBatchedResponse(response: PushResponse): BatchedPushResponse {
  const batches = new Map<string, SignedBatch[]>()
  for (const result of response.results) if (result.outcome === 'accepted') batches.set(result.receipt.batch.signature, [...(batches.get(result.receipt.batch.signature) ?? []), result.receipt.batch])
  // A whole one is as many as it was signed over; of several, one held before among them, the largest saves most.
  const [batch] = [...batches.values()].filter((of) => of[0]?.statement.size === of.length).sort((one, other) => other.length - one.length)[0] ?? []
  if (!batch) return response
  return { ...response, batch, results: response.results.map((result) => (result.outcome === 'accepted' && result.receipt.batch.signature === batch.signature ? { outcome: result.outcome, seq: result.seq } : result)) }
}
