import * as z from './schema.ts'
import type { Applicant } from './applicant.ts'
import { LocalDate, LocalTime } from './calendar.ts'
import type { Procedure } from './catalogue.ts'
import type { OfficeDocument } from './document.ts'
import type { Dossier } from './dossier.ts'
import { noMoney } from './payment.ts'

/**
 * How many years a dossier's content is kept after the last thing that happened to it, where its procedure says nothing (`Procedure.retentionYears`). An assumption [M]: no text of the list of
 * retention periods was within reach, so it is the longest limited one that a commune's counter is known to meet (certified contracts, NĐ 23/2015 art. 14): what was purged too early never comes back.
 */
const defaultYears = 20

/** Why a dossier whose retention is over is not purged: what it still waits for. */
export const PurgeObstacle = z.enum([
  /** A step or a file without the portal's receipt, or withdrawn, or let stand here: nobody else has it. */
  'not-at-portal',
  /** A scan that waits for its officer's signature. */
  'unsigned-file',
  /** A document of it that is not issued, or waits for its time stamp or for another counter's part. */
  'document-open',
  /** Its papers were handed over and nobody has signed for them. */
  'papers-under-way',
  /** A transfer nobody has found, or a receipt whose till is not closed. */
  'money-open',
  /** A receipt of the portal, or the content itself, is not what its hash says: evidence. */
  'unproven'
])
export type PurgeObstacle = z.infer<typeof PurgeObstacle>

/** Payload of `content.purged`. One act of an administrator makes one entry for each part of it that was purged in one commit. `reason` names no person. */
export const ContentPurged = z.object({
  /** The act, the same in all of its parts. */
  purge: z.string().min(1),
  dossiers: z.int().min(1),
  documents: z.int().min(0),
  entries: z.int().min(0),
  files: z.int().min(0),
  bytes: z.int().min(0),
  /** The first and the last day on which something happened to one of them. */
  from: LocalDate,
  to: LocalDate,
  /** SHA-256 over their codes, sorted, a line each. */
  codes: z.string().regex(/^[0-9a-f]{64}$/),
  reason: z.string().min(1).max(500),
  at: LocalTime
})
export type ContentPurged = z.infer<typeof ContentPurged>

/** For how long content is kept; null: for ever. */
export function retentionYears(procedure: Pick<Procedure, 'retentionYears'> | undefined): number | null {
  return procedure?.retentionYears === undefined ? defaultYears : procedure.retentionYears
}

/** The longest that any version of a procedure says: which of them a dossier is kept by nobody can say, and one announced ahead shortens nothing. */
export function longestRetention(versions: readonly Pick<Procedure, 'retentionYears'>[]): number | null {
  const years = versions.map(retentionYears)
  return years.includes(null) ? null : Math.max(...years.filter((one) => one !== null))
}

/** Content last changed before this day is past its retention. */
export function retentionLimit(today: LocalDate, years: number): LocalDate {
  const limit = `${String(Number(today.slice(0, 4)) - years).padStart(4, '0')}${today.slice(4)}`
  // A 29 February of a year that has none.
  return limit.endsWith('-02-29') && !LocalDate.safeParse(limit).success ? limit.replace('-02-29', '-02-28') : limit
}

/** Stands in books and lists where a name or a title was. */
export const purgedText = 'Nội dung đã xóa'

const nobody: Applicant = { subject: 'citizen', fullName: purgedText, idKind: 'none', idNumber: null, birthDate: null, sex: null, address: purgedText, phone: null, email: null, taxCode: null }

/** What books, till sheets and the ledger of numbers read of a dossier, and nothing else: codes, numbers, days, amounts, the officers who acted. */
export function purgeDossier(dossier: Dossier, at: LocalTime): Dossier {
  const { code, agency, day, serial, register, status, channel, procedure, sets, receivedAt, limit, dueAt, fees, resultBy, receivedBy, dueSteps } = dossier
  const { earlierDueAts, reappointed, supplementRequests, money, revision, changedAt, finishedAt, filed, handBack, result } = dossier
  const { process: _process, legs: _legs, ...named } = procedure
  return {
    ...{ code, agency, day, serial, status, channel, procedure: named, sets, receivedAt, limit, dueAt, dueSteps, fees, resultBy, receivedBy },
    ...{ applicant: nobody, owner: null, representation: null, postTrackingNumber: null, subject: purgedText, note: null, components: [], files: [], returnTo: [] },
    ...{ earlierDueAts, reappointed, supplementRequests, revision, changedAt, finishedAt, purgedAt: at },
    ...(register ? { register } : {}),
    ...(filed ? { filed } : {}),
    ...(result ? { result } : {}),
    ...(handBack ? { handBack: { at: handBack.at, collector: { kind: 'applicant' as const }, originals: [] } } : {}),
    ...(money ? { money: purgeMoney(money) } : {})
  }
}

function purgeMoney({ exempted, payments }: NonNullable<Dossier['money']>): NonNullable<Dossier['money']> {
  return {
    ...noMoney,
    exempted: exempted.map((one) => ({ ...one, reason: purgedText })),
    payments: payments.map((payment) => ({ ...payment, receipts: payment.receipts.map((receipt) => ({ ...receipt, voided: receipt.voided && { ...receipt.voided, reason: purgedText } })) }))
  }
}

/** The same of a document: its number, who signed and when. */
export function purgeDocument(document: OfficeDocument): OfficeDocument {
  const { returned, file } = document
  return { ...document, title: purgedText, file: { ...file, name: purgedText }, returned: returned && { ...returned, reason: purgedText } }
}
