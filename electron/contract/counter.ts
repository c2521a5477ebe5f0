import { z } from 'zod'
import { ApplicantInput, type Applicant } from '../domain/applicant.ts'
import type { DueStep } from '../domain/deadline.ts'
import type { DossierStatus } from '../domain/dossier-status.ts'
import type { ReceiveRefusal } from '../domain/receive.ts'
import { FeeQuantity, type FeeBill } from '../domain/fee.ts'
import type { Procedure } from '../domain/catalogue.ts'
import { continuityMethods, type ChainState, type RestoredState, type SecondCopyState } from './continuity.ts'
import { method, shape } from './method.ts'
import type { DocumentFailure, PressSigningFailure } from './press.ts'
import type { ScanFailure } from './devices.ts'
import type { SigningFailure, TokenState } from './signer.ts'
import type { OfficerRole } from './wire.ts'

/** Everything the screen may ask. Methods under `session.`, `setup.` and `print.` are answered by main, all others by core. */

export interface OfficerName {
  id: string
  login: string
  fullName: string
  title: string
  role: OfficerRole
}

export type SessionState =
  | { state: 'not-enrolled' }
  /** The key file is there and cannot be read: a lost Windows profile, a locked keyring, a cut file. Nothing is overwritten. */
  | { state: 'keys-unreadable' }
  | { state: 'locked'; officers: OfficerName[]; officeName: string; lastOfficerId?: string }
  | { state: 'open'; officer: OfficerName; officeName: string; agencyCode: string; counterNumber: number; protection: 'system-and-password' | 'password' }

export type LoginFailure =
  | { kind: 'password-incorrect' }
  | { kind: 'officer-unknown' }
  /** The portal has switched this officer off. */
  | { kind: 'officer-inactive' }
  /** The portal gave this officer a new password; the counter takes that one from now on. */
  | { kind: 'password-changed' }
  | { kind: 'database-unreadable' }

export type EnrolFailure =
  | { kind: 'portal-unreachable'; portalUrl: string }
  | { kind: 'enrolment-code-invalid' }
  | { kind: 'portal-answer-invalid' }
  | { kind: 'already-enrolled' }

export type LinkState =
  | { state: 'online'; lastContactAt: string }
  | { state: 'connecting' }
  | { state: 'offline'; since: string; lastContactAt?: string }
  /** The portal refuses this counter; its queue stays readable. */
  | { state: 'refused'; reason: 'revoked' | 'unknown' | 'clock' | 'signature' }

export interface QueueSummary {
  /** Entries not yet received by the portal. */
  entriesWaiting: number
  dossiersWaiting: number
  filesWaiting: number
  bytesWaiting: number
  filesUnsigned: number
  needsOfficer: number
  oldestWaitingAt?: string
  lastReceivedAt?: string
}

/** The bar that is always in view. */
export interface StatusBar {
  link: LinkState
  queue: QueueSummary
  token: TokenSummary
  /** Set when this PC's clock differs from the portal's by more than two minutes. */
  clockOffsetMs?: number
  /** How far the journal was found intact, or where it is not. */
  chain?: ChainState
  /** The second copy of the queue, where a folder was chosen for it. */
  secondCopy?: SecondCopyState
  restored?: RestoredState
}

export type TokenSummary =
  | { state: 'unknown' }
  | { state: 'absent' }
  | { state: 'ready'; label: string; signerName: string; pin: TokenState['pin'] }
  | { state: 'unusable'; label: string; reason: string }
  | { state: 'failed'; kind: SigningFailure['kind'] }

export interface ProcedureHit {
  code: string
  name: string
  field: string
  generated: boolean
  secret: boolean
}

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
  files: z.array(DraftFile).max(100)
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
}

