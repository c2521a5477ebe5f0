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

/** Every legal series of an office. Sizes let a counter work offline for months: a certification counter of a commune gives some 2,000 numbers a year. */
export function getNumberSeries(officeId: string): NumberSeries[] {
  const series = (kind: string, name: string, period: NumberSeries['period'], leaseSize: number, more: Partial<NumberSeries> = {}): NumberSeries => ({
    id: [officeId, kind, more.book?.split('/').at(-1)].filter(Boolean).join('-'),
    officeId, kind, name, period, book: null, restartsInBook: false, leaseSize, lowWater: Math.ceil(leaseSize / 2), validFrom: null, validTo: null, ...more
  })
  return [
    series('dossier', 'Mã hồ sơ', 'day', 100),
    series('outgoing-document', 'Số văn bản đi', 'year', 200),
    series('register-line', 'Số thứ tự trong Sổ theo dõi hồ sơ', 'book', 1000, { restartsInBook: true }),
    series('certification-line', 'Số chứng thực bản sao từ bản chính', 'year', 1000, { book: 'SCT/BS', procedures: ['2.000815'] }),
    series('certification-line', 'Số chứng thực chữ ký', 'year', 400, { book: 'SCT/CK', procedures: ['2.000884'] }),
    series('certification-line', 'Số chứng thực hợp đồng, giao dịch', 'year', 200, { book: 'SCT/HĐ', procedures: ['2.001035', '2.001019'] }),
    series('form-number', 'Số phiếu yêu cầu bổ sung', 'year', 200, { book: 'HDHS' }),
    series('form-number', 'Số phiếu xin lỗi, hẹn lại', 'year', 100, { book: 'PXL' }),
    series('form-number', 'Số các phiếu khác của Bộ phận một cửa', 'year', 200),
    // A book of receipts has fifty; several lie ready.
    series('fee-receipt', 'Số biên lai thu phí, lệ phí', 'book', 50, { lowWater: 150 })
  ]
}
