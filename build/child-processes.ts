import type { ChildProcess } from 'node:child_process'

const endings = new Set<() => void>()

/** Run `end` if this process ends before `release` is called, by whatever way that can still be noticed. */
export function endWithUs(end: () => void): { release(): void } {
  if (endings.size === 0) listen()
  endings.add(end)
  return { release: () => endings.delete(end) }
}

/** Resolves when the child has ended. */
export function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => child.once('exit', () => resolve()))
}

let isListening = false

function listen(): void {
  if (isListening) return
  isListening = true
  process.on('exit', () => {
    for (const end of endings) end()
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1))
}
