import type { SignedHead } from '../contract/wire.ts'

type Head = SignedHead['statement']

/**
 * Whether the portal holds less by the later of two heads than by the earlier one. Both are signed, so together they prove it. A head that was not signed later says nothing: an answer may
 * be delivered late or twice.
 */
export function hasForgotten(earlier: Head, later: Head): boolean {
  if (earlier.device !== later.device || !(Date.parse(later.signedAt) > Date.parse(earlier.signedAt))) return false
  return later.epoch < earlier.epoch || (later.epoch === earlier.epoch && later.seq < earlier.seq) || (later.entries ?? Infinity) < (earlier.entries ?? 0) || (later.files ?? Infinity) < (earlier.files ?? 0)
}

/** Whether the portal says that it was put back from a copy between the two. */
export function isPutBack(earlier: Head, later: Head): boolean {
  return earlier.incarnation !== undefined && later.incarnation !== undefined && earlier.incarnation !== later.incarnation && Date.parse(later.signedAt) > Date.parse(earlier.signedAt)
}
