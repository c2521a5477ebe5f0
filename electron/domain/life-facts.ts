import * as z from './schema.ts'
import { LocalDate, LocalTime } from './calendar.ts'
import { IdKind } from './citizen-id.ts'

/** What the steps of a dossier's life have to say besides their status. Money is whole đồng, texts are NFC. */

/** Of a letter or parcel, e.g. `EB123456789VN`: the post's own have 13 characters, others' differ. */
export const TrackingNumber = z.string().regex(/^[0-9A-Z]{6,30}$/)

/** A line of what is to be supplemented, as the form (Mẫu 02) prints it. */
export const SupplementItem = z.string().min(1).max(500)

/** Entering 6: what is owed, for what; the tax or the fee that somebody else has fixed. */
export const PaymentRequest = z.object({ amount: z.int().min(1).max(1_000_000_000_000), content: z.string().min(1).max(500) })
export type PaymentRequest = z.infer<typeof PaymentRequest>

/** Entering 9. A refusal decided on the merits is a result too. */
export const ProcessingResult = z.object({
  outcome: z.enum(['granted', 'rejected']),
  /** Number and notation of the paper, "12/2021" or "KS-12"; null where it has none. */
  documentNumber: z.string().min(1).max(100).nullable()
})
export type ProcessingResult = z.infer<typeof ProcessingResult>

/** Who takes the result: whom the receipt names, another with papers of his own and an authorisation, or the post. */
export const Collector = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('applicant') }),
  z.object({
    kind: z.literal('other'),
    fullName: z.string().min(1).max(255),
    idKind: IdKind.exclude(['none']),
    idNumber: z.string().min(1).max(30),
    /** The paper that lets him: "giấy ủy quyền số 12 ngày 01/3/2021", "hộ chiếu, giấy hẹn gốc". */
    authorisation: z.string().min(1).max(500)
  }),
  z.object({ kind: z.literal('post'), trackingNumber: TrackingNumber })
])
export type Collector = z.infer<typeof Collector>

/** Entering 10: the ký nhận. `originals` names the papers of the dossier that go back with the result. */
export const HandBack = z.object({
  collector: Collector,
  originals: z.array(z.object({ componentId: z.string(), name: z.string(), count: z.int().min(1).max(999) })).max(200)
})
export type HandBack = z.infer<typeof HandBack>

/** The supplement asked for last, open until `completedAt`. */
export type Supplement = {
  requestedAt: LocalTime
  items: string[]
  /** The last day to bring it; null where no term was set. */
  answerBy: LocalDate | null
  completedAt: LocalTime | null
  /** What the citizen brought online; the officer has yet to say whether it is enough. Absent until then. */
  answer?: { at: LocalTime; note: string }
}
export type Payment = PaymentRequest & { requestedAt: LocalTime; paidAt: LocalTime | null }

/** `purgedAt`: when the content of a dossier went here, at the end of its retention. What is left is for the books (domain/retention.ts). */
export type ContentState = { purgedAt?: LocalTime }
