import type { FormTemplate, NumberLease, NumberSeries, Organisation, Procedure } from '../../electron/domain/catalogue.ts'
import type { FeeItem } from '../../electron/domain/fee.ts'
import type { WorkCalendar } from '../../electron/domain/work-calendar.ts'
import { getFormTemplates } from './form-templates.ts'
import { getHolidays, getWorkHours } from './holidays.ts'
import { demoOffices, type DemoOffice } from './offices.ts'
import { getOrganisations } from './organisations.ts'
import { getProcedures } from './procedures.ts'
import type { Year } from './source-data.ts'

export interface ProvinceData {
  id: string
  name: string
  organisations: Organisation[]
  procedures: Procedure[]
  workCalendar: WorkCalendar
  formTemplates: FormTemplate[]
  /** Every fee item of the catalogue. */
  fees: FeeItem[]
  numberSeries: NumberSeries[]
  numberLeases: NumberLease[]
  office: DemoOffice
}

/** Nam Định with its three levels, as known in 2021: 237 units and 1,671 procedures (317 of them generated and marked). */
export function getProvince2021(): ProvinceData {
  return buildProvince(2021, 'nam-dinh-2021', 'Tỉnh Nam Định')
}

/** Ninh Bình with its two levels from 2025-07-01: 130 units, 1,354 real procedures and the two that show refusals. */
export function getProvince2025(): ProvinceData {
  return buildProvince(2025, 'ninh-binh-2025', 'Tỉnh Ninh Bình')
}

function buildProvince(year: Year, id: string, name: string): ProvinceData {
  const office = demoOffices[year][0]
  const procedures = getProcedures(year)
  return {
    id,
    name,
    organisations: getOrganisations(year),
    procedures,
    workCalendar: { workHours: getWorkHours(), holidays: getHolidays() },
    formTemplates: getFormTemplates(year),
    fees: procedures.flatMap((procedure) => procedure.fees),
    numberSeries: getNumberSeries(office.id),
    numberLeases: office.counters.map(({ number, range }) => ({
      seriesId: `${office.id}-dossier`, counterNumber: number, range, standing: true, validFrom: null, validTo: null
    })),
    office
  }
}

function getNumberSeries(officeId: string): NumberSeries[] {
  const series = (kind: string, name: string, period: NumberSeries['period']): NumberSeries => ({
    id: `${officeId}-${kind}`, officeId, kind, name, period, validFrom: null, validTo: null
  })
  return [
    series('dossier', 'Mã hồ sơ', 'day'),
    series('outgoing-document', 'Số văn bản đi', 'year'),
    series('register-line', 'Số thứ tự trong Sổ theo dõi hồ sơ', 'book'),
    series('certification-line', 'Số chứng thực', 'year'),
    series('fee-receipt', 'Số biên lai thu phí, lệ phí', 'book')
  ]
}
