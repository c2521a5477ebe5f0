import type { CounterBridge, CounterMethods, ImportingMethod } from '../../electron/contract/counter.ts'
import type { CallFailure, ErrorOf, InputOf, OutputOf } from '../../electron/contract/method.ts'
import { err, type Result } from '../../electron/domain/result.ts'

declare global {
  interface Window {
    /** Put there by preload; the only way out of this sandboxed page. */
    readonly counter: CounterBridge
  }
}

export type CounterMethodName = keyof CounterMethods & string
export type CounterInput<K extends CounterMethodName> = InputOf<CounterMethods[K]>
export type CounterOutput<K extends CounterMethodName> = OutputOf<CounterMethods[K]>
export type CounterFailure<K extends CounterMethodName> = ErrorOf<CounterMethods[K]> | CallFailure
export type CounterResult<K extends CounterMethodName> = Result<CounterOutput<K>, CounterFailure<K>>

/** Asks the other processes. Always answers: a rejected bridge call, which only a bug makes, becomes `unexpected`. */
export async function call<K extends CounterMethodName>(name: K, input: CounterInput<K>): Promise<CounterResult<K>> {
  try {
    return (await window.counter.call(name, input)) as CounterResult<K>
  } catch {
    return err({ kind: 'unexpected', reportId: name })
  }
}

/** Hands files the officer chose or dropped to a method that takes paths. Preload reads the paths: this page never names one. */
export async function importFiles<K extends ImportingMethod>(name: K, files: readonly File[], request: Omit<CounterInput<K>, 'paths'>): Promise<CounterResult<K>> {
  try {
    return (await window.counter.importFiles(name, files, request)) as CounterResult<K>
  } catch {
    return err({ kind: 'unexpected', reportId: name })
  }
}

/** True for the failures of the machinery, as against what a method itself may refuse. */
export function isCallFailure(error: { kind: string }): error is CallFailure {
  return ['process-down', 'timed-out', 'invalid-input', 'not-permitted', 'disk-full', 'calendar-missing', 'unexpected'].includes(error.kind)
}
