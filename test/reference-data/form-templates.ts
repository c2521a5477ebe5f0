import type { FormTemplate } from '../../electron/domain/catalogue.ts'

const circular2018 = '01/2018/TT-VPCP'
const circular2025 = '03/2025/TT-VPCP'

const forms2018: readonly (readonly [kind: string, formNumber: string, title: string, paper: 'A4' | 'A5'])[] = [
  ['receipt', '01', 'Giấy tiếp nhận hồ sơ và hẹn trả kết quả', 'A5'],
  // As provinces print it for certifications: the same form with pages, copies and fee of each paper.
  ['certification-receipt', '01', 'Giấy tiếp nhận hồ sơ và hẹn trả kết quả', 'A5'],
  ['supplement', '02', 'Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ', 'A5'],
  ['refusal', '03', 'Phiếu từ chối tiếp nhận giải quyết hồ sơ', 'A5'],
  ['apology', '04', 'Phiếu xin lỗi và hẹn lại ngày trả kết quả', 'A5'],
  ['control-slip', '05', 'Phiếu kiểm soát quá trình giải quyết hồ sơ', 'A5'],
  ['register', '06', 'Sổ theo dõi hồ sơ', 'A4']
]

/** Titles as published; that the paper sizes stayed is an assumption. */
const forms2025: readonly (readonly [kind: string, formNumber: string, title: string, paper: 'A4' | 'A5'])[] = [
  ['receipt', '01', 'Giấy tiếp nhận hồ sơ và hẹn trả kết quả', 'A5'],
  ['certification-receipt', '01', 'Giấy tiếp nhận hồ sơ và hẹn trả kết quả', 'A5'],
  ['supplement', '02', 'Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ', 'A5'],
  ['refusal', '03', 'Phiếu từ chối tiếp nhận giải quyết hồ sơ', 'A5'],
  ['apology', '04', 'Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết', 'A5'],
  ['stop', '05', 'Thông báo dừng giải quyết hồ sơ', 'A5'],
  ['control-slip', '06', 'Phiếu kiểm soát quá trình giải quyết hồ sơ', 'A5'],
  ['register', '07', 'Sổ theo dõi hồ sơ', 'A4']
]

/** Biên lai thu phí, lệ phí in two copies; model and symbol as the brief has them, the circular (of the Ministry of Finance) from memory. */
const feeReceipt: FormTemplate = {
  id: 'bien-lai-phi', kind: 'fee-receipt', formNumber: '01BLP2-001', title: 'Biên lai thu phí, lệ phí', circular: '303/2016/TT-BTC', paper: 'A5', notation: null,
  texts: { symbol: '28AA-17T' }, validFrom: null, validTo: null
}

/** What follows the paper's number, as provinces write it; the others take the office's own notation. */
const notations: Readonly<Record<string, string>> = { supplement: 'HDHS', apology: 'PXL' }

/** Since 2025 the fourth form asks for more time instead of announcing a new date. Our wording, until the circular's own is at hand. */
const extensionTexts = {
  'apology.late': 'Tuy nhiên đến nay, {agency} chưa giải quyết xong hồ sơ của Ông/Bà đúng thời hạn quy định ghi trên Giấy tiếp nhận hồ sơ và hẹn trả kết quả.',
  'apology.sorry': '{agency} xin lỗi Ông/Bà vì sự chậm trễ này và đề nghị được gia hạn thời gian giải quyết hồ sơ.',
  'apology.date': 'Thời gian đề nghị gia hạn đến:'
}

/**
 * The legal forms. In 2021 those of 2018, without end; seen from 2025 those end and the new ones follow on 2025-07-01, the
 * day the two-level government began (the circular's own day was not found).
 */
export function getFormTemplates(year: 2021 | 2025): FormTemplate[] {
  const validTo = year === 2021 ? null : '2025-06-30'
  const old = forms2018.map(([kind, formNumber, title, paper]) => ({
    id: idOf('tt-01-2018', kind, formNumber), kind, formNumber, title, circular: circular2018, paper, notation: notations[kind] ?? null, texts: {}, validFrom: '2018-11-23', validTo
  }))
  if (year === 2021) return [...old, feeReceipt]
  const current = forms2025.map(([kind, formNumber, title, paper]) => ({
    id: idOf('tt-03-2025', kind, formNumber), kind, formNumber, title, circular: circular2025, paper, notation: notations[kind] ?? null, texts: kind === 'apology' ? extensionTexts : {}, validFrom: '2025-07-01', validTo: null
  }))
  return [...old, ...current, feeReceipt]
}

function idOf(circular: string, kind: string, formNumber: string): string {
  return `${circular}-${formNumber}${kind === 'certification-receipt' ? '-chung-thuc' : ''}`
}
