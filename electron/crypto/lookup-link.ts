import { createHmac, timingSafeEqual } from 'node:crypto'

const checkLength = 10
/** 32 characters, none taken for another when read from paper. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * What keeps dossier codes, which count up, from being walked: 10 characters (50 bits) of an HMAC-SHA256 (RFC 2104) of the code. The counter works it out
 * without a network, the portal compares it.
 * @param secret base64 of the office's 32 bytes that serve this alone
 */
export function lookupCheck(code: string, secret: string): string {
  const digest = createHmac('sha256', Buffer.from(secret, 'base64')).update(`lookup ${code}`).digest()
  return [...digest.subarray(0, checkLength)].map((byte) => alphabet[byte % alphabet.length]).join('')
}

/** Whether a check belongs to a code; compared in constant time. */
export function isLookupCheck(check: string, code: string, secret: string): boolean {
  const [sent, expected] = [Buffer.from(check), Buffer.from(lookupCheck(code, secret))]
  return sent.length === expected.length && timingSafeEqual(sent, expected)
}

/** The address behind a receipt's QR: the public page of this one dossier. */
export function lookupLink(code: string, lookup: { baseUrl: string; secret: string }): string {
  return `${lookup.baseUrl.replace(/\/+$/, '')}/tra-cuu/${encodeURIComponent(code)}/${lookupCheck(code, lookup.secret)}`
}
