/** Base45 (RFC 9285): bytes in the letters that a QR code packs tightest. */
const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

export function encodeBase45(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 2) {
    const isPair = at + 1 < bytes.length
    let value = isPair ? bytes[at]! * 256 + bytes[at + 1]! : bytes[at]!
    for (let count = isPair ? 3 : 2; count > 0; count--) {
      text += letters[value % 45]
      value = Math.floor(value / 45)
    }
  }
  return text
}

/** @throws RangeError on a letter that is none, or a group that no two bytes give */
export function decodeBase45(text: string): Buffer {
  const bytes: number[] = []
  for (let at = 0; at < text.length; at += 3) {
    const group = [...text.slice(at, at + 3)].map((letter) => letters.indexOf(letter))
    const value = group.reduceRight((sum, digit) => sum * 45 + digit, 0)
    if (group.includes(-1) || group.length === 1 || value > (group.length === 3 ? 0xffff : 0xff)) throw new RangeError('this is no Base45')
    if (group.length === 3) bytes.push(value >> 8)
    bytes.push(value & 0xff)
  }
  return Buffer.from(bytes)
}
