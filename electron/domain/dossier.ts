import * as z from './schema.ts'
import { Applicant } from './applicant.ts'
import { LocalDate, LocalTime } from './calendar.ts'
import { DueStep } from './deadline.ts'
import { changeStatus, DossierStatus, STATUS } from './dossier-status.ts'
import { applyHandOver, handOverEntries, type HandOver, type Pause } from './hand-over.ts'
import { applyLeg, legEntries, type Leg } from './interlink.ts'
import { type ContentState, HandBack, PaymentRequest, ProcessingResult, type Payment, type Supplement } from './life-facts.ts'
import { applyMoney, moneyEntries } from './money-entry.ts'
import { type DossierMoney, noMoney } from './payment.ts'
import { RegisterPlace } from './numbers.ts'
import { Acceptance, DossierReceived } from './receive.ts'
import { assertNever } from './result.ts'

/** Payload of `dossier.status-changed`. `dueAt` carries both dates when the change moved the appointment. */
export const StatusChanged = z.object({
  from: DossierStatus,
  to: DossierStatus,
  at: LocalTime,
  reason: z.string().nullable(),
  /** The supplement asked for (5) ran out of its term: only then may 3 follow. */
  supplementLapsed: z.boolean().optional(),
  /** What is to be supplemented, one line each (status 5). */
  items: z.array(z.string()).optional(),
  /** The last day to bring it. */
  answerBy: LocalDate.optional(),
  /** What is owed (status 6). */
  payment: PaymentRequest.optional(),
  /** What came of it (status 9). */
  result: ProcessingResult.optional(),
  /** Who signed for it and what went back (status 10). */
  handBack: HandBack.optional(),
  /** `steps` reason the new one, for "vì sao hẹn ngày này". */
  dueAt: z.object({ previous: LocalTime.nullable(), next: LocalTime.nullable(), steps: z.array(DueStep).optional() }).optional(),
  /** What a dossier filed online is given when it is accepted (1 -> 2). */
  acceptance: Acceptance.optional()
})
export type StatusChanged = z.infer<typeof StatusChanged>

/** Payload of `dossier.reappointed`: the one apology with a new date. */
export const Reappointed = z.object({ previousDueAt: LocalTime, newDueAt: LocalTime, at: LocalTime, reason: z.string().min(1) })
export type Reappointed = z.infer<typeof Reappointed>

/** Payload of `dossier.amended`: a correction is a new entry, and says which texts are now other. */
export const DossierAmended = z.object({
  at: LocalTime,
  reason: z.string().min(1),
  changes: z.object({
    applicant: Applicant.optional(),
    owner: Applicant.nullable().optional(),
    subject: z.string().min(1).optional(),
    note: z.string().nullable().optional()
  })
})
export type DossierAmended = z.infer<typeof DossierAmended>

/** Payload of `dossier.registered`: the line of the register that was not free when the dossier was received. */
export const DossierRegistered = z.object({ at: LocalTime, register: RegisterPlace })
export type DossierRegistered = z.infer<typeof DossierRegistered>

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** Payload of `file.attached`. Files are named by the SHA-256 of their plain bytes. */
export const FileAttached = z.object({
  sha256: Sha256,
  componentId: z.string().nullable(),
  name: z.string().min(1),
  mediaType: z.string().min(1),
  sizeBytes: z.int().positive(),
  pages: z.int().min(0),
  /** `online`: filed by the citizen at the portal. */
  origin: z.enum(['scanned', 'imported', 'reused', 'national-store', 'online']),
  at: LocalTime
})
export type FileAttached = z.infer<typeof FileAttached>

/** Payload of `file.signed`: a new file that is the old one and a signature more. */
export const FileSigned = z.object({
  /** The file the officer saw. */
  sourceSha256: Sha256,
  sha256: Sha256,
  sizeBytes: z.int().positive(),
  signerName: z.string(),
  certificateSerial: z.string(),
  at: LocalTime
})
export type FileSigned = z.infer<typeof FileSigned>

/** Payload of `dossier.supplement-answered`: the citizen answered online; the papers came before it, as `file.attached`. */
export const SupplementAnswered = z.object({ at: LocalTime, note: z.string().max(1000) })
export type SupplementAnswered = z.infer<typeof SupplementAnswered>

/** A journal entry of one dossier, without its envelope. */
export const DossierEntry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('dossier.received'), payload: DossierReceived }),
  z.object({ kind: z.literal('dossier.status-changed'), payload: StatusChanged }),
  z.object({ kind: z.literal('dossier.reappointed'), payload: Reappointed }),
  z.object({ kind: z.literal('dossier.registered'), payload: DossierRegistered }),
  z.object({ kind: z.literal('dossier.amended'), payload: DossierAmended }),
  z.object({ kind: z.literal('dossier.supplement-answered'), payload: SupplementAnswered }),
  z.object({ kind: z.literal('file.attached'), payload: FileAttached }),
  z.object({ kind: z.literal('file.signed'), payload: FileSigned }),
  ...handOverEntries,
  ...legEntries,
  ...moneyEntries
])
export type DossierEntry = z.infer<typeof DossierEntry>
export type DossierEntryKind = DossierEntry['kind']

