import type { FormTemplate } from '../catalogue.ts'

/** The kind of form templates that `renderReceiptForm` draws; its number is whatever the circular in force gave it. */
export const RECEIPT_FORM_KIND = 'receipt'

/**
 * The receipts the law has known since the one-stop counters of NĐ 61/2018, to seed a province's data with. The forms of
 * 2018 stayed in use until those of TT 03/2025 of 15/9/2025 took over.
 */
export const RECEIPT_TEMPLATES: readonly FormTemplate[] = [
  {
    id: 'receipt-2018',
    kind: RECEIPT_FORM_KIND,
    formNumber: '01',
    title: 'Giấy tiếp nhận hồ sơ và hẹn trả kết quả',
    circular: '01/2018/TT-VPCP',
    paper: 'A5',
    validFrom: '2018-11-23',
    validTo: '2025-09-14'
  },
  {
    id: 'receipt-2025',
    kind: RECEIPT_FORM_KIND,
    formNumber: '01',
    title: 'Giấy tiếp nhận hồ sơ và hẹn trả kết quả',
    circular: '03/2025/TT-VPCP',
    paper: 'A5',
    validFrom: '2025-09-15',
    validTo: null
  }
]
