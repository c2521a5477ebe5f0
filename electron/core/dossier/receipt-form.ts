import { lookupLink } from '../../crypto/lookup-link.ts'
import { dayOf } from '../../domain/calendar.ts'
import { RECEIPT_FORM_KIND, renderReceiptForm } from '../../domain/forms/receipt.ts'
import type { RenderedForm } from '../../domain/forms/receipt-data.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { findFormTemplate, findLetterhead } from '../catalogue/reference-store.ts'
import { getDevice, type CoreContext } from '../context.ts'
import { findDossier } from './dossier-store.ts'

/** Served by main to its own windows only. */
const fontBaseUrl = 'app://counter/fonts/'

/** The receipt of a dossier as of the day it was received: the form then in force, the facts then frozen. */
export function renderReceipt(context: CoreContext, dossierId: string, reprint: boolean): Result<RenderedForm, { kind: 'dossier-unknown' } | { kind: 'form-unknown' }> {
  const { db } = context
  const stored = findDossier(db, dossierId)
  if (!stored) return err({ kind: 'dossier-unknown' })
  const { dossier } = stored
  const office = findLetterhead(db, getDevice(db).officeId)
  const template = findFormTemplate(db, RECEIPT_FORM_KIND, dayOf(dossier.receivedAt))
  if (!office || !template) return err({ kind: 'form-unknown' })
  return ok(
    renderReceiptForm(
      {
        office,
        code: dossier.code,
        number: null,
        receivedAt: dossier.receivedAt,
        dueAt: dossier.dueAt,
        applicant: dossier.applicant,
        owner: dossier.owner && { fullName: dossier.owner.fullName, address: dossier.owner.address },
        procedureName: dossier.procedure.name,
        components: dossier.components,
        sets: dossier.sets,
        timeLimit: dossier.limit,
        returnAt: dossier.resultBy === 'post' ? 'post' : 'counter',
        fees: dossier.fees,
        register: null,
        officerName: dossier.receivedBy.fullName,
        reprint,
        lookupUrl: office.lookup && lookupLink(dossier.code, office.lookup),
        fontBaseUrl
      },
      template
    )
  )
}
