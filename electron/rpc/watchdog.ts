import { Worker } from 'node:worker_threads'

/**
 * Ends this process when a vendor's call or a decoder hangs. Such a call blocks the event loop, so no timer here could fire: a thread of its own watches a shared
 * deadline and kills the process; whoever waits on its ports then gets `signer-down` or `process-down`, and a new process. A process uses one of the two.
 */
export interface Watchdog {
  /** Runs a blocking call that must be done within `timeoutMs`. Inside another guard its own time holds, and the outer one's again after it. */
  guard<T>(timeoutMs: number, call: () => T): T
  /** Runs work of any length that must never block the event loop for `limitMs`. */
  watch<T>(limitMs: number, work: () => Promise<T> | T): Promise<T>
}

/**
 * Two times of the process's steady clock in nanoseconds, shared with the thread: the deadline, 0 when there is none, and when the thread will look at it next, 0 when it must be woken.
 * It is woken only for a deadline before that: a batch of good signatures costs it nothing.
 */
const deadlineAt = 0
const looksAt = 1
/** After a PC's sleep a deadline is over before its process had a turn. */
const graceMs = 500

// Plain JavaScript in a string, so that the bundle needs no second file.
const watcher = `
const { workerData } = require('node:worker_threads')
const times = new BigInt64Array(workerData)
for (;;) {
  const due = Atomics.load(times, ${deadlineAt})
  const leftNs = due - process.hrtime.bigint()
  if (due !== 0n && leftNs <= 0n) {
    Atomics.wait(times, ${deadlineAt}, due, ${graceMs})
    if (Atomics.load(times, ${deadlineAt}) === due) process.kill(process.pid, 'SIGKILL')
    continue
  }
  Atomics.store(times, ${looksAt}, due)
  // Set anew in between, perhaps by one that still saw the old time to look: then it has to be read again.
  if (Atomics.load(times, ${deadlineAt}) !== due) continue
  if (due === 0n) Atomics.wait(times, ${looksAt}, 0n)
  else Atomics.wait(times, ${looksAt}, due, Number(leftNs) / 1e6 + 1)
}`

export function startWatchdog(): Watchdog {
  const times = new BigInt64Array(new SharedArrayBuffer(16))
  const worker = new Worker(watcher, { eval: true, workerData: times.buffer, execArgv: [] })
  worker.unref()
  function setDeadline(value: bigint): void {
    Atomics.store(times, deadlineAt, value)
    if (value === 0n) return
    const next = Atomics.load(times, looksAt)
    if (next !== 0n && next <= value) return
    Atomics.store(times, looksAt, value)
    Atomics.notify(times, looksAt)
  }
  let watched = 0
  let renewal: NodeJS.Timeout | undefined
  return {
    watch: async (limitMs, work) => {
      const renew = (): void => setDeadline(process.hrtime.bigint() + BigInt(limitMs) * 1_000_000n)
      renew()
      renewal ??= setInterval(renew, limitMs / 10)
      watched += 1
      try {
        return await work()
      } finally {
        watched -= 1
        if (watched === 0) {
          clearInterval(renewal)
          renewal = undefined
          setDeadline(0n)
        }
      }
    },
    guard: (timeoutMs, call) => {
      const outer = Atomics.load(times, deadlineAt)
      setDeadline(process.hrtime.bigint() + BigInt(timeoutMs) * 1_000_000n)
      try {
        return call()
      } finally {
        setDeadline(outer)
      }
    }
  }
}
