import trainingData from './training-data.json' with { type: 'json' }
import { trainingPassword } from '../../contract/training.ts'
import type { OfficerRecord } from '../../contract/wire.ts'
import { createSigningKey } from '../../crypto/ed25519.ts'
import { createLoginKey } from '../../crypto/key-slot.ts'
import { localDay } from '../../domain/calendar.ts'
import { FormTemplate, NumberSeries, Procedure, WorkCalendar, type OfficeLetterhead } from '../../domain/catalogue.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { putProcedure } from '../catalogue/procedure-store.ts'
import { listNumberSeries, putReference } from '../catalogue/reference-store.ts'
import { getIdentity, type CoreContext, type DeviceRecord } from '../context.ts'
import { write } from '../db/open.ts'
import { findSetting, putSetting } from '../db/setting-store.ts'
import { insertLease, listLeaseUses } from '../numbers/number-store.ts'

/** The office of the training app: nowhere, with the procedures, calendar and forms of a commune of 2025. `H00` is no province's code, so its numbers are nobody's. */
const officeId = 'tap-huan'
const officeName = 'Ủy ban nhân dân xã Tập Huấn'

const letterhead: OfficeLetterhead = {
  parentAgency: 'Ủy ban nhân dân tỉnh Tập Huấn',
  agency: officeName,
  counter: 'Trung tâm Phục vụ hành chính công',
  place: 'Tập Huấn',
  notation: 'TTPVHCC',
  phone: '00000000000',
  website: null,
  lookup: null,
  taxCode: null,
  // No account: a transfer code made in training could be paid.
  bank: null
}

const officers: Pick<OfficerRecord, 'id' | 'login' | 'fullName' | 'title' | 'role'>[] = [
  { id: 'tap-huan-tiep-nhan', login: 'tiepnhan', fullName: 'Nguyễn Thị Tập Huấn', title: 'Công chức tiếp nhận', role: 'reception' },
  { id: 'tap-huan-lanh-dao', login: 'lanhdao', fullName: 'Trần Văn Tập Huấn', title: 'Chủ tịch Ủy ban nhân dân xã', role: 'head' },
  { id: 'tap-huan-van-thu', login: 'vanthu', fullName: 'Lê Thị Tập Huấn', title: 'Văn thư', role: 'records-clerk' },
  { id: 'tap-huan-quan-tri', login: 'quantri', fullName: 'Phạm Văn Tập Huấn', title: 'Quản trị hệ thống', role: 'administrator' }
]

/** Numbers a year of each series: more than anybody practises. */
const numbersAYear = 9_999

/**
 * Makes a new database the invented office's, in one commit: what enrolment and the first pull bring from a portal, without one.
 * @returns its officers, to make key slots for
 */
export async function foundTrainingOffice(context: CoreContext): Promise<Result<{ officers: OfficerRecord[]; officeName: string }, { kind: 'already-enrolled' }>> {
  if (findSetting(context.db, 'device')) return err({ kind: 'already-enrolled' })
  const people = await Promise.all(officers.map(async (officer): Promise<OfficerRecord> => ({ ...officer, officeId, loginKey: await createLoginKey(trainingPassword), active: true })))
  const device: DeviceRecord = {
    isTraining: true,
    device: 'tap-huan-1',
    portal: officeId,
    portalUrl: '',
    officeId,
    officeName,
    agencyCode: '000.00.00.H00',
    counterNumber: 1,
    range: { from: 1, to: 9999 },
    receiptKeys: [],
    privateKey: createSigningKey().privateKey
  }
  write(context.db, (db) => {
    putSetting(db, 'device', device)
    putSetting(db, 'epoch', 1)
    for (const person of people) putReference(db, 'officer', person.id, person)
    putReference(db, 'office-letterhead', officeId, letterhead)
    putReference(db, 'work-calendar', officeId, WorkCalendar.parse(trainingData.workCalendar))
    for (const template of trainingData.formTemplates) putReference(db, 'form-template', template.id, FormTemplate.parse(template))
    for (const series of trainingData.numberSeries) putReference(db, 'number-series', series.id, NumberSeries.parse(series))
    for (const procedure of trainingData.procedures) putProcedure(db, Procedure.parse(procedure))
  })
  grantTrainingNumbers(context)
  return ok({ officers: people, officeName })
}

/** What a portal would lease: one range a series for this year, once. */
export function grantTrainingNumbers(context: CoreContext): void {
  const year = localDay(context.now()).slice(0, 4)
  const { epoch } = getIdentity(context.db)
  const series = listNumberSeries(context.db)
  const without = series.filter(({ id, kind }) => kind !== 'dossier' && listLeaseUses(context.db, id, epoch, year).length === 0)
  if (without.length === 0) return
  write(context.db, (db) => {
    for (const { id, period } of without) {
      const leaseId = Number(year) * 100 + series.findIndex((one) => one.id === id)
      insertLease(db, { id: leaseId, series: id, period: period === 'book' ? `${year}/001` : year, from: 1, to: numbersAYear }, epoch)
    }
  })
}