export const ReceiveDossier = z.object({
  /** Names the intake: a Receive repeated after a crash or a lost answer gives the same dossier, not a second. */
  draftId: z.string().min(1),
  procedureCode: z.string().min(1),
  applicant: ApplicantInput,
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

/** Where a dossier stands on its way to the portal, each word provable (design/ui.md). */
export type DeliveryState =
  | { state: 'saved' }
  | { state: 'sending' }
  /** The portal has it and this counter keeps the signed receipt. */
  | { state: 'received'; at: string }
  | { state: 'needs-officer'; problemType: string; detail: string }

export interface DossierRow {
  id: string
  code: string
  applicantName: string
  procedureCode: string
  procedureName: string
  status: DossierStatus
  receivedAt: string
  dueAt: string | null
  delivery: DeliveryState
  files: { total: number; unsigned: number; uploading: number; received: number }
}

export interface DossierFile {
  componentName: string
  name: string
  sha256: string
  sizeBytes: number
  state: 'unsigned' | 'queued' | 'sending' | 'received' | 'needs-officer'
  signedSha256?: string
}

export interface TimelineEntry {
  seq: number
  kind: string
  at: string
  officerName: string
  text: string
  delivery: DeliveryState
}

export interface DossierView extends DossierRow {
  revision: number
  /** The statuses that may follow, by the one table. */
  nextStatuses: DossierStatus[]
  applicant: Applicant
  components: { id: string; name: string; originals: number; certifiedCopies: number; copies: number }[]
  fees: FeeBill
  dueSteps: DueStep[]
  dossierFiles: DossierFile[]
  timeline: TimelineEntry[]
  /** The portal's proof for the dossier's first entry, when it has come. */
  receipt?: { portal: string; keyId: string; signedAt: string; root: string; entryHash: string }
}

export interface QueueItem {
  seq: number
  lane: string
  what: 'entry' | 'file'
  /** The entry's kind; of a file `file`. */
  kind: string
  dossierId?: string
  dossierCode?: string
  text: string
  since: string
  state: 'queued' | 'sending' | 'needs-officer' | 'unsigned'
  attempts: number
  sizeBytes: number
  sentBytes: number
  problemType?: string
  problemDetail?: string
}

export interface SigningOutcome {
  sha256: string
  name: string
  outcome: { ok: true; signedSha256: string } | { ok: false; error: PressSigningFailure }
}

/** `names` lists the components concerned; empty when the officer marked the papers as a whole. */
export type SecrecyRefusal = Extract<ReceiveRefusal, { kind: 'secret-procedure' | 'secret-document' }>

export const coreCounterMethods = {
  ...continuityMethods,
  'status.get': method({ input: z.object({}), output: shape<StatusBar>(), error: shape<never>() }),
  /** Asks the token again now, e.g. after plugging it in. */
  'token.refresh': method({ input: z.object({}), output: shape<TokenSummary>(), error: shape<never>() }),
  /** Folded search over name, code and field; without text the ones this counter receives most. */
  'catalogue.search': method({ input: z.object({ text: z.string().max(200), limit: z.number().int().min(1).max(100) }), output: shape<ProcedureHit[]>(), error: shape<never>() }),
  'catalogue.get': method({
    input: z.object({ code: z.string() }),
    output: shape<{ procedure: Procedure; fees: FeeBill; due: { dueAt: string | null; steps: DueStep[] } }>(),
    error: shape<{ kind: 'procedure-unknown' }>()
  }),
  /** The person's data as last received here, and their open dossiers of the same procedure (live duplicate check). */
  'citizen.find': method({
    input: z.object({ idNumber: z.string(), procedureCode: z.string().optional() }),
    output: shape<{ applicant?: Applicant; duplicates: { id: string; code: string; receivedAt: string; status: DossierStatus }[] }>(),
    error: shape<never>()
  }),
  'draft.save': method({ input: Draft, output: shape<{ savedAt: string }>(), error: shape<SecrecyRefusal | { kind: 'disk-full' }>() }),
  'draft.list': method({ input: z.object({}), output: shape<DraftSummary[]>(), error: shape<never>() }),
  'draft.get': method({ input: z.object({ id: z.string() }), output: shape<Draft>(), error: shape<{ kind: 'draft-unknown' }>() }),
  /** Throws an intake away with its papers; `files` names those taken in since it was last saved. */
  'draft.discard': method({ input: z.object({ id: z.string(), files: z.array(z.string()).max(1000).default([]) }), output: shape<object>(), error: shape<never>() }),
  /** Takes a file from disk into the store. Secrecy is asked first: nothing of a secret document is read, stored or sent. */
  'file.import': method({
    input: z.object({ procedureCode: z.string(), componentId: z.string(), secrecy: Secrecy, paths: z.array(z.string()).min(1).max(100), name: z.string().max(300) }),
    output: shape<DraftFile>(),
    error: shape<SecrecyRefusal | DocumentFailure | { kind: 'procedure-unknown' } | { kind: 'file-unreadable' }>()
  }),
  'file.scan': method({
    input: z.object({ procedureCode: z.string(), componentId: z.string(), secrecy: Secrecy, pages: z.number().int().min(1).max(200), name: z.string().max(300) }),
    output: shape<DraftFile>(),
    error: shape<SecrecyRefusal | DocumentFailure | ScanFailure | { kind: 'procedure-unknown' } | { kind: 'file-unreadable' }>()
  }),
  'dossier.receive': method({ input: ReceiveDossier, output: shape<ReceivedDossier>(), error: shape<ReceiveError>() }),
  'dossier.list': method({ input: z.object({ limit: z.number().int().min(1).max(500) }), output: shape<DossierRow[]>(), error: shape<never>() }),
  'dossier.search': method({ input: z.object({ text: z.string().max(200), limit: z.number().int().min(1).max(100) }), output: shape<DossierRow[]>(), error: shape<never>() }),
  'dossier.get': method({ input: z.object({ id: z.string() }), output: shape<DossierView>(), error: shape<{ kind: 'dossier-unknown' }>() }),
  'dossier.change-status': method({
    input: z.object({ id: z.string(), baseRevision: z.number().int(), to: z.number().int(), note: z.string().max(1000) }),
    output: shape<{ revision: number }>(),
    error: shape<
      | { kind: 'dossier-unknown' }
      | { kind: 'transition-refused'; from: DossierStatus; to: DossierStatus; allowed: DossierStatus[] }
      | { kind: 'edit-conflict'; revision: number }
      | { kind: 'disk-full' }
      | RestoredNeedsPortal
    >()
  }),
  /** Signs every waiting scan of a dossier, or of all when none is named, as one batch with one PIN (its own window). */
  'signing.sign': method({
    input: z.object({ dossierId: z.string().optional() }),
    output: shape<SigningOutcome[]>(),
    error: shape<SigningFailure | { kind: 'nothing-to-sign' } | { kind: 'signing-under-way' } | RestoredNeedsPortal>()
  }),
  'queue.list': method({ input: z.object({}), output: shape<QueueItem[]>(), error: shape<never>() }),
  /** Tries what waits at once, also what was put aside for an officer. */
  'queue.retry': method({ input: z.object({}), output: shape<object>(), error: shape<never>() }),
  /** The receipt form as printed: preview is the print. */
  'form.receipt': method({
    input: z.object({ dossierId: z.string(), reprint: z.boolean() }),
    output: shape<{ html: string; title: string; paper: 'A5' | 'A4' }>(),
    /** `form-unknown`: the portal has sent no form of this kind in force on that day, or not yet how the office heads its papers. */
    error: shape<{ kind: 'dossier-unknown' } | { kind: 'form-unknown' }>()
  })
}

/** People's data goes over TLS; plain HTTP only to this very PC (the demo, a test). */
const PortalUrl = z.url().regex(/^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$))/i)

