import type { SignedHead } from '../contract/wire.ts'

type Head = SignedHead['statement']

/**
 * Whether the portal holds less by the later of two heads than by the earlier one. When each was signed says nothing: the clock of a portal that was put back may stand behind. An answer that was
 * delivered late looks the same, so what is found between two answers is asked about, and the answer to that decides (core/portal/recall.ts).
 */
export function hasForgotten(earlier: Head, later: Head): boolean {
  if (earlier.device !== later.device) return false
  return later.epoch < earlier.epoch || (later.epoch === earlier.epoch && later.seq < earlier.seq) || (later.entries ?? Infinity) < (earlier.entries ?? 0) || (later.files ?? Infinity) < (earlier.files ?? 0)
}

/** Whether the portal says that it was put back from a copy between the two. */
export function isPutBack(earlier: Head, later: Head): boolean {
  return earlier.incarnation !== undefined && later.incarnation !== undefined && earlier.incarnation !== later.incarnation
}
