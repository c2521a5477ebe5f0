/** A round of signing that was begun in this window, where all are: core takes one at a time and refuses the next. */
let underWay: Promise<unknown> | undefined

/** Asks for a round, and notes it while it lasts. */
export async function beginRound<T>(ask: () => Promise<T>): Promise<T> {
  if (underWay !== undefined) return ask()
  const asked = ask()
  underWay = asked
  try {
    return await asked
  } finally {
    underWay = undefined
  }
}

/** Does something when the round under way is over, however it ended: that another is being signed is true no longer. */
export function afterRound(then: () => void): void {
  void (underWay ?? Promise.resolve()).then(then, then)
}
