/** A session begins within this of the opening that a log-in asked for, or nobody logs in now. */
const waitMs = 100

/** What sending loads would hold up the log-in that opened the counter: its session is begun and answered first. */
export interface SessionWait {
  /** Resolves when a session was answered, or none came. */
  readonly isOver: Promise<void>
  /** A session began; its answer goes out in this turn. */
  noteBegun(): void
}

export function waitForSession(): SessionWait {
  let end: () => void
  const isOver = new Promise<void>((resolve) => (end = resolve))
  setTimeout(() => end(), waitMs)
  return { isOver, noteBegun: () => void setImmediate(end) }
}
