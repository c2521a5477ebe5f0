import type { SerialRange } from '../../electron/domain/dossier-code.ts'
import type { Role } from '../../electron/domain/permission.ts'
import type { Year } from './source-data.ts'

/** A demo officer; the one password of them all is the portal's (test/portal/seed-data.ts). */
export interface DemoOfficer {
  id: string
  login: string
  fullName: string
  title: string
  role: Role
}

export interface DemoOffice {
  /** General Statistics Office code of the unit. */
  id: string
  /** The agency, as the head of its papers says. */
  name: string
  agencyCode: string
  codeScheme: string
  /** Place in "Giao Yến, ngày … tháng … năm …". */
  place: string
  parentName: string
  counterName: string
  /** After the number of its papers. */
  counterNotation: string
  address: string
  phone: string
  counters: { number: number; range: SerialRange }[]
  officers: DemoOfficer[]
}

const counters = [
  { number: 1, range: { from: 1, to: 2999 } },
  { number: 2, range: { from: 3000, to: 5999 } }
]

/** Invented people, one of each role; one has the long name of an imperial family branch, which forms must bear. */
const officers: DemoOfficer[] = [
  officer('can-bo-01', 'nhung', 'Vũ Thị Hồng Nhung', 'Công chức Tư pháp - Hộ tịch', 'reception'),
  officer('lanh-dao-01', 'khanh', 'Phạm Văn Khánh', 'Chủ tịch Ủy ban nhân dân xã', 'head'),
  officer('van-thu-01', 'tram', 'Công Tằng Tôn Nữ Nguyễn Thị Phương Quỳnh Trâm', 'Công chức Văn phòng - Thống kê, Văn thư', 'records-clerk'),
  officer('quan-tri-01', 'dat', 'Đỗ Mạnh Đạt', 'Quản trị hệ thống', 'administrator')
]

/** The offices of the demo: real units, illustrative agency codes, addresses and telephone numbers. */
export const demoOffices: Readonly<Record<Year, readonly [DemoOffice, ...DemoOffice[]]>> = {
  2021: [
    {
      id: '14194',
      name: 'Ủy ban nhân dân xã Giao Yến',
      agencyCode: '000.21.05.H40',
      codeScheme: 'QCVN 102:2016',
      place: 'Giao Yến',
      parentName: 'Ủy ban nhân dân huyện Giao Thủy',
      counterName: 'Bộ phận Tiếp nhận và Trả kết quả',
      counterNotation: 'BPTNTKQ',
      address: 'Xã Giao Yến, huyện Giao Thủy, tỉnh Nam Định',
      phone: '02283000001',
      counters,
      officers
    }
  ],
  2025: [
    {
      id: '14194',
      name: 'Ủy ban nhân dân xã Giao Bình',
      agencyCode: 'H42.94',
      codeScheme: 'QĐ 20/2020/QĐ-TTg',
      place: 'Giao Bình',
      parentName: 'Ủy ban nhân dân tỉnh Ninh Bình',
      counterName: 'Trung tâm Phục vụ hành chính công',
      counterNotation: 'TTPVHCC',
      address: 'Xã Giao Bình, tỉnh Ninh Bình',
      phone: '02293000001',
      counters,
      officers
    }
  ]
}

function officer(id: string, login: string, fullName: string, title: string, role: Role): DemoOfficer {
  return { id, login, fullName: fullName.normalize('NFC'), title, role }
}
