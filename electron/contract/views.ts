import type { ShownMessage } from './messages.ts'
import type { HandedOut } from './queue.ts'
import type { Applicant } from '../domain/applicant.ts'
import type { SlipRow } from '../domain/control-slip.ts'
import type { DueStep } from '../domain/deadline.ts'
import type { Dossier } from '../domain/dossier.ts'
import type { DossierStatus, StatusAct } from '../domain/dossier-status.ts'
import type { SignatureRole } from '../domain/document.ts'
import type { FeeBill } from '../domain/fee.ts'
import type { FilingCheck } from '../domain/filing-check.ts'
import type { FormKind } from '../domain/forms/form-data.ts'
import type { HandOver, Party } from '../domain/hand-over.ts'
import type { LegRow } from '../domain/interlink.ts'
import type { ProcessStep } from '../domain/process.ts'
import type { ChainState, RecalledState, RestoredState, SecondCopyState } from './continuity.ts'
import type { SigningFailure, TokenState } from './signer.ts'
import type { OfficerRole } from './wire.ts'

/** What the screen is told: read models and their states. The page makes nothing of it up. */

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
  /** The data are whole; opening them needs room, for instance to bring them to this version. */
  | { kind: 'disk-full' }

export type EnrolFailure =
  | { kind: 'portal-unreachable'; portalUrl: string }
  /** The certificate shown is of no authority that is trusted for this portal, of another name, or out of its time. Nothing was sent. */
  | { kind: 'portal-untrusted'; portalUrl: string; isTime: boolean }
  | { kind: 'enrolment-code-invalid' }
  /** So many ask at once that this one is to come again. */
  | { kind: 'portal-busy' }
  | { kind: 'portal-answer-invalid' }
  | { kind: 'already-enrolled' }
  /** The portal takes no counters of this version any more. */
  | { kind: 'counter-too-old' }

export type LinkState =
  /** The training app: there is no portal. */
  | { state: 'training' }
  | { state: 'online'; lastContactAt: string }
  | { state: 'connecting' }
  | { state: 'offline'; since: string; lastContactAt?: string }
  /** The portal refuses this counter; its queue stays readable. `receipt`: what it signs does not verify here, so nothing counts as received; `size`: it, or a proxy before it, calls requests too large that are small. */
  | { state: 'refused'; reason: 'revoked' | 'key-retired' | 'too-old' | 'unknown' | 'clock' | 'signature' | 'receipt' | 'size' }
  /** What answers under the portal's address proves no right to it: nothing was sent there. */
  | { state: 'untrusted'; reason: 'authority' | 'time' }

export interface QueueSummary {
  /** Entries not yet received by the portal. */
  entriesWaiting: number
  dossiersWaiting: number
  /** Of these the ones received before, of which a later step waits; absent when none. */
  dossiersChanged?: number
  /** Documents of the agency with a step not yet received. */
  documentsWaiting: number
  filesWaiting: number
  bytesWaiting: number
  /** What an administrator lets files take of the line in a second; absent for the whole line. */
  uploadBytesPerSecond?: number
  filesUnsigned: number
  /** Documents by whose turn it is, the competent person's or the agency's seal; absent when none waits. */
  documentsUnsigned?: { person: number; agency: number }
  needsOfficer: number
  oldestWaitingAt?: string
  lastReceivedAt?: string
  /** Entries with a receipt that the portal lost and has not received again yet. */
  offeredAgain?: number
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
  /** The disk has little room or none; absent while there is enough. */
  disk?: DiskState
  /** The portal lost what it had signed for: told until it has it again, and for a week where it does not admit it. */
  recalled?: RecalledState
  /** What the portal's administrators say today, oldest first; absent when nothing. */
  messages?: ShownMessage[]
  /** So many things the portal tells of cannot be read by this build; absent when none. */
  unread?: number
  /** What the office was before it was merged into another, and what it is. */
  merged?: { officeName: string; agencyCode: string; at: string; into: string; newCode: string }
}

/** `full`: nothing new is taken in, what is saved goes on its way. */
export type DiskState = { state: 'low'; freeBytes: number } | { state: 'full' }

export type TokenSummary =
  | { state: 'unknown' }
  | { state: 'absent' }
  /** `role`: whose it is, the officer's own or the agency's that she seals with. */
  | { state: 'ready'; label: string; role: SignatureRole; signerName: string; pin: TokenState['pin']; /** Of the certificate. */ validTo: string }
  | { state: 'unusable'; label: string; reason: string }
  | { state: 'failed'; kind: SigningFailure['kind'] }

/** Where a dossier stands on its way to the portal, each word provable (design/ui.md). */
export type DeliveryState =
  /** Known from the portal alone: received at another counter, or filed online. */
  | { state: 'from-portal' }
  | { state: 'saved' }
  | { state: 'sending' }
  /** The portal has it and this counter keeps the signed receipt. */
  | { state: 'received'; at: string; /** The portal lost it since; `needs-officer`: it refused it when it was offered again; `refused`: another counter's, which it does not take again. */ again?: 'waiting' | 'received' | 'needs-officer' | 'refused' }
  | { state: 'needs-officer'; problemType: string; detail: string }