export type DossierFile = FileAttached & {
  /** Newest last; the file to show and send is the last one's `sha256`, or the file's own when there is none. */
  signatures: FileSigned[]
}

/** A dossier as its entries make it. */
export type Dossier = Omit<DossierReceived, 'status' | 'dueAt'> & ContentState & {
  status: DossierStatus
  /** Where 5, 6 and 7 were entered from, oldest first. */
  returnTo: DossierStatus[]
  dueAt: LocalTime | null
  /** Every appointment there was before the one in force, oldest first. */
  earlierDueAts: LocalTime[]
  reappointed: boolean
  supplementRequests: number
  files: DossierFile[]
  /** Where the papers went, oldest first; absent until they leave the counter. */
  handOvers?: HandOver[]
  /** Of an interlinked dossier: what was sent to the agencies, oldest first. */
  legs?: Leg[]
  /** When it waited for the citizen, oldest first. */
  pauses?: Pause[]
  /** What was paid, waived or is awaited; absent while nothing was. */
  money?: DossierMoney
  /** How many entries made it: the base revision of the next. */
  revision: number
  changedAt: LocalTime
  /** When processing ended (status 9, 3 or 8), for on time or overdue; null while it runs. */
  finishedAt: LocalTime | null
  /** The filing that an accepted dossier began as: the reference its code was until then. */
  filed?: { code: string; at: LocalTime }
  /** Absent until it happens. */
  supplement?: Supplement
  payment?: Payment
  result?: ProcessingResult
  handBack?: HandBack & { at: LocalTime }
}

/**
 * The dossier as a pure fold of its entries in journal order: the same entries always make the same dossier, here and at
 * the portal. Throws on an order the rules forbid: such an entry must never have been appended.
 */
export function foldDossier(entries: readonly DossierEntry[]): Dossier {
  const dossier = entries.reduce<Dossier | undefined>(applyEntry, undefined)
  if (dossier === undefined) throw new Error('a dossier has at least one entry')
  return dossier
}

/** One step of the fold, for a projection that is kept up to date entry by entry. */
export function applyEntry(dossier: Dossier | undefined, entry: DossierEntry): Dossier {
  if (entry.kind === 'dossier.received') {
    if (dossier !== undefined) throw new Error('a dossier is received once')
    return open(entry.payload)
  }
  if (dossier === undefined) throw new Error(`${entry.kind} before dossier.received`)
  const next = { ...dossier, revision: dossier.revision + 1, changedAt: entry.payload.at }
  switch (entry.kind) {
    case 'dossier.status-changed':
      return applyStatus(next, entry.payload)
    case 'dossier.reappointed':
      return reappointed(next, entry.payload)
    case 'dossier.registered':
      if (next.register) throw new Error('a dossier stands in the register once')
      return { ...next, register: entry.payload.register }
    case 'dossier.amended':
      return { ...next, ...dropUndefined(entry.payload.changes) }
    case 'dossier.supplement-answered':
      return applyAnswer(next, entry.payload)
    case 'file.attached': {
      const known = next.files.some((file) => file.sha256 === entry.payload.sha256 && file.componentId === entry.payload.componentId)
      return known ? next : { ...next, files: [...next.files, { ...entry.payload, signatures: [] }] }
    }
    case 'file.signed':
      return applySignature(next, entry.payload)
    case 'dossier.handed-over':
    case 'dossier.taken-over':
    case 'dossier.hand-over-declined':
      return { ...next, handOvers: applyHandOver(next.handOvers ?? [], entry) }
    case 'leg.sent':
    case 'leg.answered':
      return { ...next, legs: applyLeg(next.legs ?? [], entry) }
    case 'fee.exempted':
    case 'fee.collected':
    case 'fee.transfer-awaited':
    case 'fee.transfer-settled':
    case 'fee.receipt-voided':
      return { ...next, money: applyMoney(next.money ?? noMoney, entry) }
    default:
      return assertNever(entry)
  }
}

/** The hash of a file as it now is: with its last signature, or as attached. */
export function currentSha256(file: DossierFile): string {
  return file.signatures.at(-1)?.sha256 ?? file.sha256
}

function open(facts: DossierReceived): Dossier {
  return {
    ...facts,
    returnTo: [],
    earlierDueAts: [],
    reappointed: false,
    supplementRequests: 0,
    files: [],
    revision: 1,
    changedAt: facts.receivedAt,
    finishedAt: null
  }
}

