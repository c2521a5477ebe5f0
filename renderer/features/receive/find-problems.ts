import type { UseFormReturn } from 'react-hook-form'
import type { ReceiveDossier } from '../../../electron/contract/intake.ts'
import type { Applicant, ApplicantProblem } from '../../../electron/domain/applicant.ts'
import type { LocalDate } from '../../../electron/domain/calendar.ts'
import { TrackingNumber } from '../../../electron/domain/life-facts.ts'
import { toNfc, toNfcLines } from '../../../electron/domain/text.ts'
import { SECRECY_REASON } from '../../i18n/error-words.ts'
import { explainError } from '../../i18n/errors.ts'
import { explainField, explainOwnerField } from '../../i18n/vi.ts'
import { looseId } from './component-rows.ts'
import { readSets } from './draft-mapping.ts'
import { findFieldProblem, findOwnerProblem, ownerFieldNames, ownerFieldOf, personFieldNames, readApplicant, readOwner, type IntakeFields, type OwnerFields, type PersonFields } from './intake-fields.ts'
import type { IntakeProblem, IntakeStore, ReceiveFailure } from './intake-store.ts'

/** As the eye goes over the form, which is not the order of the rule. */
const screenOrder: readonly string[] = [...personFieldNames, ...ownerFieldNames]

function inScreenOrder(problems: readonly IntakeProblem[]): IntakeProblem[] {
  return problems.toSorted((a, b) => screenOrder.indexOf(a.field) - screenOrder.indexOf(b.field))
}

const tellApplicant = (problems: readonly ApplicantProblem[]): IntakeProblem[] => inScreenOrder(problems.map((problem) => ({ field: problem.field, text: explainField(problem) })))
const tellOwner = (problems: readonly ApplicantProblem[]): IntakeProblem[] => inScreenOrder(problems.map((problem) => ({ field: ownerFieldOf(problem.field), text: explainOwnerField(problem) })))

type Intake = Pick<IntakeStore, 'draftId' | 'chosen' | 'components' | 'secrecy' | 'exemptionIds' | 'feeQuantities'>

/**
 * The intake as core takes it, or all that is wrong with it at once, in the order of the screen. The same rules hold in core; here they save the way.
 */
export function readIntake(
  fields: IntakeFields,
  intake: Intake,
  today: LocalDate
): { ok: true; value: ReceiveDossier & { applicant: Applicant } } | { ok: false; problems: IntakeProblem[] } {
  const problems: IntakeProblem[] = []
  const procedure = intake.chosen?.procedure
  if (procedure === undefined) problems.push({ field: 'procedure', text: 'Chọn thủ tục.' })
  else if (procedure.secret) problems.push({ field: 'procedure', text: `Thủ tục thuộc bí mật nhà nước. ${SECRECY_REASON}` })
  if (intake.secrecy !== 'none') problems.push({ field: 'secrecy', text: `Có tài liệu mật. ${SECRECY_REASON}` })

  const applicant = readApplicant(fields, today)
  if (!applicant.ok) problems.push(...tellApplicant(applicant.error.problems))
  const owner = fields.hasOwner === 'yes' ? readOwner(fields, today) : undefined
  if (owner?.ok === false) problems.push(...tellOwner(owner.error.problems))
  const representation = toNfc(fields.representation)
  if (owner && representation === '') problems.push({ field: 'representation', text: 'Ghi tư cách người nộp thay: cha, mẹ, người được ủy quyền…' })
  const tracking = fields.channel === 'post' ? fields.tracking.replace(/\s/g, '').toUpperCase() : ''
  if (tracking !== '' && !TrackingNumber.safeParse(tracking).success) problems.push({ field: 'tracking', text: explainError({ kind: 'tracking-number-malformed' }) })
  const handed = intake.components.filter((row) => row.ticked && row.originals + row.certifiedCopies + row.copies > 0)
  const missing = procedure?.components.filter(({ id, required }) => required && !handed.some((row) => row.id === id)) ?? []
  for (const component of missing) {
    problems.push({ field: 'components', text: `Còn thiếu giấy tờ bắt buộc: ${shorten(component.name)}` })
  }
  const loose = intake.components.find(({ id }) => id === looseId)?.files.length ?? 0
  if (loose > 0) problems.push({ field: 'loose', text: `Còn ${loose} tệp chưa xếp vào giấy tờ nào: xếp vào giấy tờ, hoặc gỡ.` })
  const sets = readSets(fields.sets)
  if (sets === undefined) problems.push({ field: 'sets', text: 'Số bộ hồ sơ là số từ 1 đến 99.' })

  if (procedure === undefined || !applicant.ok || sets === undefined || owner?.ok === false || problems.length > 0) return { ok: false, problems }
  return {
    ok: true,
    value: {
      draftId: intake.draftId,
      procedureCode: procedure.code,
      applicant: applicant.value,
      ...(owner?.ok ? { owner: owner.value, representation } : {}),
      ...(tracking === '' ? {} : { postTrackingNumber: tracking }),
      components: handed,
      sets,
      channel: fields.channel,
      returnAt: fields.returnAt,
      secrecy: intake.secrecy,
      note: toNfcLines(fields.note).slice(0, 1000),
      exemptionIds: intake.exemptionIds,
      feeQuantities: intake.feeQuantities
    }
  }
}

/**
 * What a field says at blur. What is empty is told only once Receive was pressed, and then until it is filled: the summary takes the focus out of the field it is about, which must not take its mark.
 */
export function problemAtBlur(fields: IntakeFields, name: keyof PersonFields | keyof OwnerFields, intake: Intake & Pick<IntakeStore, 'phase'>, today: LocalDate): string | undefined {
  if (intake.phase.state === 'incomplete' || intake.phase.state === 'failed') {
    const read = readIntake(fields, intake, today)
    return read.ok ? undefined : read.problems.find(({ field }) => field === name)?.text
  }
  if (isOwnerField(name)) {
    const problem = findOwnerProblem(fields, name, today)
    return problem && explainOwnerField(problem)
  }
  const problem = findFieldProblem(fields, name, today)
  return problem && explainField(problem)
}

function isOwnerField(name: keyof PersonFields | keyof OwnerFields): name is keyof OwnerFields {
  return ownerFieldNames.some((known) => known === name)
}

/** Where the eye should go for a refusal of core; undefined when it is about no field. */
export function problemsOfFailure(error: ReceiveFailure): IntakeProblem[] {
  switch (error.kind) {
    case 'applicant-invalid':
      return error.person === 'owner' ? tellOwner(error.problems) : tellApplicant(error.problems)
    case 'missing-component':
      return error.names.map((name) => ({ field: 'components', text: `Còn thiếu giấy tờ bắt buộc: ${shorten(name)}` }))
    default:
      return []
  }
}

function shorten(name: string): string {
  return name.length <= 90 ? name : `${name.slice(0, 88)}…`
}

/** Beside their fields; what is of no text field stands beside its own part of the screen. */
export function showProblems(form: Pick<UseFormReturn<IntakeFields>, 'clearErrors' | 'setError'>, problems: readonly IntakeProblem[]): void {
  form.clearErrors()
  for (const { field, text } of problems) {
    if (field !== 'procedure' && field !== 'components' && field !== 'loose' && field !== 'secrecy') form.setError(field, { message: text })
  }
}
