import * as z from './schema.ts'
import { Applicant, ApplicantInput, parseApplicant, type ApplicantInvalid } from './applicant.ts'
import { LocalDate, LocalTime, toLocalTime } from './calendar.ts'
import { Channel, limitOn, ServiceLevel, type Procedure } from './catalogue.ts'
import { computeDueAt, DueStep, TimeLimit } from './deadline.ts'
import { formatDossierCode, legalDay, nextSerial, type LegalDayError, type SerialRange } from './dossier-code.ts'
import { DossierStatus, STATUS } from './dossier-status.ts'
import { computeFees, FeeBill, FeeQuantity } from './fee.ts'
import { ProcedureLeg } from './interlink.ts'
import { ProcessStep } from './process.ts'
import { RegisterPlace, type NumberRangeEmpty } from './numbers.ts'
import { findOutOfForce, type OutOfForce } from './procedure-validity.ts'
import { err, ok, type Result } from './result.ts'
import { toNfc, toNfcLines } from './text.ts'
import type { WorkCalendar } from './work-calendar.ts'

/** One component handed over: how many originals, certified copies and plain copies of it. */
export const HandedComponent = z.object({
  id: z.string().min(1),
  originals: z.int().min(0).max(999),
  certifiedCopies: z.int().min(0).max(999),
  copies: z.int().min(0).max(999),
  /** Pages of one original: what a certification's fee and receipt count; absent where nobody counted. */
  pages: z.int().min(1).max(9999).optional()
})
export type HandedComponent = z.infer<typeof HandedComponent>

/** How the citizen wants the result. */
export const ResultDelivery = z.enum(['counter', 'post', 'electronic'])
export type ResultDelivery = z.infer<typeof ResultDelivery>

/** What the officer filled in at the intake screen. */
export const Intake = z.object({
  channel: Channel,
  applicant: ApplicantInput,
  /** The dossier's owner when another hands it in. */
  owner: ApplicantInput.nullish(),
  /** In what capacity the other hands it in: "mẹ của trẻ", "theo giấy ủy quyền số 12 ngày 01/3/2021". */
  representation: z.string().max(500).nullish(),
  /** Of the letter it came in by public post (BCCI). */
  postTrackingNumber: z.string().max(50).nullish(),
  components: z.array(HandedComponent).max(200),
  /** Components that bear a secrecy mark (mật, tối mật, tuyệt mật), as the officer saw on the paper. */
  markedSecret: z.array(z.string()).optional(),
  sets: z.int().min(1).max(99).optional(),
  /** What is asked for (trích yếu); the procedure's name when empty. */
  subject: z.string().max(1000).nullish(),
  note: z.string().max(2000).nullish(),
  feeQuantities: z.record(z.string(), FeeQuantity).optional(),
  exemptionIds: z.array(z.string()).optional(),
  resultBy: ResultDelivery.optional()
})
export type Intake = z.infer<typeof Intake>

/**
 * The payload of `dossier.received`: everything the receipt prints and the portal needs, frozen. Later edits of the
 * catalogue move nothing in it. Null, never undefined, where there is nothing.
 */
export const DossierReceived = z.object({
  code: z.string().min(1),
  agency: z.object({ id: z.string(), code: z.string(), name: z.string() }),
  day: LocalDate,
  serial: z.int().min(1),
  /** Book and line of the register; absent where no line was leased, and in what counters wrote before there were any. */
  register: RegisterPlace.optional(),
  status: DossierStatus,
  channel: Channel,
  procedure: z.object({
    code: z.string(),
    name: z.string(),
    field: z.string(),
    version: z.int(),
    serviceLevel: ServiceLevel,
    decidingAgency: z.string().nullable(),
    supplementPolicy: z.enum(['extend', 'restart']),
    paymentPolicy: z.enum(['extend', 'restart']).optional(),
    process: z.array(ProcessStep).optional(),
    legs: z.array(ProcedureLeg).optional()
  }),
  applicant: Applicant,
  owner: Applicant.nullable(),
  /** Capacity of the one who hands it in for the owner; null when the owner comes. */
  representation: z.string().nullable().default(null),
  /** Of the letter a dossier came in by post. */
  postTrackingNumber: z.string().nullable().default(null),
  subject: z.string(),
  note: z.string().nullable(),
  components: z.array(HandedComponent.extend({ name: z.string(), kind: z.enum(['declaration', 'submit', 'present']) })),
  sets: z.int().min(1),
  receivedAt: LocalTime,
  limit: TimeLimit,
  dueAt: LocalTime.nullable(),
  dueSteps: z.array(DueStep),
  fees: FeeBill,
  resultBy: ResultDelivery,
  receivedBy: z.object({ officerId: z.string(), fullName: z.string() })
})
export type DossierReceived = z.infer<typeof DossierReceived>

