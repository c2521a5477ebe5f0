import type { Procedure } from '../../electron/domain/catalogue.ts'
import { illustrativeComponents } from './illustrative-components.ts'

type Validity = Pick<Procedure, 'validFrom' | 'validTo' | 'version'>

/** Subjects of district and commune procedures of 2021 that the crawl of 2026 no longer has under these names. */
const subjects: readonly (readonly [field: string, subject: string])[] = [
  ['Giáo dục và Đào tạo', 'cho phép hoạt động nhóm trẻ độc lập'],
  ['Giáo dục và Đào tạo', 'chuyển trường đối với học sinh trung học cơ sở'],
  ['Văn hóa cơ sở', 'đăng ký tổ chức lễ hội cấp xã'],
  ['Văn hóa cơ sở', 'cấp giấy phép kinh doanh dịch vụ karaoke'],
  ['Thi đua, khen thưởng', 'tặng danh hiệu Lao động tiên tiến'],
  ['Thi đua, khen thưởng', 'tặng Giấy khen của Chủ tịch Ủy ban nhân dân'],
  ['Tôn giáo', 'đăng ký hoạt động tín ngưỡng'],
  ['Tôn giáo', 'thông báo danh mục hoạt động tôn giáo'],
  ['Bảo trợ xã hội', 'xác định mức độ khuyết tật'],
  ['Bảo trợ xã hội', 'hỗ trợ chi phí mai táng'],
  ['Trẻ em', 'phê duyệt kế hoạch hỗ trợ, can thiệp đối với trẻ em'],
  ['Môi trường', 'xác nhận đăng ký kế hoạch bảo vệ môi trường'],
  ['Thư viện', 'thông báo thành lập thư viện cộng đồng'],
  ['Dân quân tự vệ', 'trợ cấp cho dân quân bị ốm, tai nạn'],
  ['Phòng, chống tệ nạn xã hội', 'hỗ trợ học nghề cho người tái hòa nhập']
]

const acts = ['Cấp mới', 'Cấp lại', 'Điều chỉnh', 'Gia hạn', 'Chấm dứt'] as const

/** Entries that fill the catalogue; each is marked `generated` and says so in its name's head. */
export function getGeneratedProcedures(count: number, validity: Validity): Procedure[] {
  return Array.from({ length: count }, (_, i) => {
    const [field, subject] = subjects[i % subjects.length] ?? ['', '']
    const act = acts[Math.floor(i / subjects.length) % acts.length]
    const number = String(i + 1).padStart(3, '0')
    const level = i % 3 === 2 ? 'commune' : 'district'
    return {
      ...base(`9.000${number}`, validity),
      name: `[Mục minh họa ${number}] ${act}: ${subject}`,
      field,
      levels: [level],
      serviceLevel: i % 4 === 0 ? 3 : 2,
      channels: i % 4 === 0 ? ['direct', 'online', 'post'] : ['direct', 'post'],
      timeLimit: { unit: 'working-day', value: 2 + (i % 15) },
      components: illustrativeComponents(`9.000${number}`)
    }
  })
}

/** Two invented procedures that show the refusals of Law 29/2018/QH14: a secret procedure, and a secret document in one. */
export function getSecretProcedures(validity: Validity): Procedure[] {
  const ordinary = illustrativeComponents('9.900002')
  return [
    {
      ...base('9.900001', validity),
      name: '[Minh họa, không có thật] Thủ tục thuộc danh mục bí mật nhà nước',
      secret: true
    },
    {
      ...base('9.900002', validity),
      name: '[Minh họa, không có thật] Thủ tục có thể kèm tài liệu đóng dấu mật',
      components: [
        ...ordinary,
        {
          id: '9.900002-TP03',
          name: 'Tài liệu đóng dấu MẬT (minh họa)',
          originals: 1,
          copies: 0,
          kind: 'submit',
          required: false,
          secret: true
        }
      ]
    }
  ]
}

function base(code: string, validity: Validity): Procedure {
  return {
    code,
    localCode: null,
    name: '',
    field: 'Mục minh họa',
    levels: ['commune'],
    serviceLevel: validity.version === 1 ? 2 : 'trực tiếp',
    channels: ['direct'],
    subjects: null,
    ...validity,
    timeLimit: { unit: 'working-day', value: 5 },
    supplementPolicy: 'restart',
    fees: [],
    components: illustrativeComponents(code),
    results: [],
    decidingAgency: null,
    decision: null,
    secret: false,
    generated: true,
    provenance: 'Mục minh họa do chương trình sinh ra, không phải thủ tục có thật.'
  }
}
