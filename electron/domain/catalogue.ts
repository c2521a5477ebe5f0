import * as z from './schema.ts'
import { LocalDate } from './calendar.ts'
import { SerialRange } from './dossier-code.ts'
import { TimeLimit } from './deadline.ts'
import { FeeItem } from './fee.ts'
import { ProcedureLeg } from './interlink.ts'
import { ProcessStep } from './process.ts'

/**
 * Versioned reference data: what a province may change without a release. Kinds of level, of form and of series are data
 * (strings), because the law changed them in 2025 and will again. Null dates of validity are open.
 */
const validity = { validFrom: LocalDate.nullable(), validTo: LocalDate.nullable() }

/** How the citizen files: at the counter, on the portal, by public post (BCCI). */
export const Channel = z.enum(['direct', 'online', 'post'])
export type Channel = z.infer<typeof Channel>

/** Levels 1-4 until NĐ 42/2022, its two levels since; "trực tiếp" where there is no online service. */
export const ServiceLevel = z.union([z.literal([1, 2, 3, 4]), z.enum(['trực tiếp', 'một phần', 'toàn trình'])])
export type ServiceLevel = z.infer<typeof ServiceLevel>

export const ProcedureComponent = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  originals: z.int().min(0),
  copies: z.int().min(0),
  /** A declaration form, a paper to hand in, or a paper only to be shown. */
  kind: z.enum(['declaration', 'submit', 'present']),
  required: z.boolean(),
  /** A state secret: never scanned, stored or sent (Law 29/2018/QH14 art. 5). */
  secret: z.boolean()
})
export type ProcedureComponent = z.infer<typeof ProcedureComponent>

export const Procedure = z.object({
  /** National code, e.g. `1.001193`: the key. Local and online-service codes are attributes. */
  code: z.string().min(1),
  localCode: z.string().nullable(),
  name: z.string().min(1),
  field: z.string().min(1),
  /** Kinds of level whose agencies carry it out, as `Organisation.level` names them. */
  levels: z.array(z.string().min(1)).min(1),
  serviceLevel: ServiceLevel,
  channels: z.array(Channel).min(1),
  subjects: z.string().nullable(),
  version: z.int().min(1),
  ...validity,
  /** National codes of what stands in its place once it is abolished; absent where nothing does. */
  replacedBy: z.array(z.string().min(1)).max(20).optional(),
  timeLimit: TimeLimit,
  /** A limit that differs on one channel; the others take `timeLimit`. */
  timeLimitByChannel: z.partialRecord(Channel, TimeLimit).optional(),
  supplementPolicy: z.enum(['extend', 'restart']),
  /** The same while a payment (6) is awaited; absent: the time waited is added. */
  paymentPolicy: z.enum(['extend', 'restart']).optional(),
  fees: z.array(FeeItem),
  components: z.array(ProcedureComponent),
  results: z.array(z.object({ code: z.string().nullable(), name: z.string().min(1) })),
  /** Decides where the counter only receives; null when the receiving agency decides. */
  decidingAgency: z.string().nullable(),
  /** How the agency carries it out, step by step, for the control slip; absent where no process is known. Frozen on the dossier with the version. */
  process: z.array(ProcessStep).max(30).optional(),
  /** Of an interlinked procedure: what each agency decides. Frozen as above. */
  legs: z.array(ProcedureLeg).max(20).optional(),
  /** The decision that published it, e.g. `163/QĐ-BTP`. */
  decision: z.string().nullable(),
  secret: z.boolean(),
  /** Years its dossiers' content is kept at a counter after the last thing that happened to them; null: for ever; absent: as domain/retention.ts says. */
  retentionYears: z.int().min(1).max(70).nullable().optional(),
  /** True for a demo entry that is not a real procedure. */
  generated: z.boolean(),
  /** Which values are illustrative, for the one who maintains the catalogue. */
  provenance: z.string().nullable()
})
export type Procedure = z.infer<typeof Procedure>

/** The limit of a filing by its channel; every date promised begins here. */
export function limitOn({ timeLimit, timeLimitByChannel }: Pick<Procedure, 'timeLimit' | 'timeLimitByChannel'>, channel: Channel): TimeLimit {
  return timeLimitByChannel?.[channel] ?? timeLimit
}

