import { dayOf } from '../calendar.ts'
import { FEE_KIND_NAME, type FeeBill, type FeeLine } from '../fee.ts'
import { amountInWords, formatVnd } from '../money-text.ts'
import { COLLECTED_AT_NAME, longTime, NO_FIXED_DATE, readablePhone, sentenceCase, timeLimitInWords } from './form-text.ts'
import { DOTS, type FormLine } from './form-data.ts'
import { counterOf, identityLines } from './form-lines.ts'
import type { FormComponent, ReceiptFormData } from './receipt-data.ts'

/** Who receives what from whom, above the list of papers. */
export function openingLines({ office, applicant, owner, procedureName, letter }: ReceiptFormData): FormLine[] {
  return [{ label: counterOf(office), text: '' }, ...identityLines('Tiếp nhận hồ sơ của:', applicant, owner, procedureName), ...(letter === null ? [] : [{ label: 'Ghi chú:', text: tellLetter(letter) }])]
}

/** The sender was not there: how it came and what lay in it stand on the paper. */
function tellLetter({ trackingNumber, note }: NonNullable<ReceiptFormData['letter']>): string {
  const came = trackingNumber === null ? 'gửi qua bưu chính, không có số hiệu bưu gửi' : `gửi qua bưu chính, bưu gửi số ${trackingNumber}`
  return note === '' ? `${came}.` : `${came}; ${note}`
}

/** What is counted of each paper: a column less where no copy is certified, which leaves room for long names. */
export function countColumns(components: readonly FormComponent[]): { title: string; of: (paper: FormComponent) => number }[] {
  const originals = { title: 'Bản chính', of: (paper: FormComponent) => paper.originals }
  const copies = (title: string) => ({ title, of: (paper: FormComponent) => paper.copies })
  if (!components.some(({ certifiedCopies = 0 }) => certifiedCopies > 0)) return [originals, copies('Bản sao')]
  return [originals, { title: 'Chứng thực', of: ({ certifiedCopies = 0 }) => certifiedCopies }, copies('Bản chụp')]
}

/** Items 3 to 6: the term, both times, and where the result is handed over. */
export function termLines({ timeLimit, receivedAt, dueAt, office, returnAt, applicant }: ReceiptFormData): FormLine[] {
  // Only where it explains a date that is not today.
  const isNextDay = timeLimit.unit === 'same-day' && dueAt !== null && dayOf(dueAt) > dayOf(receivedAt)
  const afterCutOff = isNextDay ? `; nhận sau ${timeLimit.cutOff.replace(':', ' giờ ')} thì trả trong ngày làm việc tiếp theo` : ''
  return [
    { label: '3. Thời gian giải quyết hồ sơ theo quy định là:', text: `${timeLimitInWords(timeLimit)}${afterCutOff}` },
    { label: '4. Thời gian nhận hồ sơ:', text: longTime(receivedAt) },
    { label: '5. Thời gian trả kết quả giải quyết hồ sơ:', text: dueAt === null ? NO_FIXED_DATE : longTime(dueAt), strong: true },
    {
      label: '6. Đăng ký nhận kết quả tại:',
      text: returnAt === 'electronic' ? 'Cổng dịch vụ công, bản điện tử' : returnAt === 'post' ? `nhà, qua dịch vụ bưu chính công ích; địa chỉ: ${applicant.address}` : counterOf(office)
    }
  ]
}

/** Item 7. Phí and lệ phí keep a line each (they have receipts of their own); a single one needs no list. */
export function feeLines({ lines, total }: FeeBill): { summary: FormLine; rows: { text: string; amount: string }[] } {
  const label = '7. Phí, lệ phí:'
  const [only] = lines
  if (only === undefined) return { summary: { label, text: 'không thu' }, rows: [] }
  const words = `(${sentenceCase(amountInWords(total))})`
  if (lines.length === 1) return { summary: { label, text: [`${feeName(only)}: ${formatVnd(total)} ${words}`, ...feeNotes(only)].join(', ') }, rows: [] }
  return { summary: { label, text: formatVnd(total), strong: true, after: words }, rows: lines.map((line) => ({ text: `- ${[feeName(line), ...feeNotes(line)].join(', ')}`, amount: formatVnd(line.amount) })) }
}

/** The line of the register, with dots to write on where the register is still a book of paper. */
export function registerLine({ register }: ReceiptFormData): FormLine {
  return { label: 'Vào Sổ theo dõi hồ sơ, Quyển số:', text: `${register?.book ?? DOTS}  Số thứ tự: ${register?.line ?? DOTS}` }
}

/** What a citizen has to do next, and where to ask. The last part of the QR's address is the key that opens her dossier where no QR can be read. */
export function contactNote({ office: { phone, website }, lookupUrl }: Pick<ReceiptFormData, 'office' | 'lookupUrl'>): string {
  const key = lookupUrl?.split('/').at(-1)
  const lookup = [website, key && `mã tra cứu ${key}`].filter(Boolean).join(', ')
  const ways = [...(lookup === '' ? [] : [`Tra cứu: ${lookup}.`]), ...(phone === null ? [] : [`ĐT: ${readablePhone(phone)}.`])]
  return ['Ông/Bà mang theo Giấy này khi nhận kết quả.', ...ways].join(' ')
}

function feeName({ kind, name }: FeeLine): string {
  const kindName = FEE_KIND_NAME[kind]
  return name.toLowerCase().startsWith(kindName.toLowerCase()) ? name : `${kindName} ${name}`
}

/** What is unusual about a fee: reduced, waived, or due at another time than now. */
function feeNotes({ amount, fullAmount, collectedAt }: FeeLine): string[] {
  if (amount === 0 && fullAmount > 0) return ['được miễn']
  return [...(amount < fullAmount ? ['đã giảm'] : []), ...(collectedAt === 'receipt' ? [] : [COLLECTED_AT_NAME[collectedAt]])]
}
