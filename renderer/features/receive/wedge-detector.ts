import { parseDossierCode } from '../../../electron/domain/dossier-code.ts'

/**
 * Tells a wedge scanner from hands: both arrive as keys. A scan is 6 or more characters with gaps of 35 ms or less, ended by Enter
 * (design/ui.md). On a slow PC keys queue up behind a busy page, so longer gaps are forgiven where no hand would have typed the same: once a burst looks like a
 * card (digits, then "|"), and for digits outside a text field, where they mean nothing else.
 */
export interface WedgeDetector {
  /**
   * A character went in.
   * @param isInTextField false for a key pressed where nothing can be typed
   * @returns how many the burst has now; 1 is a new burst, when the caller notes what stands in the field
   */
  feed(text: string, atMs: number, isInTextField?: boolean): number
  /** Enter was pressed. @returns the scanned text, or undefined when hands typed it */
  end(atMs: number): string | undefined
}

const maxGapMs = 35
const maxGapOfSlowPcMs = 250
const minLength = 6
const cardBegins = /^\d{9,12}\|/
const codeBegins = /^\d/

export function createWedgeDetector(): WedgeDetector {
  let burst = ''
  let lastMs = Number.NEGATIVE_INFINITY
  let inTextField = true

  function isTooLate(atMs: number): boolean {
    const surelyScanned = inTextField ? cardBegins : codeBegins
    return atMs - lastMs > (surelyScanned.test(burst) ? maxGapOfSlowPcMs : maxGapMs)
  }

  return {
    feed(text, atMs, isInTextField = true) {
      inTextField = isInTextField
      const starts = burst === '' || isTooLate(atMs)
      burst = starts ? text : burst + text
      lastMs = atMs
      return [...burst].length
    },
    end(atMs) {
      const scanned = isTooLate(atMs) || [...burst].length < minLength ? undefined : burst
      burst = ''
      lastMs = Number.NEGATIVE_INFINITY
      return scanned
    }
  }
}

/**
 * The card inside a field's text, whatever the time its letters took: 12 digits, then at least two "|".
 * @returns what stood before it, and the card's text
 */
export function findCardIn(fieldText: string): { before: string; card: string } | undefined {
  const match = /\d{12}\|[^|]*\|[^|]+/.exec(fieldText)
  return match === null ? undefined : { before: fieldText.slice(0, match.index), card: fieldText.slice(match.index) }
}

export type Scan = { kind: 'card'; text: string } | { kind: 'dossier'; code: string; search: string }

/** Day and serial at the end of the digits of a dossier code, what the bar on our receipt holds. */
const barDigits = /^\d{4,}?(\d{6})(\d{4})$/
const shortestBar = 14
/** What the QR on our receipt holds where the portal has a public page: its address, with the code in it. */
const lookupAddress = /^https?:\/\/\S+\/tra-cuu\/([^/\s]+)\/[0-9a-z]{10}$/i

/**
 * What a fast text is: a card has bars, our QR has the dossier's code or the address of its public page, our bar its digits alone. Undefined for anything else: a fast typist.
 * A dossier is told by `code` (as scanned) and what to search it by.
 */
export function readScan(text: string): Scan | undefined {
  if (text.includes('|')) return { kind: 'card', text }
  const code = (lookupAddress.exec(text.trim())?.[1] ?? text).trim()
  // By day and serial, which a busy PC that tears the first characters off a burst leaves whole.
  if (parseDossierCode(code).ok) return { kind: 'dossier', code, search: code.split('-').slice(1).join(' ') }
  const bar = text.length >= shortestBar ? barDigits.exec(text) : null
  return bar === null ? undefined : { kind: 'dossier', code: text, search: `${bar[1]} ${bar[2]}` }
}

/** The dossier whose whole code, or the address of its public page, is all that a field holds, whatever the time its letters took: no other field of ours has such a content. */
export function findCodeIn(fieldText: string): Scan | undefined {
  const scan = readScan(fieldText.trim())
  return scan?.kind === 'dossier' && !barDigits.test(fieldText.trim()) ? scan : undefined
}

/** True when a dossier's code is the one scanned, from the QR or from the bar of digits. */
function isScannedCode(dossierCode: string, scanned: string): boolean {
  return dossierCode === scanned || dossierCode.replace(/\D/g, '') === scanned
}

/**
 * The dossier that a scan means, among those found: its code, or the only one whose code ends so, because a busy PC may tear the first characters off a burst.
 * Undefined when there is none, or several could be meant.
 */
export function findScanned<D extends { code: string }>(found: readonly D[], scanned: string): D | undefined {
  const whole = found.find(({ code }) => isScannedCode(code, scanned))
  if (whole) return whole
  const ending = found.filter(({ code }) => code.endsWith(scanned))
  return ending.length === 1 ? ending[0] : undefined
}
