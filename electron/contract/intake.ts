import * as z from '../domain/schema.ts'
import { ApplicantInput } from '../domain/applicant.ts'
import { FeeQuantity, type FeeBill } from '../domain/fee.ts'
import type { ReceiveRefusal } from '../domain/receive.ts'

/** An intake: as it is being filled in, as it is handed to core, and what comes of it. */

export const Secrecy = z.enum(['none', 'mat', 'toi-mat', 'tuyet-mat'])
export type Secrecy = z.infer<typeof Secrecy>

/** A paper as it was handed over and, once scanned or imported, its file. */
export const DraftFile = z.object({ sha256: z.string(), name: z.string(), sizeBytes: z.number().int(), pages: z.number().int(), origin: z.enum(['scanned', 'imported']) })
export type DraftFile = z.infer<typeof DraftFile>

export const DraftComponent = z.object({
  id: z.string(),
  ticked: z.boolean(),
  originals: z.number().int().min(0).max(999),
  certifiedCopies: z.number().int().min(0).max(999),
  copies: z.number().int().min(0).max(999),
  /** Pages of one original, for certification. */
  pages: z.number().int().min(1).max(9999).optional(),
  files: z.array(DraftFile).max(1000)
})
export type DraftComponent = z.infer<typeof DraftComponent>

/** A half-filled intake: kept as typed, so nothing is refused until Receive is pressed. */
export const Draft = z.object({
  id: z.string().min(1),
  procedureCode: z.string().optional(),
  applicant: z.record(z.string(), z.string().max(1000)),
  components: z.array(DraftComponent).max(200),
  sets: z.number().int().min(1).max(99),
  returnAt: z.enum(['counter', 'post']),
  note: z.string().max(1000)
})
export type Draft = z.infer<typeof Draft>

export interface DraftSummary {
  id: string
  updatedAt: string
  applicantName: string
  procedureName: string
  /** Whose it was, where she works here no longer: whoever receives goes on with it. */
  leftBy?: string
}

export const ReceiveDossier = z.object({
  /** Names the intake: a Receive repeated after a crash or a lost answer gives the same dossier, not a second. */
  draftId: z.string().min(1),
  procedureCode: z.string().min(1),
  applicant: ApplicantInput,
  /** Whose dossier it is, when the applicant hands it in for another, and in what capacity. */
  owner: ApplicantInput.nullish(),
  representation: z.string().max(500).nullish(),
  /** Of the letter, when it came by post. */
  postTrackingNumber: z.string().max(50).nullish(),
  components: z.array(DraftComponent).max(200),
  sets: z.number().int().min(1).max(99),
  channel: z.enum(['direct', 'post']),
  returnAt: z.enum(['counter', 'post']),
  secrecy: Secrecy,
  note: z.string().max(1000),
  /** Ids of exemptions the citizen is entitled to. */
  exemptionIds: z.array(z.string()),
  /** By fee item: how many copies or cases, and pages of the original where the fee goes by pages; one of each when absent. */
  feeQuantities: z.record(z.string(), FeeQuantity).optional(),
  /** The officer's yes to today's date after the clock jumped, YYYY-MM-DD. */
  confirmedDay: z.string().optional()
})
export type ReceiveDossier = z.infer<typeof ReceiveDossier>

export interface ReceivedDossier {
  dossierId: string
  code: string
  receivedAt: string
  dueAt: string | null
  fees: FeeBill
  filesToSign: number
}

export type ReceiveError = ReceiveRefusal | { kind: 'procedure-unknown' } | { kind: 'file-missing'; name: string } | { kind: 'disk-full' } | RestoredNeedsPortal

/** This database is a restored copy: nothing is written to the journal until the portal has answered (law 5). */
export type RestoredNeedsPortal =
  | { kind: 'restored-needs-portal' }
  /** The portal has signed another history under this counter's name: the machine was cloned, or its data replaced unnoticed. Nothing more is numbered here. */
  | { kind: 'history-disputed' }

/** `names` lists the components concerned; empty when the officer marked the papers as a whole. */
export type SecrecyRefusal = Extract<ReceiveRefusal, { kind: 'secret-procedure' | 'secret-document' }>
