/** A pause of one thing while others go on, by the PC's clock. */
export interface Rest {
  begin(forMs: number): void
  isOver(): boolean
}

/** @param now epoch milliseconds; a clock that was set back since ends the rest, which would be as long as the jump (law 7) */
export function createRest(now: () => number): Rest {
  let sinceMs = 0
  let restMs = 0
  return {
    begin: (forMs) => {
      sinceMs = now()
      restMs = forMs
    },
    isOver: () => now() < sinceMs || now() - sinceMs >= restMs
  }
}
