import type { Procedure } from '../../electron/domain/catalogue.ts'
import type { ProcedureLeg } from '../../electron/domain/interlink.ts'
import type { ProcessStep } from '../../electron/domain/process.ts'

const counterUnit = 'Bộ phận Tiếp nhận và Trả kết quả'
const hours = (value: number): ProcessStep['limit'] => ({ unit: 'hour', value })
const days = (value: number): ProcessStep['limit'] => ({ unit: 'working-day', value })
const step = (id: string, name: string, unit: string, limit: ProcessStep['limit'], agency: string | null = null): ProcessStep => ({ id, name, unit, agency, limit })

/** Inner processes as provinces publish them, in our words: units and hours are illustrative, the sum keeps within the procedure's limit. */
const civilStatus: ProcessStep[] = [
  step('tiep-nhan', 'Tiếp nhận, số hóa và chuyển hồ sơ', counterUnit, hours(1)),
  step('tham-dinh', 'Thẩm định, ghi sổ hộ tịch, in giấy tờ', 'Công chức Tư pháp - Hộ tịch', hours(4)),
  step('ky', 'Ký duyệt kết quả', 'Lãnh đạo Ủy ban nhân dân xã', hours(1)),
  step('tra', 'Đóng dấu, chuyển kết quả về Bộ phận một cửa', 'Văn thư', hours(1))
]
const socialAllowance: ProcessStep[] = [
  step('tiep-nhan', 'Tiếp nhận, số hóa và chuyển hồ sơ', counterUnit, days(1)),
  step('xet-duyet', 'Hội đồng xét duyệt trợ giúp xã hội, niêm yết', 'Công chức Văn hóa - Xã hội', days(10)),
  step('chuyen-huyen', 'Thẩm định, trình quyết định', 'Phòng Lao động - Thương binh và Xã hội', days(7), 'UBND huyện Giao Thủy'),
  step('quyet-dinh', 'Quyết định trợ cấp xã hội', 'Lãnh đạo Ủy ban nhân dân huyện', days(3), 'UBND huyện Giao Thủy'),
  step('tra', 'Nhận kết quả, chuyển về Bộ phận một cửa', 'Văn thư', days(1))
]

const processes2021: Readonly<Record<string, ProcessStep[]>> = {
  '1.001193': civilStatus, '1.000894': civilStatus, '1.004873': civilStatus, '2.000635': civilStatus, '1.000656': civilStatus, '1.001776': socialAllowance
}

/** Birth registration, residence and health card of a child under six: one receipt, three agencies; the total of 20 working days is the portal's, how it is shared is illustrative. */
const legs: Readonly<Record<2021 | 2025, ProcedureLeg[]>> = { 2021: birthLegs('Bảo hiểm xã hội huyện Giao Thủy', 'district'), 2025: birthLegs('Bảo hiểm xã hội cơ sở Giao Thủy', 'province') }

function birthLegs(insurance: string, level: string): ProcedureLeg[] {
  return [
    { id: 'khai-sinh', name: 'Đăng ký khai sinh', agency: 'Ủy ban nhân dân cấp xã', level: 'commune', limit: days(2), after: [] },
    { id: 'cu-tru', name: 'Đăng ký thường trú', agency: 'Công an cấp xã', level: 'commune', limit: days(7), after: ['khai-sinh'] },
    { id: 'bhyt', name: 'Cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi', agency: insurance, level, limit: days(10), after: ['khai-sinh'] }
  ]
}

/** How a procedure is carried out in a year: since 2025 no district decides. */
export function getProcess(code: string, year: 2021 | 2025): Pick<Procedure, 'process' | 'legs'> {
  if (code === '2.000986') return { legs: legs[year] }
  const process = processes2021[code]
  if (process === undefined) return {}
  return { process: year === 2021 ? process : process.filter(({ agency }) => agency === null) }
}
