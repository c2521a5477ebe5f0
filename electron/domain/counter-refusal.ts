import * as z from './schema.ts'
import { Applicant, ApplicantInput, parseApplicant, type ApplicantInvalid } from './applicant.ts'
import { dayOf, LocalTime } from './calendar.ts'
import type { Procedure } from './catalogue.ts'
import { err, ok, type Result } from './result.ts'
import { toNfcLines } from './text.ts'

/** Payload of `counter.refused`: papers were not accepted at the counter (Mẫu 03). Nothing was received, so there is no dossier and no code. */
export const CounterRefused = z.object({
  at: LocalTime,
  procedure: z.object({ code: z.string().min(1), name: z.string().min(1) }),
  applicant: Applicant,
  reason: z.string().min(1).max(1000)
})
export type CounterRefused = z.infer<typeof CounterRefused>

export const CounterRefusalInput = z.object({ procedureCode: z.string().min(1).max(100), applicant: ApplicantInput, reason: z.string().max(1000), secrecy: z.enum(['none', 'mat', 'toi-mat', 'tuyet-mat']) })
export type CounterRefusalInput = z.infer<typeof CounterRefusalInput>

export type CounterRefusalRefused =
  | { kind: 'refusal-without-reason' }
  | { kind: 'secret-procedure'; procedureCode: string }
  | { kind: 'secret-document'; names: string[] }
  | (ApplicantInvalid & { person: 'applicant' })

/** Refuses at the counter, with the reason the citizen takes home. Of a secret nothing may be kept here, not even that it was refused (Law 29/2018/QH14 art. 5). */
export function decideCounterRefusal(input: CounterRefusalInput, procedure: Pick<Procedure, 'code' | 'name' | 'secret'>, at: LocalTime): Result<CounterRefused, CounterRefusalRefused> {
  if (procedure.secret) return err({ kind: 'secret-procedure', procedureCode: procedure.code })
  if (input.secrecy !== 'none') return err({ kind: 'secret-document', names: [] })
  const reason = toNfcLines(input.reason)
  if (reason === '') return err({ kind: 'refusal-without-reason' })
  const applicant = parseApplicant(input.applicant, dayOf(at))
  if (!applicant.ok) return err({ ...applicant.error, person: 'applicant' })
  return ok({ at, procedure: { code: procedure.code, name: procedure.name }, applicant: applicant.value, reason })
}
