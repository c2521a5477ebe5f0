import type { FormFailure } from '../../contract/forms.ts'
import { lookupLink } from '../../crypto/lookup-link.ts'
import { dayOf, localDay } from '../../domain/calendar.ts'
import type { OfficeLetterhead } from '../../domain/catalogue.ts'
import type { Dossier } from '../../domain/dossier.ts'
import { CERTIFICATION_RECEIPT_KIND, listCertifiedPapers, renderCertificationReceipt } from '../../domain/forms/certification-receipt.ts'
import type { FormKind, RenderedForm } from '../../domain/forms/form-data.ts'
import { renderNoticeForm } from '../../domain/forms/notice.ts'
import { renderReceiptForm } from '../../domain/forms/receipt.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { findFormTemplate, findLetterhead, listNumberSeries, listOfficers } from '../catalogue/reference-store.ts'
import { getDevice, type CoreContext } from '../context.ts'
import type { ReadDb } from '../db/open.ts'
import { findDossier } from '../dossier/dossier-store.ts'
import { findCounterRefusal } from '../dossier/refuse-at-counter.ts'
import { findNotice } from './notice-content.ts'

/** Served by main to its own windows only. */
export const fontBaseUrl = 'app://counter/fonts/'

/**
 * A form of a dossier, as the law had it on the day of what it tells: the receipt as of the day of receipt with the facts then frozen, the others from the newest
 * journal entry of their kind, the control slip as of now.
 */
export function renderDossierForm(context: CoreContext, request: { kind: FormKind; dossierId: string; reprint: boolean }, number: string | null): Result<RenderedForm, FormFailure> {
  const { db } = context
  const { kind, reprint } = request
  const stored = findDossier(db, request.dossierId)
  if (!stored) return err({ kind: 'dossier-unknown' })
  const { dossier } = stored
  if (dossier.purgedAt) return err({ kind: 'content-purged', at: dossier.purgedAt })
  const ownOffice = findLetterhead(db, getDevice(db).officeId)
  // A receipt is the paper of the office that received, also after it was merged into another; a notice is the acting office's.
  const office = kind === 'receipt' ? (findLetterhead(db, dossier.agency.id) ?? ownOffice) : ownOffice
  if (kind === 'receipt') {
    const day = dayOf(dossier.receivedAt)
    const certification = isCertified(db, dossier) ? findFormTemplate(db, CERTIFICATION_RECEIPT_KIND, day) : undefined
    if (office && certification) return ok(renderCertificationReceipt({ ...frame(office, dossier, reprint), ...receiptFacts(dossier), papers: listCertifiedPapers(dossier.components, dossier.fees) }, certification))
    const template = findFormTemplate(db, kind, day)
    return office && template ? ok(renderReceiptForm({ ...frame(office, dossier, reprint), ...receiptFacts(dossier) }, template)) : err({ kind: 'form-unknown', form: kind })
  }
  const notice = findNotice(context, stored, kind)
  if (!notice) return err({ kind: 'form-not-due', form: kind })
  const day = notice.at === null ? localDay(context.now()) : dayOf(notice.at)
  const template = findFormTemplate(db, kind, day)
  if (!office || !template) return err({ kind: 'form-unknown', form: kind })
  const head = listOfficers(db).find(({ role, officeId, active }) => role === 'head' && active && officeId === getDevice(db).officeId)
  return ok(
    renderNoticeForm(
      {
        ...frame(office, dossier, reprint),
        number,
        day,
        applicant: dossier.applicant,
        owner: dossier.owner,
        procedureName: dossier.procedure.name,
        receivedAt: dossier.receivedAt,
        officerName: notice.officerName,
        head: head ? { title: head.title, fullName: head.fullName } : null,
        content: notice.content
      },
      template
    )
  )
}

/** Mẫu 03 where nothing was received: the same form without a dossier's code. */
export function renderCounterRefusal(context: CoreContext, { seq, reprint }: { seq: number; reprint: boolean }, number: string | null): Result<RenderedForm, FormFailure> {
  const { db } = context
  const found = findCounterRefusal(db, seq)
  if (!found) return err({ kind: 'form-not-due', form: 'counter-refusal' })
  const { refused, officerName } = found
  const day = dayOf(refused.at)
  const office = findLetterhead(db, getDevice(db).officeId)
  const template = findFormTemplate(db, 'refusal', day)
  if (!office || !template) return err({ kind: 'form-unknown', form: 'counter-refusal' })
  const facts = { office, code: null, number, day, reprint, lookupUrl: null, fontBaseUrl }
  const about = { applicant: refused.applicant, owner: null, procedureName: refused.procedure.name, receivedAt: refused.at, officerName, head: null }
  return ok(renderNoticeForm({ ...facts, ...about, content: { kind: 'refusal', reason: refused.reason } }, template))
}

/** True for what is written in a certification book; also where no number of it was free at the counter. */
function isCertified(db: ReadDb, { register, procedure }: Dossier): boolean {
  return register ? register.kind === 'certification-line' : listNumberSeries(db).some(({ kind, procedures }) => kind === 'certification-line' && procedures?.includes(procedure.code))
}

/** What all forms of a dossier share. */
function frame(office: OfficeLetterhead, dossier: Dossier, reprint: boolean) {
  return { office, code: dossier.code, number: null, reprint, lookupUrl: office.lookup && lookupLink(dossier.code, office.lookup), fontBaseUrl }
}

function receiptFacts(dossier: Dossier) {
  return {
    receivedAt: dossier.receivedAt,
    dueAt: dossier.earlierDueAts[0] ?? dossier.dueAt,
    applicant: dossier.applicant,
    owner: dossier.owner && { fullName: dossier.owner.fullName, address: dossier.owner.address },
    procedureName: dossier.procedure.name,
    letter: dossier.channel === 'post' ? { trackingNumber: dossier.postTrackingNumber ?? null, note: dossier.note ?? '' } : null,
    components: dossier.components,
    sets: dossier.sets,
    timeLimit: dossier.limit,
    returnAt: dossier.resultBy,
    fees: dossier.fees,
    register: dossier.register ? { book: dossier.register.book ?? dossier.register.period, line: String(dossier.register.serial) } : null,
    officerName: dossier.receivedBy.fullName
  }
}
