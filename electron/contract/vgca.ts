import * as z from '../domain/schema.ts'

/** What can go wrong with VGCA's Sign Service, which signs in its own window with its own PIN. Nothing was written. */
export type VgcaFailure =
  /** It does not run on this machine. */
  | { kind: 'vgca-absent' }
  /** The officer closed its window, or it failed: it says only a number. */
  | { kind: 'vgca-cancelled'; status: number }
  | { kind: 'vgca-timed-out' }
  /** It says it has signed, but what it brought is not the signed document. */
  | { kind: 'vgca-wrong-file'; reason: 'no-answer' | 'no-file' | 'other-document' | 'not-signed' }

/** The competent person's signature, or the agency's at issuing. */
export const VgcaAct = z.enum(['person-signs', 'agency-issues'])
export type VgcaAct = z.infer<typeof VgcaAct>
