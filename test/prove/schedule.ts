/** Something to do, and how long it takes beside the others. */
export interface Part {
  seconds: number
}

export interface Schedule<P extends Part> {
  /** The next part and when it must be over; undefined when none is left. */
  begin(nowMs: number): { part: P; untilMs: number } | undefined
  end(part: P): void
}

/** Parts begin in their order, on whichever lane is free; what is left of the time is shared out by what each takes, so that a slow machine shortens all alike and a quick one none. */
export function createSchedule<P extends Part>(parts: readonly P[], { lanes, endMs }: { lanes: number; endMs: number }): Schedule<P> {
  const waiting = [...parts]
  const running = new Map<P, number>()
  return {
    begin: (nowMs) => {
      const part = waiting.shift()
      if (!part) return undefined
      running.set(part, nowMs)
      const begun = [...running].reduce((sum, [one, beganMs]) => sum + Math.max(0, one.seconds - (nowMs - beganMs) / 1000), 0)
      const left = waiting.reduce((sum, { seconds }) => sum + seconds, begun)
      const stretch = Math.max(0, ((endMs - nowMs) / 1000) * lanes) / left
      return { part, untilMs: Math.min(endMs, nowMs + part.seconds * stretch * 1000) }
    },
    end: (part) => void running.delete(part)
  }
}
