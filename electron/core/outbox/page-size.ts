const largest = 500
/** Where just twice as much is cut, growing after each page would lose every second request. */
const pagesBeforeMore = 8

/** How many changes of the feed are asked for at once: a line, or a box on it, may let less through at a time. */
export interface PageSize {
  get(): number
  /** A page came whole. */
  came(isMore: boolean): void
  wasCut(): void
}

export function createPageSize(): PageSize {
  let size = largest
  let whole = 0
  return {
    get: () => size,
    came: (isMore) => {
      whole += 1
      if (!isMore || whole % pagesBeforeMore === 0) size = Math.min(largest, size * 2)
    },
    wasCut: () => {
      whole = 0
      size = Math.max(1, size >> 1)
    }
  }
}