export interface DossierRow {
  id: string
  code: string
  applicantName: string
  procedureCode: string
  procedureName: string
  /** Who received it, by id. */
  officer: string
  status: DossierStatus
  receivedAt: string
  /** In lists a filing made online has here by when it is to be looked at. */
  dueAt: string | null
  /** Its papers were handed over and nobody has signed for them yet. */
  isOnItsWay: boolean
  delivery: DeliveryState
  /** `filed`: came from the portal, where a citizen filed them; nobody here signs or sends these. */
  files: { total: number; unsigned: number; uploading: number; received: number; filed: number }
}

export interface DossierFile {
  /** Null: of no paper of the dossier. */
  componentId: string | null
  componentName: string
  name: string
  sha256: string
  sizeBytes: number
  /** `filed`: by the citizen online, and here; `awaited`: filed, and still to be fetched from the portal. Of another counter: `elsewhere`, to be fetched when it is wanted, and `fetched`. */
  state: 'unsigned' | 'queued' | 'sending' | 'received' | 'needs-officer' | 'filed' | 'awaited' | 'elsewhere' | 'fetched'
  signedSha256?: string
  /** When the portal signed that it holds the file: its receipt is kept here. */
  receivedAt?: string
  /** A state secret by now: nobody looks at it here. */
  isSecret?: true
}

export interface TimelineEntry {
  /** The entry's own hash. */
  id: string
  seq: number
  kind: string
  at: string
  officerName: string
  text: string
  /** Of an entry that is not in this counter's journal: the counter it was made at, 0 for what a citizen did online. */
  counterNumber?: number
  /** More of the same act, a line each: what is to be supplemented, what an amendment changed. */
  details?: string[]
  delivery: DeliveryState
}

/** A timeline holds entries of other counters, or lacks some of them. */
export interface Elsewhere {
  /** When the portal last told of them, ISO 8601 UTC. */
  readAt?: string
  isWhole: boolean
}

/** What happened to a dossier besides its status: the fold's own words. */
export type DossierLife = Pick<
  Dossier,
  | 'agency'
  | 'channel'
  | 'earlierDueAts'
  | 'filed'
  | 'handBack'
  | 'limit'
  | 'note'
  | 'owner'
  | 'payment'
  | 'postTrackingNumber'
  | 'procedure'
  | 'returnTo'
  | 'reappointed'
  | 'receivedBy'
  | 'register'
  | 'representation'
  | 'result'
  | 'resultBy'
  | 'sets'
  | 'subject'
  | 'supplement'
  | 'supplementRequests'
>

/** Where the papers are, and how the steps go: planned beside real. */
export interface DossierFlow {
  rows: SlipRow[]
  stepsToCome: ProcessStep[]
  /** Of an interlinked dossier; else none. */
  legs: LegRow[]
  holder: Party
  /** Handed over and not taken yet. */
  open: HandOver | null
  /** Officers of the office who can take papers over here. */
  receivers: Party[]
}

export interface DossierView extends DossierRow {
  revision: number
  /** When processing ended; null while it runs. */
  finishedAt: string | null
  /** Its content was purged here then; only what the books need is left. */
  purgedAt?: string
  /** What may be done now, by the one table. */
  acts: { act: StatusAct; to: DossierStatus }[]
  life: DossierLife
  flow: DossierFlow
  /** The forms whose act was done here: another counter prints its own. */
  notices: FormKind[]
  /** What a supplement may be asked for, in the order of their numbers. */
  supplementChoices: string[]
  applicant: Applicant
  components: { id: string; name: string; originals: number; certifiedCopies: number; copies: number }[]
  fees: FeeBill
  dueSteps: DueStep[]
  /** Of a filing made online that nobody has decided on: by when to look at it, and why. */
  filingCheck?: FilingCheck
  /** In the order they were taken in. */
  dossierFiles: DossierFile[]
  timeline: TimelineEntry[]
  elsewhere?: Elsewhere
  /** The portal's proof for the dossier's first entry, when it has come. */
  receipt?: { portal: string; keyId: string; signedAt: string; root: string; entryHash: string }
}

export interface QueueItem {
  seq: number
  lane: string
  what: 'entry' | 'file'
  /** The entry's kind; of a file `file`. */
  kind: string
  /** The dossier it is of, or the one its document is tied to. */
  dossierId?: string
  dossierCode?: string
  /** Of a document's entry or file, its id: it is settled as a document. */
  documentId?: string
  documentTitle?: string
  applicantName?: string
  text: string
  since: string
  state: 'queued' | 'sending' | 'needs-officer' | 'unsigned'
  /** It was received once, and the portal lost it. */
  isAgain?: boolean
  attempts: number
  sizeBytes: number
  sentBytes: number
  /** Why it was refused; of what is tried again since, until it is received. */
  problemType?: string
  problemDetail?: string
  /** Of a file that the portal would not take: until then it rests, and the others go on. */
  againAt?: string
  /** Of a step of a document that came by stick: the counter whose part the portal has not got yet, and since when it waits; null where that was not noted. */
  heldFor?: { counterNumber: number | null; since: string | null }
  /** Of what goes nowhere until an earlier step of its dossier or document, which waits for the officer, is settled: that step. */
  behindSeq?: number
  /** Of a refused receive: the citizen went home with a receipt. */
  handedOut?: HandedOut
  /** Of a file: its bytes, and of one that waits for its officer's signature the paper it is filed under. */
  sha256?: string
  component?: string
}
