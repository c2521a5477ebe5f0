/** How long an answer is waited for. */
export interface TimeLimit {
  /** Aborted when it is over. */
  signal: AbortSignal
  /** So many bytes have come. */
  heard(bytes: number): void
  /** There is nothing more to wait for. */
  end(): void
}

/**
 * A slow line is no dead one: each byte that comes gives a millisecond more, never more than the whole limit again. So a silence ends it as soon as ever, and so does one who keeps it alive by a byte now and then; at 1 KB a second
 * and more an answer may be as long as it likes.
 */
export function startTimeLimit(limitMs: number): TimeLimit {
  const over = new AbortController()
  const end = (): void => over.abort(new DOMException('', 'TimeoutError'))
  let endsAtMs = performance.now() + limitMs
  let timer = setTimeout(end, limitMs)
  let isEnded = false
  return {
    signal: over.signal,
    heard: (bytes) => {
      if (isEnded || over.signal.aborted) return
      const nowMs = performance.now()
      endsAtMs = Math.min(nowMs + limitMs, endsAtMs + bytes)
      clearTimeout(timer)
      timer = setTimeout(end, Math.max(0, endsAtMs - nowMs))
    },
    end: () => {
      isEnded = true
      clearTimeout(timer)
    }
  }
}
