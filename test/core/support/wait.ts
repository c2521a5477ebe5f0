import { setTimeout as sleep } from 'node:timers/promises'

/** Asks again until the answer is neither false nor undefined. @throws with what was waited for when the time is up. */
export async function waitFor<T>(what: string, ask: () => T | Promise<T>, timeoutMs = 60_000): Promise<Exclude<T, undefined | false>> {
  const until = performance.now() + timeoutMs
  for (;;) {
    const found = await ask()
    if (found !== undefined && found !== false) return found as Exclude<T, undefined | false>
    if (performance.now() > until) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`)
    await sleep(25)
  }
}
