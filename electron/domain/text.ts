/**
 * Vietnamese text at every border: Unicode NFC (TCVN 6909:2001), no invisible characters.
 * The same name typed by Unikey, read from a QR or imported from macOS must be the same bytes.
 */

const INVISIBLE = /[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g
const NAME_COLLATOR = new Intl.Collator('vi', { sensitivity: 'variant' })

/** One clean line: NFC, control characters as spaces, zero-width and bidi marks dropped, runs of space collapsed, trimmed. */
export function toNfc(text: string): string {
  return text.replace(INVISIBLE, '').replace(CONTROL, ' ').normalize('NFC').replace(/\s+/gu, ' ').trim()
}

/** As `toNfc`, line by line; keeps line breaks (as `\n`) but no blank lines at the ends. */
export function toNfcLines(text: string): string {
  return text.split(/\r\n|[\r\n\u2028\u2029]/u).map(toNfc).join('\n').trim()
}

/**
 * The key kept beside a text for search: lower case, no marks, đ and Đ as d ("Nguyễn Đình" -> "nguyen dinh").
 * đ has no decomposition in Unicode, so NFD alone leaves it, and so does FTS5.
 */
export function foldForSearch(text: string): string {
  return toNfc(text).normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/gu, 'd').toLowerCase()
}

/** The last word of a Vietnamese full name ("Phạm Thị Bình" -> "Bình"); the empty string for an empty name. */
export function givenName(fullName: string): string {
  return toNfc(fullName).split(' ').at(-1) ?? ''
}

/** Order of people in a Vietnamese list: by given name, then by the whole name. */
export function compareByGivenName(a: string, b: string): number {
  return NAME_COLLATOR.compare(givenName(a), givenName(b)) || NAME_COLLATOR.compare(toNfc(a), toNfc(b))
}
