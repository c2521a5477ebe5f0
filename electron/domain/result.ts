/** What an officer can meet is data: an operation answers a value or an error that carries facts. Bugs throw instead. */
export type Result<T, E> = Ok<T> | Err<E>
export type Ok<T> = { readonly ok: true; readonly value: T }
export type Err<E> = { readonly ok: false; readonly error: E }

/** Wraps a value as a success. */
export function ok<T>(value: T): Ok<T> {
  return { ok: true, value }
}

/** Wraps the facts of an expected failure; by custom a union on `kind`. */
export function err<E>(error: E): Err<E> {
  return { ok: false, error }
}

/** Closes a switch over a union: an unhandled member does not compile, and throws if it comes from outside. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`)
}
