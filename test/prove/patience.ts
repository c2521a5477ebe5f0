/** What goes by, in ms: by the clock, and of the processor for this process with all its threads. */
export interface Spent {
  wallMs: number
  cpuMs: number
}

/** How many times its length a wait may take by the clock, however busy the machine is. */
const longest = 5

/**
 * How long is waited for what this process itself does, by looking again and again. A look that comes late is forgiven as far as the process had no processor meanwhile: where it had, what kept the look back is
 * the very work that is waited for.
 * @param looksEveryMs the pause between looks; twice as much counts whatever the processor did, for most of a pause nobody wants it
 * @returns tells at each look whether the time is over
 */
export function createPatience(timeoutMs: number, looksEveryMs: number, read: () => Spent = readSpent): () => boolean {
  const begun = read()
  let last = begun
  let countedMs = 0
  return () => {
    const now = read()
    countedMs += Math.min(now.wallMs - last.wallMs, Math.max(2 * looksEveryMs, now.cpuMs - last.cpuMs))
    last = now
    return countedMs >= timeoutMs || now.wallMs - begun.wallMs >= longest * timeoutMs
  }
}

function readSpent(): Spent {
  const { user, system } = process.cpuUsage()
  return { wallMs: performance.now(), cpuMs: (user + system) / 1000 }
}
