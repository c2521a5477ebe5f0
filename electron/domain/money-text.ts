const DIGITS = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín']
const SCALES = ['', 'nghìn', 'triệu']
const BILLION = 1_000_000_000

/** `1.234.000 đ`: dots between thousands, as money is written in Vietnam. */
export function formatVnd(amount: number): string {
  return `${String(requireVnd(amount)).replace(/\B(?=(\d{3})+$)/g, '.')} đ`
}

/**
 * An amount in words for fee receipts, lower case, with the unit: 1205000 -> "một triệu hai trăm linh năm nghìn đồng".
 * Whole đồng up to Number.MAX_SAFE_INTEGER; throws otherwise.
 */
export function amountInWords(amount: number): string {
  return `${numberInWords(requireVnd(amount))} đồng`
}

/** A whole number in Vietnamese words (northern form: linh, nghìn; mốt, tư and lăm after tens). */
export function numberInWords(value: number): string {
  if (value === 0) return 'không'
  const billions = Math.floor(value / BILLION)
  const rest = value % BILLION
  if (billions === 0) return readBelowBillion(rest, false)
  const head = `${numberInWords(billions)} tỷ`
  return rest === 0 ? head : `${head} ${readBelowBillion(rest, true)}`
}

function readBelowBillion(value: number, hasHigher: boolean): string {
  const words: string[] = []
  for (let scale = 2; scale >= 0; scale--) {
    const group = Math.floor(value / 1000 ** scale) % 1000
    if (group === 0) continue
    const full = hasHigher || words.length > 0
    words.push(readGroup(group, full), SCALES[scale] ?? '')
  }
  return words.filter((word) => word !== '').join(' ')
}

/** 1..999. @param full say the empty hundreds and tens too ("không trăm linh năm"), as inside a larger number */
function readGroup(group: number, full: boolean): string {
  const hundreds = Math.floor(group / 100)
  const tens = Math.floor((group % 100) / 10)
  const ones = group % 10
  const words: string[] = []
  if (hundreds > 0 || full) words.push(digit(hundreds), 'trăm')
  if (tens === 0 && ones > 0 && words.length > 0) words.push('linh')
  if (tens === 1) words.push('mười')
  if (tens > 1) words.push(digit(tens), 'mươi')
  if (ones > 0) words.push(readOnes(tens, ones))
  return words.join(' ')
}

function readOnes(tens: number, ones: number): string {
  if (tens > 0 && ones === 5) return 'lăm'
  if (tens > 1 && ones === 1) return 'mốt'
  if (tens > 1 && ones === 4) return 'tư'
  return digit(ones)
}

function digit(value: number): string {
  return DIGITS[value] ?? ''
}

function requireVnd(amount: number): number {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError('money is a whole number of đồng, 0 or more')
  return amount
}
