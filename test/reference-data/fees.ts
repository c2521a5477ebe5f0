import type { FeeExemption, FeeItem } from '../../electron/domain/fee.ts'

const provinceNote = 'Mức thu minh họa: mức thật do HĐND tỉnh quy định'

const civilStatusExemptions: FeeExemption[] = [
  { id: 'on-time', name: 'Đăng ký đúng hạn', percent: 100 },
  { id: 'merit', name: 'Người có công với cách mạng', percent: 100 },
  { id: 'poor', name: 'Người thuộc hộ nghèo', percent: 100 },
  { id: 'disabled', name: 'Người khuyết tật', percent: 100 }
]
const socialExemptions = civilStatusExemptions.slice(1)

function fee(id: string, name: string, basis: FeeItem['basis'], more: Partial<FeeItem> = {}): FeeItem {
  return {
    id,
    name,
    kind: 'statutory-fee',
    basis,
    channel: null,
    exemptions: [],
    collectedAt: 'receipt',
    defaultUnits: 1,
    setByProvince: false,
    note: '',
    validFrom: null,
    validTo: null,
    ...more
  }
}

function perCase(amount: number): FeeItem['basis'] {
  return { kind: 'per-unit', unit: 'case', amount }
}

function civilStatus(code: string, amount: number): FeeItem[] {
  return [fee(`${code}-LP`, 'Lệ phí hộ tịch', perCase(amount), { exemptions: civilStatusExemptions, setByProvince: true, note: provinceNote })]
}

function setByProvince(code: string, name: string, amount: number): FeeItem[] {
  return [fee(`${code}-LP`, name, perCase(amount), { setByProvince: true, note: provinceNote })]
}

/** Copies of the extract: 8.000 đ each. @param defaultUnits 0 where they are only made on request */
function extractCopies(code: string, defaultUnits: number): FeeItem[] {
  const basis = { kind: 'per-unit', unit: 'copy', amount: 8000 } as const
  return [
    fee(`${code}-BS`, 'Phí khai thác, sử dụng thông tin trong cơ sở dữ liệu hộ tịch (bản sao Trích lục)', basis, {
      kind: 'service-fee',
      exemptions: socialExemptions,
      defaultUnits
    })
  ]
}

function byChannel(code: string, name: string, direct: number, online: number): FeeItem[] {
  return [
    fee(`${code}-TT`, name, perCase(direct), { channel: 'direct', exemptions: socialExemptions }),
    fee(`${code}-TR`, name, perCase(online), { channel: 'online', exemptions: socialExemptions })
  ]
}

function service(code: string, name: string, basis: FeeItem['basis'], exemptions: FeeExemption[] = []): FeeItem[] {
  return [fee(`${code}-PH`, name, basis, { kind: 'service-fee', exemptions })]
}

const certifiedCopy: FeeItem['basis'] = {
  kind: 'per-page',
  tiers: [
    { fromPage: 1, amount: 2000 },
    { fromPage: 3, amount: 1000 }
  ],
  maxPerCopy: 200_000
}

const fees: Readonly<Record<string, FeeItem[]>> = {
  '1.001193': civilStatus('1.001193', 5000),
  '1.000894': extractCopies('1.000894', 0),
  '1.000656': civilStatus('1.000656', 5000),
  '1.004873': civilStatus('1.004873', 10_000),
  '2.000635': extractCopies('2.000635', 1),
  '1.004859': civilStatus('1.004859', 15_000),
  '1.004884': civilStatus('1.004884', 5000),
  '1.001022': civilStatus('1.001022', 10_000),
  '1.004837': extractCopies('1.004837', 0),
  '1.000689': civilStatus('1.000689', 15_000),
  '2.000815': service('2.000815', 'Phí chứng thực bản sao từ bản chính', certifiedCopy),
  '2.000884': service('2.000884', 'Phí chứng thực chữ ký', perCase(10_000)),
  '2.001035': service('2.001035', 'Phí chứng thực hợp đồng, giao dịch', { kind: 'per-unit', unit: 'transaction', amount: 50_000 }, [
    { id: 'rural-credit', name: 'Thế chấp vay vốn phục vụ phát triển nông nghiệp, nông thôn', percent: 100 }
  ]),
  '2.001019': service('2.001019', 'Phí chứng thực di chúc', { kind: 'per-unit', unit: 'document', amount: 50_000 }),
  '2.001263': [
    fee('2.001263-LP', 'Lệ phí đăng ký nuôi con nuôi trong nước', perCase(400_000), {
      exemptions: [
        { id: 'relative', name: 'Cha dượng, mẹ kế, cô, cậu, dì, chú, bác ruột nhận con nuôi', percent: 100 },
        { id: 'special-child', name: 'Nhận trẻ khuyết tật, nhiễm HIV hoặc mắc bệnh hiểm nghèo', percent: 100 },
        { id: 'merit', name: 'Người có công với cách mạng', percent: 100 }
      ]
    })
  ],
  '1.001612': setByProvince('1.001612', 'Lệ phí đăng ký hộ kinh doanh', 150_000),
  '2.000720': setByProvince('2.000720', 'Lệ phí thay đổi đăng ký hộ kinh doanh', 50_000),
  '2.000806': setByProvince('2.000806', 'Lệ phí hộ tịch có yếu tố nước ngoài', 1_000_000),
  '1.013225': setByProvince('1.013225', 'Lệ phí cấp giấy phép xây dựng', 75_000),
  '1.012787': setByProvince('1.012787', 'Lệ phí cấp giấy chứng nhận quyền sử dụng đất', 50_000),
  '1.012753': setByProvince('1.012753', 'Lệ phí cấp giấy chứng nhận quyền sử dụng đất', 25_000),
  '1.004222': byChannel('1.004222', 'Lệ phí đăng ký thường trú', 20_000, 10_000),
  '1.004194': byChannel('1.004194', 'Lệ phí đăng ký tạm trú', 10_000, 7000),
  '2.000488': service('2.000488', 'Phí cung cấp thông tin lý lịch tư pháp', perCase(200_000), [
    { id: 'student', name: 'Sinh viên, người có công với cách mạng, thân nhân liệt sỹ', percent: 50 }
  ])
}

/** The fee items of a procedure; none where it is free. */
export function getFees(code: string): FeeItem[] {
  return fees[code] ?? []
}
