import * as z from '../domain/schema.ts'
import type { LocalTime } from '../domain/calendar.ts'
import { TellingWay } from '../domain/citizen-told.ts'
import type { AmendRefusal } from '../domain/amend.ts'
import { ApplicantInput } from '../domain/applicant.ts'
import type { Applicant } from '../domain/applicant.ts'
import type { DifferingField, OursNotApplicable } from '../domain/reconcile.ts'
import type { RestoredNeedsPortal } from './intake.ts'
import { method, shape } from './method.ts'
import type { QueueItem } from './views.ts'

/** What has not reached the portal, why, and what the officer decides about it. */

export type SettleFailure =
  /** It was sent, received or withdrawn meanwhile, or is no entry of a dossier. */
  | { kind: 'queue-item-gone' }
  /** A later step of the dossier is under way to the portal right now. */
  | { kind: 'queue-item-in-transit' }
  /** Money was taken by a step that would go with it, and its receipt still stands. */
  | { kind: 'withdraw-has-money' }
  | { kind: 'reason-missing' }
  /** How the dossier was before the step is not known here yet; it is asked for. */
  | { kind: 'portal-side-unknown' }
  | { kind: 'disk-full' }
  | RestoredNeedsPortal

export type CompareFailure = { kind: 'queue-item-gone' } | { kind: 'portal-side-unknown' }

/** @property replayed steps that were written anew @property withdrawn steps that were given up @property voided the number that is void now */
export type Settled = { replayed: number; withdrawn: number; voided?: string }

/** Of a refused dossier whose receipt the citizen holds: whom to tell, and whether it was done. */
export interface HandedOut {
  fullName: string
  phone: string | null
  receivedAt: LocalTime
  dueAt: LocalTime | null
  officePhone: string | null
  told?: { at: string; officerName: string; way: TellingWay; note: string }
}

export interface WithdrawnItem {
  seq: number
  kind: string
  text: string
  /** When the officer decided, who and why. */
  at: string
  officerName: string
  reason: string
  code: string
  applicantName: string
  /** Of a document's step. */
  documentTitle?: string
  replaced: boolean
  problemType?: string
  problemDetail?: string
}

/** What may be corrected of a refused step, as it now stands. */
export interface Mendable {
  applicant: Applicant
  subject: string
  note: string | null
}

export interface Comparison {
  kind: string
  at: string
  officerName: string
  portalChangedAt: string
  /** The last that another counter, or the citizen online, did to it at the portal, and how that reads; absent until the portal has told. */
  portalBy?: { officerName: string; counterNumber?: number; kind: string; text: string }
  fields: DifferingField[]
}

const decision = { seq: z.number().int().min(1), reason: z.string().max(1000) }

/** Below it a chunk of a file, 32 KB, waits for the one before it longer than eight seconds: of a scan nothing would be seen to move. */
export const leastUploadBytesPerSecond = 4_096

export const queueMethods = {
  'queue.list': method({ input: z.object({}), output: shape<QueueItem[]>(), error: shape<never>() }),
  /** Tries what waits at once, also what was put aside for an officer; `lane` for one dossier alone. */
  'queue.retry': method({ input: z.object({ lane: z.string().optional() }), output: shape<object>(), error: shape<never>() }),
  /** How much of the line files may take: of an office whose counters share one. `null` for the whole line. */
  'queue.set-budget': method({ input: z.object({ bytesPerSecond: z.number().int().min(leastUploadBytesPerSecond).max(1_000_000_000).nullable() }), output: shape<object>(), error: shape<never>() }),
  'queue.withdrawn': method({ input: z.object({}), output: shape<WithdrawnItem[]>(), error: shape<never>() }),
  /** Gives up a refused step and the dossier's steps that wait behind it. Of a dossier the portal never took, the number becomes void. */
  'queue.withdraw': method({ input: z.object(decision), output: shape<Settled>(), error: shape<SettleFailure>() }),
  /** The citizen was told that her dossier, whose receipt she holds, was refused. Journalled; number and appointment stay. */
  'queue.told': method({ input: z.object({ seq: z.number().int().min(1), way: TellingWay, note: z.string().max(300) }), output: shape<object>(), error: shape<SettleFailure>() }),
  'queue.mendable': method({ input: z.object({ seq: z.number().int() }), output: shape<Mendable>(), error: shape<{ kind: 'queue-item-gone' } | { kind: 'queue-item-not-mendable' }>() }),
  /** Writes a refused step anew with corrected texts, and what waited behind it, and sends it. */
  'queue.mend': method({
    input: z.object({ ...decision, changes: z.object({ applicant: ApplicantInput.optional(), subject: z.string().max(1000).optional(), note: z.string().max(2000).optional() }) }),
    output: shape<Settled>(),
    error: shape<SettleFailure | AmendRefusal | { kind: 'queue-item-not-mendable' }>()
  }),
  /** Both sides of a conflict, text by text. */
  'queue.compare': method({ input: z.object({ seq: z.number().int() }), output: shape<Comparison>(), error: shape<CompareFailure>() }),
  /** Settles a conflict: `keep` names the texts in which ours is to stand, on the portal's version. None of them: the portal's version stays. */
  'queue.reconcile': method({
    input: z.object({ ...decision, keep: z.array(z.string()).max(50) }),
    output: shape<Settled>(),
    error: shape<SettleFailure | CompareFailure | OursNotApplicable>()
  })
}