export const mainCounterMethods = {
  'session.get': method({ input: z.object({}), output: shape<SessionState>(), error: shape<never>() }),
  'session.login': method({ input: z.object({ officerId: z.string(), password: z.string().max(200) }), output: shape<SessionState>(), error: shape<LoginFailure>() }),
  'session.logout': method({ input: z.object({}), output: shape<SessionState>(), error: shape<never>() }),
  'setup.enrol': method({
    input: z.object({ portalUrl: PortalUrl, code: z.string().min(1).max(100), deviceName: z.string().min(1).max(100) }),
    output: shape<SessionState>(),
    error: shape<EnrolFailure>()
  }),
  /** Prints the receipt on the receipt printer, or where there is none writes the PDF and says where. */
  'print.receipt': method({
    input: z.object({ dossierId: z.string(), reprint: z.boolean() }),
    output: shape<{ how: 'printer'; printer: string } | { how: 'file'; path: string }>(),
    error: shape<{ kind: 'dossier-unknown' } | { kind: 'form-unknown' } | { kind: 'print-failed'; reason: string }>()
  })
}

export const counterMethods = { ...coreCounterMethods, ...mainCounterMethods }
export type CounterMethods = typeof counterMethods

/** Facts announced to the screen. */
export interface CounterEvents {
  'status.changed': StatusBar
  /** Rows changed: ask again for what you show. */
  'data.changed': { areas: ('dossier' | 'queue' | 'draft' | 'catalogue')[] }
  'session.changed': SessionState
  /** A child process has ended; core starts again at once, the others when they are next needed. */
  'process.restarted': { process: string }
}

/** What preload puts on `window.counter`. */
export interface CounterBridge {
  call(name: string, input: unknown): Promise<unknown>
  /** Returns the function that ends the listening. */
  on(listener: (event: string, data: unknown) => void): () => void
  /**
   * Calls `file.import` for files the officer dropped or chose; `request` is its input without the paths. The only way to it: preload reads the paths, so a page
   * that went wrong cannot name a file nobody chose.
   */
  importFiles(files: readonly unknown[], request: unknown): Promise<unknown>
}
