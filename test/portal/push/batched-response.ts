import type { BatchedPushResponse, PushResponse, SignedBatch } from '../../../electron/contract/wire.ts'

/**
 * The answer for a counter that asked for one receipt a batch: what was signed just now is said once, and each of its entries stands without a receipt. Receipts of entries held before, of other
 * batches, stay whole.
 */
export function toBatchedResponse(response: PushResponse): BatchedPushResponse {
  // Receipts of one batch share it; a whole batch is as many as it was signed over.
  const counts = new Map<SignedBatch, number>()
  for (const result of response.results) if (result.outcome === 'accepted') counts.set(result.receipt.batch, (counts.get(result.receipt.batch) ?? 0) + 1)
  const [batch] = [...counts].find(([{ statement }, count]) => statement.size === count) ?? []
  if (!batch) return response
  return { ...response, batch, results: response.results.map((result) => (result.outcome === 'accepted' && result.receipt.batch === batch ? { outcome: result.outcome, seq: result.seq } : result)) }
}
