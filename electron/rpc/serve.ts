import type { CallFailure, ErrorOf, Methods, OutputOf, ParsedInputOf } from '../contract/method.ts'
import { err, type Result } from '../domain/result.ts'
import { Call, servedEvent, type Answer } from './message.ts'
import type { Port } from './port.ts'

/** One function a method: a missing or misspelt one does not compile. A sibling's CallFailure may be passed on. */
export type Handlers<M extends Methods> = {
  [K in keyof M]: (
    input: ParsedInputOf<M[K]>
  ) => Promise<Result<OutputOf<M[K]>, ErrorOf<M[K]> | CallFailure>> | Result<OutputOf<M[K]>, ErrorOf<M[K]> | CallFailure>
}

export interface ServeOptions {
  /** Logs a bug without personal data and answers the id it can be found under. */
  reportBug(method: string, error: unknown): string
}

/** Announces facts to the other end. */
export type Emit = (event: string, data: unknown) => void

/**
 * Serves a contract on a port: parses every input, always answers, turns what a bug throws into `unexpected`.
 */
export function serve<M extends Methods>(port: Port, methods: M, handlers: Handlers<M>, options: ServeOptions): Emit {
  port.onMessage((message) => {
    const call = Call.safeParse(message)
    if (!call.success) return
    void answerCall(methods, handlers, call.data, options).then((result) => {
      const answer: Answer = { type: 'answer', id: call.data.id, result }
      port.post(answer)
    })
  })
  const emit: Emit = (event, data) => {
    const message: Answer = { type: 'event', event, data }
    port.post(message)
  }
  emit(servedEvent, null)
  return emit
}

/** Runs one call against the handlers; also used where a call arrives by other means than a port (Electron's ipcMain). */
export async function answerCall<M extends Methods>(
  methods: M,
  handlers: Handlers<M>,
  call: { method: string; input: unknown },
  options: ServeOptions
): Promise<Result<unknown, unknown>> {
  const definition = Object.hasOwn(methods, call.method) ? methods[call.method] : undefined
  const handler = handlers[call.method as keyof M]
  if (!definition || !handler) return failed({ kind: 'invalid-input', path: 'method', message: call.method })
  const input = definition.input.safeParse(call.input)
  if (!input.success) {
    const issue = input.error.issues[0]
    return failed({ kind: 'invalid-input', path: issue?.path.join('.') ?? '', message: issue?.message ?? '' })
  }
  try {
    return await handler(input.data as ParsedInputOf<M[keyof M]>)
  } catch (error) {
    return failed({ kind: 'unexpected', reportId: options.reportBug(call.method, error) })
  }
}

function failed(failure: CallFailure): Result<never, CallFailure> {
  return err(failure)
}