/**
 * What a dossier that a citizen filed online is given when an officer accepts it (1 -> 2): its number, its line of the register, and when and by whom it was received. Until then its code is the
 * reference the portal gave the filing.
 */
export const Acceptance = DossierReceived.pick({ code: true, day: true, serial: true, register: true, receivedAt: true, receivedBy: true })
export type Acceptance = z.infer<typeof Acceptance>

export type ReceiveRefusal =
  | { kind: 'secret-procedure'; procedureCode: string }
  | { kind: 'secret-document'; names: string[] }
  | { kind: 'procedure-not-in-force'; procedureCode: string; why: OutOfForce }
  | { kind: 'channel-not-offered'; channel: Channel; offered: Channel[] }
  | { kind: 'missing-component'; names: string[] }
  | { kind: 'unknown-component'; ids: string[] }
  | (ApplicantInvalid & { person: 'applicant' | 'owner' })
  | NumberRangeEmpty
  | LegalDayError

/** What the counter knows besides the intake: read in one transaction, so that number and day are still free when written. */
export interface ReceiveContext extends NumberContext {
  procedure: Procedure
  agency: { id: string; code: string; name: string }
  officer: { officerId: string; fullName: string }
}

/** What the next number depends on. */
export interface NumberContext {
  calendar: WorkCalendar
  nowMs: number
  /** This counter's standing daily range. */
  range: SerialRange
  /** Ranges leased besides for one day, used in this order once the standing one is at its end. */
  listExtraRanges?: (day: LocalDate) => readonly SerialRange[]
  /**
   * The highest serial issued or voided in a range on a day; undefined when none. Asked once the legal day is known.
   */
  findLastIssuedSerial: (day: LocalDate, range: SerialRange) => number | undefined
  /** The latest day this counter ever used in a legal number. */
  highWaterDay: LocalDate | undefined
  /** The next free line of the register this procedure is written in, on that day; undefined when none is leased, which keeps nobody waiting at the counter. */
  findRegisterLine?: (day: LocalDate) => RegisterPlace | undefined
  /** The day the officer confirmed after `clock-jumped`. */
  confirmedDay?: LocalDate | undefined
}

/**
 * The rule of receiving. Secrecy is decided first, before anything about the dossier is kept. On success the facts hold
 * the next number of the counter's range; the caller commits them with the number or not at all.
 */
