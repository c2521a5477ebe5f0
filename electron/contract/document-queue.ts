import * as z from '../domain/schema.ts'
import type { DocumentEntryKind, DocumentStage, SignatureRole } from '../domain/document.ts'
import { method, shape } from './method.ts'
import type { CompareFailure, Settled, SettleFailure } from './queue.ts'

/** A document's steps that the portal refused, or that wait for another counter, and what the officer decides about them. Signed bytes cannot be put together text by text: a step is kept or given up as a whole. */

/** One step of this counter that waits, in its own words. */
export interface DisputedStep {
  kind: DocumentEntryKind
  /** The fact beside its kind: a title, a signer's name, a number, a reason. */
  text: string
  officerName: string
  at: string
}

/** The document as the portal has it. */
export interface DocumentAtPortal {
  stage: DocumentStage
  number?: string
  signatures: { role: SignatureRole; signerName: string; at: string }[]
  returned?: { reason: string; by: string; at: string }
  changedAt: string
}

export interface DocumentDispute {
  title: string
  /** The refused step first, then those that wait behind it. */
  steps: [DisputedStep, ...DisputedStep[]]
  /** Left out where the portal never took the document. */
  atPortal?: DocumentAtPortal
  /** How many of the steps still stand on what the portal has: 0 where nothing can be kept. */
  keepable: number
  /** The title may be corrected: it is the document's first entry that was refused. */
  isMendable: boolean
  /** A number this counter gave that is void when the steps are given up. */
  number?: string
}

export const DocumentSettlement = z.discriminatedUnion('act', [
  /** All of it is given up; the document is as the portal has it, or leaves the lists. */
  z.object({ act: z.literal('withdraw') }),
  /** What still stands on the portal's version is written anew on it; the rest is given up. */
  z.object({ act: z.literal('keep') }),
  /** The refused document with another title, and all that was done to it. */
  z.object({ act: z.literal('mend'), title: z.string().max(500) })
])
export type DocumentSettlement = z.infer<typeof DocumentSettlement>

const seq = z.number().int().min(1)

export const documentQueueMethods = {
  'queue.document': method({ input: z.object({ seq }), output: shape<DocumentDispute>(), error: shape<CompareFailure>() }),
  /** Of a document that came by stick: tells the portal also what the counter that made it has not told, and so waits for that one no more. */
  'queue.tell-for-other': method({ input: z.object({ seq, reason: z.string().max(1000) }), output: shape<Settled>(), error: shape<SettleFailure | { kind: 'document-not-retellable' }>() }),
  'queue.settle-document': method({
    input: z.object({ seq, reason: z.string().max(1000), settlement: DocumentSettlement }),
    output: shape<Settled>(),
    error: shape<SettleFailure | { kind: 'portal-side-unknown' } | { kind: 'queue-item-not-mendable' } | { kind: 'ours-not-applicable' } | { kind: 'document-title-missing' }>()
  })
}
