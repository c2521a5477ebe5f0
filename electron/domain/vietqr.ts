/** Where a transfer goes: the bank's 6-digit BIN of NAPAS and the account (or card) at it. */
export interface TransferTarget {
  bin: string
  account: string
  /** `card` where the number is a card's. */
  kind?: 'account' | 'card'
}

/** What a purpose may hold, so that every bank's app shows it unchanged. */
const PURPOSE_LIMIT = 25
const GUID = 'A000000727'

/**
 * The text of a VietQR (EMVCo merchant-presented QR of NAPAS): tag, two-digit length, value; CRC-16 last. With an amount it is a dynamic code, else a static one.
 * @param payment `amount` in whole đồng above 0; `purpose` up to 25 ASCII letters, digits and spaces
 * @throws RangeError on what a bank's app would refuse: only a bug gives it
 */
export function vietQr(target: TransferTarget, payment: { amount?: number; purpose?: string } = {}): string {
  const { amount, purpose } = payment
  if (!/^\d{6}$/.test(target.bin) || !/^[0-9A-Za-z]{1,19}$/.test(target.account)) throw new RangeError('not a bank account')
  if (amount !== undefined && (!Number.isSafeInteger(amount) || amount <= 0)) throw new RangeError('a transfer is a whole number of đồng above 0')
  if (purpose !== undefined && !isPurpose(purpose)) throw new RangeError('not a purpose')
  const account = field('00', target.bin) + field('01', target.account)
  const text = [
    field('00', '01'),
    field('01', amount === undefined ? '11' : '12'),
    field('38', field('00', GUID) + field('01', account) + field('02', target.kind === 'card' ? 'QRIBFTTC' : 'QRIBFTTA')),
    field('53', '704'),
    ...(amount === undefined ? [] : [field('54', String(amount))]),
    field('58', 'VN'),
    ...(purpose === undefined ? [] : [field('62', field('08', purpose))]),
    '6304'
  ].join('')
  return text + crc16(text)
}

/** CRC-16/CCITT-FALSE (polynomial 1021, start FFFF) of ASCII text, four hex digits in upper case. */
export function crc16(text: string): string {
  let crc = 0xffff
  for (const char of text) {
    crc ^= char.charCodeAt(0) << 8
    for (let bit = 0; bit < 8; bit++) crc = ((crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021) & 0xffff
  }
  return crc.toString(16).toUpperCase().padStart(4, '0')
}

/**
 * By what a transfer is found again in the bank's list: the dossier code without punctuation and a two-digit attempt, since each attempt needs a reference of its own. Of
 * a longer code the end is kept, where day and serial are.
 */
export function transferReference(dossierCode: string, attempt: number): string {
  const digits = dossierCode.toUpperCase().replace(/[^0-9A-Z]/g, '')
  return digits.slice(-(PURPOSE_LIMIT - 2)) + String(attempt).padStart(2, '0')
}

function isPurpose(text: string): boolean {
  return text.length > 0 && text.length <= PURPOSE_LIMIT && /^[0-9A-Za-z ]+$/.test(text)
}

function field(tag: string, value: string): string {
  return tag + String(value.length).padStart(2, '0') + value
}
