import { dayOf } from '../../domain/calendar.ts'
import { renderReceiptForm } from '../../domain/forms/receipt.ts'
import type { FormOffice, RenderedForm } from '../../domain/forms/receipt-data.ts'
import { RECEIPT_FORM_KIND, RECEIPT_TEMPLATES } from '../../domain/forms/receipt-templates.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { isValidOn } from '../../domain/work-calendar.ts'
import { findFormTemplate, findOrganisation } from '../catalogue/reference-store.ts'
import { getDevice, type CoreContext, type DeviceRecord } from '../context.ts'
import type { ReadDb } from '../db/open.ts'
import { findDossier } from './dossier-store.ts'

/** Served by main to its own windows only. */
const fontBaseUrl = 'app://counter/fonts/'
/** From this day the counters of communes are centres with a name and notation of their own (NĐ 118/2025). */
const centresSince = '2025-07-01'

/** The receipt of a dossier as of the day it was received: the form then in force, the facts then frozen. */
export function renderReceipt(context: CoreContext, dossierId: string, reprint: boolean): Result<RenderedForm, { kind: 'dossier-unknown' }> {
  const { db } = context
  const stored = findDossier(db, dossierId)
  if (!stored) return err({ kind: 'dossier-unknown' })
  const { dossier } = stored
  const device = getDevice(db)
  const day = dayOf(dossier.receivedAt)
  const template = findFormTemplate(db, RECEIPT_FORM_KIND, day) ?? RECEIPT_TEMPLATES.find((candidate) => isValidOn(candidate, day)) ?? RECEIPT_TEMPLATES[0]!
  return ok(
    renderReceiptForm(
      {
        office: describeOffice(db, device, day),
        code: dossier.code,
        number: null,
        receivedAt: dossier.receivedAt,
        dueAt: dossier.dueAt,
        applicant: dossier.applicant,
        owner: dossier.owner && { fullName: dossier.owner.fullName, address: dossier.owner.address },
        procedureName: dossier.procedure.name,
        components: dossier.components.map(({ name, originals, certifiedCopies, copies }) => ({ name, originals, copies: certifiedCopies + copies })),
        sets: dossier.sets,
        timeLimit: dossier.limit,
        returnAt: dossier.resultBy === 'post' ? 'post' : 'counter',
        fees: dossier.fees,
        register: null,
        officerName: dossier.receivedBy.fullName,
        reprint,
        lookupUrl: null,
        fontBaseUrl
      },
      template
    )
  )
}

function describeOffice(db: ReadDb, device: DeviceRecord, day: string): FormOffice {
  const unit = findOrganisation(db, device.officeId)
  const parent = unit?.parent ? findOrganisation(db, unit.parent) : undefined
  const isCentre = day >= centresSince
  return {
    parentAgency: parent ? peoplesCommittee(parent.name) : null,
    agency: unit ? peoplesCommittee(unit.name) : device.officeName,
    counter: isCentre ? 'Trung tâm Phục vụ hành chính công' : 'Bộ phận Tiếp nhận và Trả kết quả',
    place: (unit?.name ?? device.officeName).replace(/^(Xã|Phường|Thị trấn|Huyện|Thành phố|Tỉnh) /u, ''),
    notation: isCentre ? 'TTPVHCC' : 'BPTNTKQ',
    phone: null,
    website: null
  }
}

/** "Xã Giao Hà" as its committee is called in running text: "Ủy ban nhân dân xã Giao Hà". */
function peoplesCommittee(unitName: string): string {
  return `Ủy ban nhân dân ${unitName.charAt(0).toLowerCase()}${unitName.slice(1)}`
}