function applyStatus(dossier: Dossier, change: StatusChanged): Dossier {
  if (change.from !== dossier.status) throw new Error(`status is ${dossier.status}, the entry says ${change.from}`)
  const isAcceptance = change.from === STATUS.registered && change.to === STATUS.received
  if (isAcceptance !== (change.acceptance !== undefined)) throw new Error('a dossier gets its number when it is accepted, and only then')
  const changed = changeStatus(change.from, change.to, {
    returnTo: dossier.returnTo,
    supplementLapsed: change.supplementLapsed === true
  })
  if (!changed.ok) throw new Error(`status ${change.from} -> ${change.to} is not in the table`)
  // A withdrawal taken back returns to 5 too, and is no new request: QĐ 766 counts a second request as late.
  const entered = changed.value.returnTo.length > dossier.returnTo.length ? change.to : undefined
  const left = changed.value.returnTo.length < dossier.returnTo.length && !isWithdrawn(change) ? change.from : undefined
  const moved = change.dueAt === undefined ? dossier : moveDue(dossier, change.dueAt.next, change.dueAt.steps)
  return {
    ...moved,
    ...(change.acceptance ? { ...change.acceptance, filed: { code: dossier.code, at: dossier.receivedAt }, ...(dossier.pauses ? { pauses: [] } : {}) } : {}),
    ...changed.value,
    ...collectFacts(dossier, change, entered, left),
    ...movePauses(dossier, changed.value, change.at),
    supplementRequests: dossier.supplementRequests + (entered === 5 ? 1 : 0),
    finishedAt: dossier.finishedAt ?? ([3, 8, 9].includes(change.to) ? change.at : null)
  }
}

/** The clock of the steps stands while 5 or 6 is under way, also beneath a withdrawal asked meanwhile. */
function movePauses(dossier: Dossier, next: Pick<Dossier, 'status' | 'returnTo'>, at: LocalTime): Pick<Dossier, 'pauses'> {
  const waits = ({ status, returnTo }: Pick<Dossier, 'status' | 'returnTo'>) => [...returnTo, status].some((each) => each === 5 || each === 6)
  if (waits(dossier) === waits(next)) return {}
  const pauses = dossier.pauses ?? []
  return { pauses: waits(next) ? [...pauses, { from: at, to: null }] : pauses.map((pause) => (pause.to === null ? { ...pause, to: at } : pause)) }
}

function applyAnswer(dossier: Dossier, { at, note }: SupplementAnswered): Dossier {
  if (dossier.status !== STATUS.supplementRequested || !dossier.supplement) throw new Error('nothing to be supplemented')
  return { ...dossier, supplement: { ...dossier.supplement, answer: { at, note } } }
}

/** A pause that ends in 8 or 3 was neither supplemented nor paid. */
function isWithdrawn({ to }: StatusChanged): boolean {
  return to === 3 || to === 8
}

/** What the change says besides the status. @param entered 5, 6 or 7 newly asked for @param left 5, 6 or 7 that is over */
function collectFacts(
  { supplement, payment }: Dossier,
  change: StatusChanged,
  entered: DossierStatus | undefined,
  left: DossierStatus | undefined
): Pick<Dossier, 'supplement' | 'payment' | 'result' | 'handBack'> {
  const { at } = change
  return {
    ...(entered === 5 ? { supplement: { requestedAt: at, items: change.items ?? [], answerBy: change.answerBy ?? null, completedAt: null } } : {}),
    ...(left === 5 && supplement ? { supplement: { ...supplement, completedAt: at } } : {}),
    ...(entered === 6 && change.payment ? { payment: { ...change.payment, requestedAt: at, paidAt: null } } : {}),
    ...(left === 6 && payment ? { payment: { ...payment, paidAt: at } } : {}),
    ...(change.result ? { result: change.result } : {}),
    ...(change.handBack ? { handBack: { ...change.handBack, at } } : {})
  }
}

/** An absent change and one that is undefined mean the same: nothing. */
function dropUndefined<T extends object>(changes: T): T {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as T
}

function moveDue(dossier: Dossier, dueAt: LocalTime | null, dueSteps: DueStep[] = dossier.dueSteps): Dossier {
  const earlier = dossier.dueAt === null ? [] : [dossier.dueAt]
  return { ...dossier, dueAt, dueSteps, earlierDueAts: [...dossier.earlierDueAts, ...earlier] }
}

function reappointed(dossier: Dossier, { previousDueAt, newDueAt, at }: Reappointed): Dossier {
  return { ...moveDue(dossier, newDueAt, [{ kind: 'reappointed', previousDueAt, at }, { kind: 'due', at: newDueAt }]), reappointed: true }
}

function applySignature(dossier: Dossier, signed: FileSigned): Dossier {
  const index = dossier.files.findIndex((file) => currentSha256(file) === signed.sourceSha256)
  if (index < 0) throw new Error('signed a file the dossier does not hold')
  const files = dossier.files.map((file, i) => (i === index ? { ...file, signatures: [...file.signatures, signed] } : file))
  return { ...dossier, files }
}