export function decideReceive(intake: Intake, context: ReceiveContext): Result<DossierReceived, ReceiveRefusal> {
  const { procedure, calendar, agency } = context
  const secret = findSecret(intake, procedure)
  if (secret !== undefined) return err(secret)

  const legal = legalDay(context)
  if (!legal.ok) return legal
  const day = legal.value
  const why = findOutOfForce(procedure, day)
  if (why) return err({ kind: 'procedure-not-in-force', procedureCode: procedure.code, why })
  if (!procedure.channels.includes(intake.channel)) {
    return err({ kind: 'channel-not-offered', channel: intake.channel, offered: procedure.channels })
  }
  const applicant = parseApplicant(intake.applicant, day)
  if (!applicant.ok) return err({ ...applicant.error, person: 'applicant' })
  const owner = intake.owner ? parseApplicant(intake.owner, day) : ok(null)
  if (!owner.ok) return err({ ...owner.error, person: 'owner' })
  const components = readComponents(intake.components, procedure)
  if (!components.ok) return components
  const serial = findNextSerial(context, day)
  if (!serial.ok) return serial

  const receivedAt = toLocalTime(context.nowMs)
  const register = context.findRegisterLine?.(day)
  const limit = limitOn(procedure, intake.channel)
  const due = computeDueAt({ receivedAt, limit, calendar })
  return ok({
    code: formatDossierCode({ agencyCode: agency.code, day, serial: serial.value }),
    agency: { id: agency.id, code: agency.code, name: agency.name },
    day,
    serial: serial.value,
    ...(register ? { register } : {}),
    status: STATUS.received,
    channel: intake.channel,
    procedure: {
      code: procedure.code,
      name: procedure.name,
      field: procedure.field,
      version: procedure.version,
      serviceLevel: procedure.serviceLevel,
      decidingAgency: procedure.decidingAgency,
      supplementPolicy: procedure.supplementPolicy,
      ...(procedure.paymentPolicy ? { paymentPolicy: procedure.paymentPolicy } : {}),
      ...(procedure.process ? { process: procedure.process } : {}),
      ...(procedure.legs ? { legs: procedure.legs } : {})
    },
    applicant: applicant.value,
    owner: owner.value,
    representation: (owner.value && toNfc(intake.representation ?? '')) || null,
    postTrackingNumber: (intake.channel === 'post' && toNfc(intake.postTrackingNumber ?? '')) || null,
    subject: toNfc(intake.subject ?? '') || procedure.name,
    note: toNfcLines(intake.note ?? '') || null,
    components: components.value,
    sets: intake.sets ?? 1,
    receivedAt,
    limit,
    dueAt: due.dueAt,
    dueSteps: due.steps,
    fees: computeFees({
      items: procedure.fees,
      quantities: intake.feeQuantities ?? {},
      exemptionIds: intake.exemptionIds ?? [],
      channel: intake.channel,
      day
    }),
    resultBy: intake.resultBy ?? 'counter',
    receivedBy: { officerId: context.officer.officerId, fullName: context.officer.fullName }
  })
}

/**
 * Why the counter must not keep this dossier: Law 29/2018/QH14 art. 5 forbids state secrets on a machine that is or was
 * on a network. Only what is on the table counts: a secret component that was not handed over refuses nothing.
 */
export function findSecret(
  intake: Pick<Intake, 'components' | 'markedSecret'>,
  procedure: Procedure
): Extract<ReceiveRefusal, { kind: 'secret-procedure' | 'secret-document' }> | undefined {
  if (procedure.secret) return { kind: 'secret-procedure', procedureCode: procedure.code }
  const handed = new Set(intake.components.filter(isHanded).map((component) => component.id))
  const names = procedure.components
    .filter((component) => (component.secret && handed.has(component.id)) || intake.markedSecret?.includes(component.id))
    .map((component) => component.name)
  const unlisted = intake.markedSecret?.some((id) => !procedure.components.some((component) => component.id === id))
  return names.length > 0 || unlisted ? { kind: 'secret-document', names } : undefined
}

/** The next serial of the counter's ranges on a day. */
export function findNextSerial(context: Pick<NumberContext, 'range' | 'listExtraRanges' | 'findLastIssuedSerial'>, day: LocalDate): Result<number, NumberRangeEmpty> {
  const ask = (range: SerialRange): Result<number, NumberRangeEmpty> => nextSerial({ range, lastIssuedSerial: context.findLastIssuedSerial(day, range) })
  const standing = ask(context.range)
  if (standing.ok) return standing
  return (context.listExtraRanges?.(day) ?? []).map(ask).find((next) => next.ok) ?? standing
}

function readComponents(
  handed: readonly HandedComponent[],
  procedure: Procedure
): Result<DossierReceived['components'], Extract<ReceiveRefusal, { kind: 'missing-component' | 'unknown-component' }>> {
  const unknown = handed.filter(({ id }) => !procedure.components.some((component) => component.id === id))
  if (unknown.length > 0) return err({ kind: 'unknown-component', ids: unknown.map(({ id }) => id) })
  const given = handed.filter(isHanded)
  const missing = procedure.components.filter(({ id, required }) => required && !given.some((component) => component.id === id))
  if (missing.length > 0) return err({ kind: 'missing-component', names: missing.map(({ name }) => name) })
  return ok(
    procedure.components.flatMap(({ id, name, kind }) => {
      const component = given.find((candidate) => candidate.id === id)
      return component === undefined ? [] : [{ ...component, name, kind }]
    })
  )
}

function isHanded(component: HandedComponent): boolean {
  return component.originals + component.certifiedCopies + component.copies > 0
}