export const Organisation = z.object({
  /** General Statistics Office code of the unit. */
  id: z.string().min(1),
  name: z.string().min(1),
  /** Kind of level, data: `province`, `district`, `commune` in 2021; no `district` from 2025-07-01. */
  level: z.string().min(1),
  parent: z.string().nullable(),
  /** Identifiers of its agency, old (QCVN 102:2016) and new (QĐ 20/2020) side by side. */
  codes: z.array(z.object({ code: z.string(), scheme: z.string(), illustrative: z.boolean(), ...validity })),
  ...validity,
  /** Null when the mapping does not know who took over. */
  successors: z.array(z.object({ id: z.string(), name: z.string() })).nullable()
})
export type Organisation = z.infer<typeof Organisation>

/** How an office names itself on its papers: words that circulars and mergers change, so they are data. */
export const OfficeLetterhead = z.object({
  /** The agency above, e.g. "Ủy ban nhân dân huyện Giao Thủy"; null at the top and where the law names none. */
  parentAgency: z.string().nullable(),
  /** "Ủy ban nhân dân xã Giao Hà". */
  agency: z.string().min(1),
  /** "Bộ phận Tiếp nhận và Trả kết quả", or since 2025 "Trung tâm Phục vụ hành chính công". */
  counter: z.string().min(1),
  /** Where it is signed, as in "Giao Hà, ngày … tháng … năm …". */
  place: z.string().min(1),
  /** After the number: "BPTNTKQ" or "TTPVHCC". */
  notation: z.string().min(1),
  phone: z.string().nullable(),
  /** Where a citizen looks a dossier up, without a scheme: "dichvucong.namdinh.gov.vn". */
  website: z.string().nullable(),
  /** The portal's public page of one dossier, and the base64 secret (32 bytes) of this office its addresses are checked with; null where the portal has no such page. */
  lookup: z
    .object({ baseUrl: z.url({ protocol: /^https?$/ }).max(200), secret: z.string().regex(/^[A-Za-z0-9+/]{43}=$/) })
    .nullable()
    .default(null),
  /** On fee receipts. */
  taxCode: z.string().nullish(),
  /** The account that fees are transferred to, by VietQR: the bank's 6-digit BIN, the number, and both names as the citizen reads them. */
  bank: z
    .object({ bin: z.string().regex(/^\d{6}$/), account: z.string().regex(/^[0-9A-Za-z]{6,19}$/), accountName: z.string().min(1), bankName: z.string().min(1) })
    .nullish()
})
export type OfficeLetterhead = z.infer<typeof OfficeLetterhead>

/** Form number is not form kind: number 04 is an apology in 2018 and an extension request in 2025. */
export const FormTemplate = z.object({
  id: z.string().min(1),
  kind: z.string().min(1),
  formNumber: z.string().min(1),
  title: z.string().min(1),
  circular: z.string().min(1),
  paper: z.enum(['A4', 'A5']),
  /** What follows the paper's number ("HDHS"); null takes the office's own notation. */
  notation: z.string().nullable().default(null),
  /** Sentences of this form that differ from the usual wording, by place (forms/notice-texts.ts): provinces and circulars word them differently. */
  texts: z.record(z.string(), z.string().max(2000)).default({}),
  ...validity
})
export type FormTemplate = z.infer<typeof FormTemplate>

/** A legal series of numbers. Never issued twice, never reused; a gap is accounted for as void. */
export const NumberSeries = z.object({
  id: z.string().min(1),
  officeId: z.string().min(1),
  /** `dossier`, `outgoing-document`, `register-line`, `certification-line`, `fee-receipt`, `form-number`. */
  kind: z.string().min(1),
  name: z.string().min(1),
  /** What a number is unique in: a day, a year, or one book of a year (each counter writes in a book of its own). */
  period: z.enum(['day', 'year', 'book']),
  /** Tells series of one kind apart and stands after the book's number, e.g. `SCT/BS`; null where the kind has one series. */
  book: z.string().min(1).nullable(),
  /** Codes of the procedures whose dossiers are written in this book and not in the office's general register (certification). */
  procedures: z.array(z.string()).optional(),
  /** Of a series with books: whether each book begins at 1; otherwise numbers run on from book to book. */
  restartsInBook: z.boolean(),
  /** How many numbers one lease holds, and below how many left the counter asks for the next. */
  leaseSize: z.int().min(1),
  lowWater: z.int().min(0),
  ...validity
})
export type NumberSeries = z.infer<typeof NumberSeries>

/** The part of a daily series one counter owns for ever. What is leased besides: domain/numbers.ts. */
export const NumberLease = z.object({
  seriesId: z.string().min(1),
  counterNumber: z.int().min(1),
  range: SerialRange,
  standing: z.boolean(),
  ...validity
})
export type NumberLease = z.infer<typeof NumberLease>

export { Holiday, WorkCalendar, WorkHours } from './work-calendar.ts'
