/**
 * Tells a wedge scanner from hands: both arrive as keys. A scan is 6 or more characters with gaps of 35 ms or less, ended by Enter
 * (design/ui.md). On a slow PC keys queue up behind a busy page, so once a burst looks like a card (digits, then "|") longer gaps are forgiven:
 * no one types "|" in the middle of a number.
 */
export interface WedgeDetector {
  /** A character went in. @returns true when it starts a new burst, so that the caller can note what stood in the field before it. */
  feed(text: string, atMs: number): boolean
  /** Enter was pressed. @returns the scanned text, or undefined when hands typed it */
  end(atMs: number): string | undefined
}

const maxGapMs = 35
const maxGapInCardMs = 250
const minLength = 6
const cardBegins = /^\d{9,12}\|/

export function createWedgeDetector(): WedgeDetector {
  let burst = ''
  let lastMs = Number.NEGATIVE_INFINITY

  function isTooLate(atMs: number): boolean {
    return atMs - lastMs > (cardBegins.test(burst) ? maxGapInCardMs : maxGapMs)
  }

  return {
    feed(text, atMs) {
      const starts = burst === '' || isTooLate(atMs)
      burst = starts ? text : burst + text
      lastMs = atMs
      return starts
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
