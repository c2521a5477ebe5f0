import { readFileSync } from 'node:fs'
import type { FormTemplate, OfficeLetterhead } from '../../../electron/domain/catalogue.ts'
import type { ReceiptFormData } from '../../../electron/domain/forms/receipt-data.ts'
import { wholeName } from '../../reference-data/whole-names.ts'
import { getFormTemplates } from '../../reference-data/form-templates.ts'

type CatalogueRow = { code: string; name: string }
type ProcedureRow = CatalogueRow & { components: { name: string; originals: number; copies: number }[] }

export const template2018 = templateOf('tt-01-2018-01')
export const template2025 = templateOf('tt-03-2025-01')

/** A commune of 2021 with its district above it. */
export const commune2021: OfficeLetterhead = {
  parentAgency: 'Ủy ban nhân dân huyện Giao Thủy',
  agency: 'Ủy ban nhân dân xã Giao Hà',
  counter: 'Bộ phận Tiếp nhận và Trả kết quả',
  place: 'Giao Hà',
  notation: 'BPTNTKQ',
  phone: '02283895123',
  website: 'dichvucong.namdinh.gov.vn',
  lookup: null
}

/** A ward of the province merged in 2025: no district, a service centre as its counter. */
export const ward2025: OfficeLetterhead = {
  parentAgency: null,
  agency: 'Ủy ban nhân dân phường Nam Định',
  counter: 'Trung tâm Phục vụ hành chính công',
  place: 'Nam Định',
  notation: 'TTPVHCC',
  phone: '02283123456',
  website: 'dichvucong.gov.vn',
  lookup: null
}

/** An everyday case: a birth registered by the father, as 1.001193 lists its papers. */
export function birthReceipt(change: Partial<ReceiptFormData> = {}): ReceiptFormData {
  const procedure = getProcedure('1.001193')
  return {
    office: commune2021,
    code: '000.17.22.H40-210305-0001',
    number: '0001',
    receivedAt: '2021-03-05T09:32:10+07:00',
    dueAt: '2021-03-05T17:00:00+07:00',
    applicant: {
      fullName: 'Nguyễn Đình Khuyến',
      idKind: 'cccd',
      idNumber: '036090001234',
      address: 'Xóm 5, xã Giao Hà, huyện Giao Thủy, tỉnh Nam Định',
      phone: '+84912345678',
      email: 'khuyen.nguyendinh@example.vn'
    },
    owner: null,
    procedureName: procedure.name,
    letter: null,
    components: procedure.components.filter((_, i) => i !== 2).slice(0, 3),
    sets: 1,
    timeLimit: { unit: 'same-day', cutOff: '15:00' },
    returnAt: 'counter',
    fees: {
      lines: [
        { itemId: 'f1', name: 'Lệ phí đăng ký khai sinh quá hạn', kind: 'statutory-fee', units: 1, pages: null, fullAmount: 8000, amount: 8000, exemptionId: null, collectedAt: 'receipt' }
      ],
      serviceFees: 0,
      statutoryFees: 8000,
      total: 8000
    },
    register: null,
    officerName: 'Trần Thị Thu Hường',
    reprint: false,
    lookupUrl: 'https://dichvucong.namdinh.gov.vn/tra-cuu/000.17.22.H40-210305-0001/k3m9qy7t2w',
    fontBaseUrl: 'app://counter/fonts/',
    ...change
  }
}

/** The worst real case: the longest name of the catalogue (1,094 characters), twenty papers, an owner, several fees. */
export function longReceipt(change: Partial<ReceiptFormData> = {}): ReceiptFormData {
  const papers = readProcedures().flatMap((procedure) => procedure.components)
  return birthReceipt({
    office: ward2025,
    code: 'H42.113-261008-000975',
    receivedAt: '2026-10-08T16:05:00+07:00',
    dueAt: '2026-10-22T16:05:00+07:00',
    procedureName: getLongestName(),
    letter: { trackingNumber: null, note: 'Trong thư có tờ khai và bản sao giấy tờ; thiếu bản chính Giấy chứng sinh' },
    applicant: {
      fullName: 'Công Tằng Tôn Nữ Nguyễn Thị Phương Huyền Trang Thùy Dương',
      idKind: 'passport',
      idNumber: 'C1234567',
      address: 'Số nhà 125, ngõ 47, ngách 12/8, đường Trần Hưng Đạo, Tổ dân phố số 15, Khu đô thị mới Hòa Vượng, phường Nam Định, tỉnh Ninh Bình',
      phone: '+842283895123',
      email: 'cong.tang.ton.nu.nguyen.thi.phuong.huyen.trang.thuy.duong@example.vn'
    },
    owner: { fullName: 'Công ty Trách nhiệm hữu hạn Một thành viên Đầu tư & Phát triển "Thành Nam"', address: 'Khu công nghiệp Hòa Xá, phường Nam Định, tỉnh Ninh Bình' },
    components: papers.slice(0, 20),
    sets: 2,
    timeLimit: { unit: 'working-day', value: 10 },
    returnAt: 'post',
    fees: {
      lines: [
        { itemId: 'f1', name: 'Phí thẩm định hồ sơ cấp Giấy chứng nhận quyền sử dụng đất', kind: 'service-fee', units: 1, pages: null, fullAmount: 1_205_000, amount: 1_205_000, exemptionId: null, collectedAt: 'receipt' },
        { itemId: 'f2', name: 'Lệ phí cấp Giấy chứng nhận', kind: 'statutory-fee', units: 1, pages: null, fullAmount: 100_000, amount: 50_000, exemptionId: 'e1', collectedAt: 'return' },
        { itemId: 'f3', name: 'Lệ phí đăng ký biến động', kind: 'statutory-fee', units: 1, pages: null, fullAmount: 28_000, amount: 0, exemptionId: 'e2', collectedAt: 'return' }
      ],
      serviceFees: 1_205_000,
      statutoryFees: 50_000,
      total: 1_255_000
    },
    register: { book: '02/2026', line: '0975' },
    lookupUrl: null,
    ...change
  })
}

/** Real text of the reference data, which is what has to fit. */
export function getLongestName(): string {
  const { procedures } = readSource<CatalogueRow>('catalogue.json')
  return procedures.reduce((longest, { name }) => (name.length > longest.length ? name : longest), '')
}

function getProcedure(code: string): ProcedureRow {
  const found = readProcedures().find((procedure) => procedure.code === code)
  if (found === undefined) throw new Error(`the reference data lacks ${code}`)
  return found
}

function readProcedures(): ProcedureRow[] {
  return readSource<ProcedureRow>('procedures.json').procedures.map((row) => ({ ...row, components: row.components.map((component) => ({ ...component, name: wholeName(component.name) })) }))
}

function readSource<T>(file: string): { procedures: T[] } {
  return JSON.parse(readFileSync(new URL(`../../reference-data/source/${file}`, import.meta.url), 'utf8')) as { procedures: T[] }
}

export function templateOf(id: string): FormTemplate {
  const found = getFormTemplates(2025).find((template) => template.id === id)
  if (found === undefined) throw new Error(`no template ${id}`)
  return found
}
