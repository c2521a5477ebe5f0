import { Worker } from 'node:worker_threads'

/**
 * Ends this process when a vendor's call hangs. Such a call blocks the event loop, so no timer here could fire: a thread of its own watches a shared
 * deadline and kills the process; whoever waits on its ports then gets `signer-down` and a new process.
 */
export interface Watchdog {
  /** Runs a blocking call that must be done within `timeoutMs`. Inside another guard its own time holds, and the outer one's again after it. */
  guard<T>(timeoutMs: number, call: () => T): T
}

// Plain JavaScript in a string, so that the bundle needs no second file.
const watcher = `
const { workerData } = require('node:worker_threads')
const deadline = new BigInt64Array(workerData)
for (;;) {
  const due = Atomics.load(deadline, 0)
  if (due === 0n) Atomics.wait(deadline, 0, 0n)
  else {
    const leftMs = Number(due - BigInt(Date.now()))
    if (leftMs <= 0) process.kill(process.pid, 'SIGKILL')
    Atomics.wait(deadline, 0, due, leftMs)
  }
}`

export function startWatchdog(): Watchdog {
  const deadline = new BigInt64Array(new SharedArrayBuffer(8))
  const worker = new Worker(watcher, { eval: true, workerData: deadline.buffer, execArgv: [] })
  worker.unref()
  function setDeadline(value: bigint): void {
    Atomics.store(deadline, 0, value)
    Atomics.notify(deadline, 0)
  }
  return {
    guard: (timeoutMs, call) => {
      const outer = Atomics.load(deadline, 0)
      setDeadline(BigInt(Date.now() + timeoutMs))
      try {
        return call()
      } finally {
        setDeadline(outer)
      }
    }
  }
}
