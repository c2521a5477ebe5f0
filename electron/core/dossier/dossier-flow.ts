import type { DossierFlow } from '../../contract/views.ts'
import { toLocalTime } from '../../domain/calendar.ts'
import { listSlipRows, listStepsToCome } from '../../domain/control-slip.ts'
import type { Dossier } from '../../domain/dossier.ts'
import { findHolder, findOpenHandOver } from '../../domain/hand-over.ts'
import { listLegRows } from '../../domain/interlink.ts'
import { findWorkCalendar, listOfficers } from '../catalogue/reference-store.ts'
import { getDevice } from '../context.ts'
import type { ReadDb } from '../db/open.ts'

/** Where the papers of a dossier are, and who could take them next. What took how long is told once there is a calendar to count by. */
export function readDossierFlow(db: ReadDb, dossier: Dossier, nowMs: number): DossierFlow {
  const { officeId } = getDevice(db)
  const { receivedBy, agency } = dossier
  const calendar = findWorkCalendar(db)
  const now = toLocalTime(nowMs)
  return {
    rows: calendar ? listSlipRows(dossier, now, calendar) : [],
    legs: calendar ? listLegRows(dossier, now, calendar) : [],
    stepsToCome: listStepsToCome(dossier),
    holder: findHolder(dossier) ?? { unit: agency.name, fullName: receivedBy.fullName, officerId: receivedBy.officerId },
    open: findOpenHandOver(dossier) ?? null,
    receivers: listOfficers(db)
      .filter((officer) => officer.active && officer.officeId === officeId && officer.role !== 'administrator')
      .map(({ id, fullName, title }) => ({ unit: title, fullName, officerId: id }))
  }
}
