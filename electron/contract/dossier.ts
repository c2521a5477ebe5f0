import * as z from '../domain/schema.ts'
import type { LegalDayError } from '../domain/dossier-code.ts'
import type { NumberRangeEmpty } from '../domain/numbers.ts'
import type { AmendRefusal } from '../domain/amend.ts'
import type { AttachScansRefusal } from '../domain/attach-scans.ts'
import { ApplicantInput } from '../domain/applicant.ts'
import { LocalTime } from '../domain/calendar.ts'
import { CounterRefusalInput, type CounterRefusalRefused } from '../domain/counter-refusal.ts'
import { HandOverInput, type HandOverRefusal } from '../domain/hand-over.ts'
import { LegAnswer, type LegRefusal } from '../domain/interlink.ts'
import { HandBack } from '../domain/life-facts.ts'
import { StatusChange, type StatusChangeRefusal } from '../domain/status-change.ts'
import type { ReappointRefusal } from '../domain/supplement.ts'
import { DraftFile, ReceiveDossier, Secrecy, type ReceiveError, type ReceivedDossier, type RestoredNeedsPortal, type SecrecyRefusal } from './intake.ts'
import { method, shape } from './method.ts'
import type { DossierRow, DossierView } from './views.ts'

/** The life of a dossier: received, looked at, moved on. Each act is one entry of the journal in one transaction. */

/** What any act on a dossier can meet. */
export type ActFailure =
  | { kind: 'dossier-unknown' }
  /** Another officer acted since this one looked: who and when, so that they can talk. */
  | { kind: 'edit-conflict'; revision: number; officerName: string | null; changedAt: string }
  | ContentPurged
  | { kind: 'disk-full' }

/** Of the dossier only what the books need is left: its retention is over. */
export type ContentPurged = { kind: 'content-purged'; at: string }

/** Which dossier, and at which revision the officer was looking. */
const target = { id: z.string(), baseRevision: z.number().int() }
/** Of acts that give a number: the officer's yes to the day that `clock-jumped` asked about. */
const numbering = { ...target, confirmedDay: z.string().optional() }
const acted = shape<{ revision: number }>()
const reason = z.string().max(1000)
const leg = { ...target, legId: z.string().max(50), note: reason }
const legError = shape<LegRefusal | ActFailure | RestoredNeedsPortal>()
const handedError = shape<HandOverRefusal | ActFailure | RestoredNeedsPortal>()

/** What a refusal at the counter can meet. */
export type CounterRefusalFailure = CounterRefusalRefused | { kind: 'procedure-unknown' } | { kind: 'disk-full' }

/** Scans of one paper of a dossier that was received; `secrecy` is the officer's answer for them. */
export const AttachScans = z.object({ ...target, componentId: z.string().max(200), secrecy: Secrecy, files: z.array(DraftFile).max(100) })
export type AttachScans = z.infer<typeof AttachScans>
export type AttachScansFailure = AttachScansRefusal | SecrecyRefusal | ActFailure | { kind: 'procedure-unknown' } | { kind: 'file-missing'; name: string }

/** What giving a register line later can meet. */
export type AssignLineFailure = ActFailure | NumberRangeEmpty | LegalDayError | RestoredNeedsPortal | { kind: 'line-assigned' }

export const dossierMethods = {
  'dossier.receive': method({ input: ReceiveDossier, output: shape<ReceivedDossier>(), error: shape<ReceiveError>() }),
  /** Papers not accepted at the counter (Mẫu 03): nothing is received, the refusal is journalled. `seq` names it for the form. */
  'dossier.refuse-at-counter': method({ input: CounterRefusalInput, output: shape<{ seq: number }>(), error: shape<CounterRefusalFailure | RestoredNeedsPortal>() }),
  'dossier.list': method({ input: z.object({ limit: z.number().int().min(1).max(500) }), output: shape<DossierRow[]>(), error: shape<never>() }),
  'dossier.search': method({ input: z.object({ text: z.string().max(200), limit: z.number().int().min(1).max(100) }), output: shape<DossierRow[]>(), error: shape<never>() }),
  'dossier.get': method({ input: z.object({ id: z.string() }), output: shape<DossierView>(), error: shape<{ kind: 'dossier-unknown' }>() }),
  /** Along the one table of statuses; 10 has a call of its own, for others may hand back than may decide. */
  'dossier.change-status': method({
    input: StatusChange.omit({ handBack: true }).extend(numbering),
    output: acted,
    error: shape<StatusChangeRefusal | ActFailure | NumberRangeEmpty | LegalDayError | RestoredNeedsPortal>()
  }),
  'dossier.return-result': method({
    input: z.object({ ...target, handBack: HandBack, note: reason }),
    output: acted,
    error: shape<StatusChangeRefusal | ActFailure | RestoredNeedsPortal>()
  }),
  /** The papers go to a desk of the office or to the deciding agency; from the receiving counter that begins processing. */
  'dossier.hand-over': method({ input: HandOverInput.extend(target), output: acted, error: handedError }),
  /** They are there. `signedBy` names who signed for them on paper, at a place without an account here; null: the officer who says so. */
  'dossier.take-over': method({ input: z.object({ ...target, signedBy: z.string().max(255).nullable() }), output: acted, error: handedError }),
  /** Sent back by the receiver, or called back by the giver, with the reason. */
  'dossier.decline-hand-over': method({ input: z.object({ ...target, reason }), output: acted, error: handedError }),
  /** Interlinked: an agency is given its part. */
  'dossier.send-leg': method({ input: z.object(leg), output: acted, error: legError }),
  /** Interlinked: what an agency answered about its part. */
  'dossier.answer-leg': method({ input: z.object({ ...leg, answer: LegAnswer, documentNumber: z.string().max(100) }), output: acted, error: legError }),
  /** The one new appointment, with an apology (Mẫu 04). */
  'dossier.reappoint': method({
    input: z.object({ ...target, newDueAt: LocalTime, reason }),
    output: acted,
    error: shape<ReappointRefusal | { kind: 'reappoint-without-reason' } | ActFailure | RestoredNeedsPortal>()
  }),
  /** A line of the register for a dossier that had none when it was received. */
  'dossier.assign-line': method({ input: z.object(numbering), output: acted, error: shape<AssignLineFailure | RestoredNeedsPortal>() }),
  /** Scans that come after Receive: made later, or anew of a paper whose file is damaged or too large. What was taken in by `file.import`, `file.scan` or `scans.take` is named here. */
  'dossier.attach-scans': method({ input: AttachScans, output: acted, error: shape<AttachScansFailure | RestoredNeedsPortal>() }),
  /** Corrects what was written down wrongly; absent texts stay. What was received stays readable in the history. */
  'dossier.amend': method({
    input: z.object({
      ...target,
      reason,
      changes: z.object({ applicant: ApplicantInput.optional(), owner: ApplicantInput.nullish(), subject: z.string().max(1000).optional(), note: z.string().max(2000).optional() })
    }),
    output: acted,
    error: shape<AmendRefusal | ActFailure | RestoredNeedsPortal>()
  })
}
