import type { FormFailure, FormRequest } from '../../contract/forms.ts'
import { dayOf, toLocalTime } from '../../domain/calendar.ts'
import { renderFeeReceiptForm } from '../../domain/forms/fee-receipt.ts'
import type { RenderedForm } from '../../domain/forms/form-data.ts'
import { renderRegisterForm } from '../../domain/forms/register.ts'
import { renderTillSheet } from '../../domain/forms/till-sheet.ts'
import { renderVerificationReport } from '../../domain/forms/verification-report.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { findFormTemplate, findLetterhead } from '../catalogue/reference-store.ts'
import { getDevice, getOfficer, type CoreContext } from '../context.ts'
import { findDossier } from '../dossier/dossier-store.ts'
import { findReceipt, findShift } from '../money/money-store.ts'
import { listReceiptRows, viewClosed } from '../money/till.ts'
import type { KeptChecks } from '../verify/kept-checks.ts'
import { listRegisterLines } from './register-lines.ts'
import { fontBaseUrl, renderCounterRefusal, renderDossierForm } from './render-form.ts'

type Rendered = Result<RenderedForm, FormFailure>
type Request<K extends FormRequest['kind']> = Extract<FormRequest, { kind: K }>

/** Some 300 sheets, what a printer of a counter and its window bear in one go: a longer period is printed by the month or the quarter. */
const mostLines = 5000

/** Any paper of the counter. @param number its own, where it has one and it was given */
export function renderPaper(context: CoreContext, checks: KeptChecks, request: FormRequest, number: string | null): Rendered {
  switch (request.kind) {
    case 'fee-receipt':
      return renderFeeReceipt(context, request)
    case 'till-sheet':
      return renderTill(context, request)
    case 'register':
      return renderRegister(context, request)
    case 'verification':
      return renderVerification(context, checks, request)
    case 'counter-refusal':
      return renderCounterRefusal(context, request, number)
    default:
      return renderDossierForm(context, request, number)
  }
}

function renderFeeReceipt(context: CoreContext, request: Request<'fee-receipt'>): Rendered {
  const { db } = context
  const receipt = findReceipt(db, request)
  const dossier = receipt && findDossier(db, receipt.dossierId)?.dossier
  if (!receipt || !dossier) return err({ kind: 'form-not-due', form: request.kind })
  if (dossier.purgedAt) return err({ kind: 'content-purged', at: dossier.purgedAt })
  const office = findLetterhead(db, getDevice(db).officeId)
  const template = findFormTemplate(db, request.kind, dayOf(receipt.at))
  if (!office || !template) return err({ kind: 'form-unknown', form: request.kind })
  const { applicant, code, receivedBy } = dossier
  const facts = { office, receipt, payer: applicant, dossierCode: code, method: receipt.method, at: receipt.at, officerName: receipt.officerName || receivedBy.fullName }
  return ok(renderFeeReceiptForm({ ...facts, voided: receipt.voided, reprint: request.reprint, fontBaseUrl }, template))
}

function renderTill(context: CoreContext, request: Request<'till-sheet'>): Rendered {
  const { db } = context
  const shift = findShift(db, request.shiftId)
  const view = shift && viewClosed(db, shift)
  if (!shift || !view) return err({ kind: 'form-not-due', form: request.kind })
  const office = findLetterhead(db, getDevice(db).officeId)
  if (!office) return err({ kind: 'form-unknown', form: request.kind })
  return ok(renderTillSheet({ office, officerName: view.officerName, openedAt: view.openedAt, closed: view.closed, receipts: listReceiptRows(db, shift), reprint: request.reprint, fontBaseUrl }))
}

/** The report of a check that was made since core started. */
function renderVerification(context: CoreContext, checks: KeptChecks, request: Request<'verification'>): Rendered {
  const { db } = context
  const checked = checks.find(request.checkId)
  if (!checked) return err({ kind: 'form-not-due', form: request.kind })
  const office = findLetterhead(db, getDevice(db).officeId)
  if (!office) return err({ kind: 'form-unknown', form: request.kind })
  const at = toLocalTime(Date.parse(checked.checkedAt))
  return ok(renderVerificationReport({ office, checked, at, officerName: getOfficer(context).fullName, reprint: request.reprint, fontBaseUrl }))
}

function renderRegister(context: CoreContext, request: Request<'register'>): Rendered {
  const { db } = context
  const office = findLetterhead(db, getDevice(db).officeId)
  const template = findFormTemplate(db, request.kind, request.to)
  if (!office || !template) return err({ kind: 'form-unknown', form: request.kind })
  const { from, to, reprint } = request
  const { lines, total } = listRegisterLines(db, { from, to }, mostLines)
  if (total > lines.length) return err({ kind: 'register-too-long', total, most: mostLines })
  return ok(renderRegisterForm({ office, from, to, lines, reprint, fontBaseUrl }, template))
}
