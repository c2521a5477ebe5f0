import * as z from '../domain/schema.ts'
import type { Applicant } from '../domain/applicant.ts'
import type { DossierStatus } from '../domain/dossier-status.ts'
import { catalogueMethods } from './catalogue.ts'
import { citizenScreenMethods } from './citizen-screen.ts'
import { closingMethods } from './closing.ts'
import { continuityMethods } from './continuity.ts'
import { dossierMethods } from './dossier.ts'
import type { ScanFailure } from './devices.ts'
import { documentMethods } from './documents.ts'
import { documentQueueMethods } from './document-queue.ts'
import { handoverMethods } from './handover.ts'
import { elsewhereMethods } from './elsewhere.ts'
import { formsMethods, printMethods } from './forms.ts'
import { printProofMethods, proofMethods } from './proof.ts'
import { Draft, type DraftFile, type DraftSummary, Secrecy, type SecrecyRefusal } from './intake.ts'
import { method, shape } from './method.ts'
import { moneyMethods } from './money.ts'
import { pageFailureMethods } from './page-failure.ts'
import type { DocumentFailure } from './press.ts'
import { paperMethods } from './papers.ts'
import { peopleMethods } from './people.ts'
import { queueMethods } from './queue.ts'
import type { FoundCopy, RestoreFailure } from './restore.ts'
import { messageMethods } from './messages.ts'
import { retentionMethods } from './retention.ts'
import { satisfactionMethods } from './satisfaction.ts'
import { searchMethods } from './search.ts'
import { signingMethods } from './signing.ts'
import { trainingMethods } from './training.ts'
import { printTokenReportMethods, tokenDoctorMethods } from './token-doctor.ts'
import { trustMethods } from './trust.ts'
import { verifyMethods } from './verify.ts'
import type { EnrolFailure, LoginFailure, SessionState, StatusBar, TokenSummary } from './views.ts'

/** Everything the screen may ask. Methods under `session.`, `setup.`, `print.`, `screen.` and `page.` are answered by main, all others by core. */

export const coreCounterMethods = {
  ...continuityMethods,
  ...retentionMethods,
  ...catalogueMethods,
  ...dossierMethods,
  ...elsewhereMethods,
  ...documentMethods,
  ...documentQueueMethods,
  ...handoverMethods,
  ...signingMethods,
  ...verifyMethods,
  ...trustMethods,
  ...tokenDoctorMethods,
  ...formsMethods,
  ...proofMethods,
  ...searchMethods,
  ...moneyMethods,
  ...queueMethods,
  ...peopleMethods,
  ...paperMethods,
  ...satisfactionMethods,
  ...messageMethods,
  'status.get': method({ input: z.object({}), output: shape<StatusBar>(), error: shape<never>() }),
  /** Asks the token again now, e.g. after plugging it in. */
  'token.refresh': method({ input: z.object({}), output: shape<TokenSummary>(), error: shape<never>() }),
  /** Waits some seconds for a token to be plugged in or pulled out and then tells the bar; to be asked again while a screen shows tokens, with what it answered. Empty the first time. */
  'token.wait': method({ input: z.object({ known: z.string().max(100_000) }), output: shape<{ known: string }>(), error: shape<never>() }),
  /** The person's data as last received here, and the open dossiers of the same procedure about them, or about the owner for whom they hand in (live duplicate check). */
  'citizen.find': method({
    input: z.object({ idNumber: z.string(), ownerIdNumber: z.string().optional(), procedureCode: z.string().optional() }),
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
  })
}

/** People's data goes over TLS; plain HTTP only to this very PC (the demo, a test). */
const PortalUrl = z.url().regex(/^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$))/i)

export const mainCounterMethods = {
  ...printMethods,
  ...citizenScreenMethods,
  ...printProofMethods,
  ...printTokenReportMethods,
  ...pageFailureMethods,
  ...closingMethods,
  ...trainingMethods,
  'session.get': method({ input: z.object({}), output: shape<SessionState>(), error: shape<never>() }),
  'session.login': method({ input: z.object({ officerId: z.string(), password: z.string().max(200) }), output: shape<SessionState>(), error: shape<LoginFailure>() }),
  'session.logout': method({ input: z.object({}), output: shape<SessionState>(), error: shape<never>() }),
  'setup.enrol': method({
    input: z.object({ portalUrl: PortalUrl, code: z.string().min(1).max(100), deviceName: z.string().min(1).max(100) }),
    output: shape<SessionState>(),
    error: shape<EnrolFailure>()
  }),
  /** Puts a dead PC's counter back from the folder its copies went to, by an administrator's restore code. */
  'setup.restore': method({
    input: z.object({ folder: z.string().min(1).max(1000), portalUrl: PortalUrl, code: z.string().min(1).max(100) }),
    output: shape<SessionState>(),
    error: shape<RestoreFailure>()
  }),
  /** Whose copies lie in a folder. */
  'setup.find-copies': method({ input: z.object({ folder: z.string().max(1000) }), output: shape<{ copies: FoundCopy[] }>(), error: shape<never>() }),
  /** Lets the person choose a folder by the system's own window; null when it was closed. */
  'setup.choose-folder': method({ input: z.object({}), output: shape<{ folder: string | null }>(), error: shape<never>() })
}

/** Methods that take paths of this PC: preload alone calls them, with paths of files that somebody chose. */
export const importingMethods = ['file.import', 'document.import', 'handover.import', 'signing.set-picture', 'verify.files', 'trust.read-certificate', 'trust.import-list'] as const
export type ImportingMethod = (typeof importingMethods)[number]

export const counterMethods = { ...coreCounterMethods, ...mainCounterMethods }
export type CounterMethods = typeof counterMethods

/** Facts announced to the screen. */
export interface CounterEvents {
  'status.changed': StatusBar
  /** Rows changed: ask again for what you show. */
  'data.changed': { areas: ('dossier' | 'document' | 'queue' | 'draft' | 'catalogue' | 'money')[] }
  'session.changed': SessionState
  /** The officer closes the window: `page.unsaved` is to be answered at once. */
  'window.closing': object
  /** A child process has ended; core starts again at once, the others when they are next needed. */
  'process.restarted': { process: string }
}

/** What preload puts on `window.counter`. */
export interface CounterBridge {
  call(name: string, input: unknown): Promise<unknown>
  /** Returns the function that ends the listening. */
  on(listener: (event: string, data: unknown) => void): () => void
  /**
   * Calls one of `importingMethods` for files the officer dropped or chose; `request` is its input without the paths. The only way to it: preload reads the paths, so a
   * page that went wrong cannot name a file nobody chose.
   */
  importFiles(name: ImportingMethod, files: readonly unknown[], request: unknown): Promise<unknown>
}
