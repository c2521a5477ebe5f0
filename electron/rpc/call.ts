import type { CallFailure, ErrorOf, InputOf, Methods, OutputOf } from '../contract/method.ts'
import type { Result } from '../domain/result.ts'
import { err } from '../domain/result.ts'
import type { Port } from './port.ts'
import { Answer, leavingEvent, servedEvent } from './message.ts'

export interface CallOptions {
  /** Milliseconds until the call answers `timed-out`; the default suits a query, not a signature. */
  timeoutMs?: number
}

/** The calling end of a contract. Every call answers: with its result, its error, or a CallFailure. Nothing is thrown. */
export interface Caller<M extends Methods> {
  call<K extends keyof M & string>(
    name: K,
    input: InputOf<M[K]>,
    options?: CallOptions
  ): Promise<Result<OutputOf<M[K]>, ErrorOf<M[K]> | CallFailure>>
  /** Facts the other side announces; an event never steers. */
  on(listener: (event: string, data: unknown) => void): void
  /** Whether the other side came to serve: a process that was about to end when the way was made never does. */
  isServed: Promise<boolean>
  /** True once the other side has gone, or said that it will. */
  isClosed(): boolean
  onClose(listener: () => void): void
}

const defaultTimeoutMs = 30_000

interface Pending {
  settle(result: Result<unknown, unknown>): void
  timer: NodeJS.Timeout
}

/**
 * Opens the calling end on a port.
 * @param processName named in `process-down`, e.g. 'core'
 */
export function createCaller<M extends Methods>(port: Port, processName: string): Caller<M> {
  const pending = new Map<number, Pending>()
  const eventListeners: ((event: string, data: unknown) => void)[] = []
  const closeListeners: (() => void)[] = []
  let nextId = 1
  let closed = false
  let leaving = false
  let noteServed: (isServed: boolean) => void
  const isServed = new Promise<boolean>((resolve) => {
    noteServed = resolve
  })

  function settle(id: number, result: Result<unknown, unknown>): void {
    const waiting = pending.get(id)
    if (!waiting) return
    pending.delete(id)
    clearTimeout(waiting.timer)
    waiting.settle(result)
  }

  port.onMessage((message) => {
    const parsed = Answer.safeParse(message)
    if (!parsed.success) return
    if (parsed.data.type === 'event') {
      if (parsed.data.event === servedEvent) return noteServed(true)
      if (parsed.data.event === leavingEvent) return void (leaving = true)
      for (const listener of eventListeners) listener(parsed.data.event, parsed.data.data)
    } else {
      settle(parsed.data.id, parsed.data.result as Result<unknown, unknown>)
    }
  })
  port.onClose(() => {
    closed = true
    noteServed(false)
    for (const id of [...pending.keys()]) settle(id, err({ kind: 'process-down', process: processName }))
    for (const listener of closeListeners) listener()
  })

  function call(name: string, input: unknown, options: CallOptions = {}): Promise<Result<unknown, unknown>> {
    if (closed) return Promise.resolve(err({ kind: 'process-down', process: processName }))
    const timeoutMs = options.timeoutMs ?? defaultTimeoutMs
    const id = nextId++
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(id, err({ kind: 'timed-out', timeoutMs })), timeoutMs)
      pending.set(id, { settle: resolve, timer })
      port.post({ type: 'call', id, method: name, input })
    })
  }

  return {
    call: call as Caller<M>['call'],
    on: (listener) => eventListeners.push(listener),
    isServed,
    isClosed: () => closed || leaving,
    onClose: (listener) => closeListeners.push(listener)
  }
}
