import type * as z from '../domain/schema.ts'
import type { OfficerRole } from './wire.ts'

/**
 * One line of a contract: what is asked, what is answered, what an officer can meet as an error.
 * The input is a zod schema because it crosses a border and is parsed by the receiver; output and error are types only, since they are
 * made by our own code on the other side.
 */
export interface Method<Input extends z.ZodType, Output, Failure> {
  readonly input: Input
  readonly output: Shape<Output>
  readonly error: Shape<Failure>
}

/** A type carried as a value, so that a contract can be one table. Never read at run time. */
export interface Shape<T> {
  readonly shapeOf?: T
}

export function shape<T>(): Shape<T> {
  return {}
}

export function method<Input extends z.ZodType, Output, Failure>(
  definition: Method<Input, Output, Failure>
): Method<Input, Output, Failure> {
  return definition
}

export type Methods = Record<string, Method<z.ZodType, unknown, unknown>>

export type InputOf<M> = M extends Method<infer I, unknown, unknown> ? z.input<I> : never
export type ParsedInputOf<M> = M extends Method<infer I, unknown, unknown> ? z.output<I> : never
export type OutputOf<M> = M extends Method<z.ZodType, infer O, unknown> ? O : never
export type ErrorOf<M> = M extends Method<z.ZodType, unknown, infer E> ? E : never

/** What any call can meet besides its own errors: the process behind it, or a bug. */
export type CallFailure =
  /** The process that should answer has ended; main is starting it again. */
  | { kind: 'process-down'; process: string }
  /** No answer within the method's time. The work may still have been done. */
  | { kind: 'timed-out'; timeoutMs: number }
  /** The input did not fit the contract; `path` names the field. */
  | { kind: 'invalid-input'; path: string; message: string }
  /** The officer's role may not do this (domain/permission.ts). */
  | { kind: 'not-permitted'; role: OfficerRole }
  /** SQLite or the file system found no room: nothing of it was kept, and it may be asked again (core/db/answer-faults.ts). */
  | { kind: 'disk-full' }
  /** No work calendar has come from the portal yet: no date can be promised. */
  | { kind: 'calendar-missing' }
  /** A bug, logged under this id without personal data. */
  | { kind: 'unexpected'; reportId: string }

const callFailureKinds: Record<CallFailure['kind'], true> = { 'process-down': true, 'timed-out': true, 'invalid-input': true, 'not-permitted': true, 'disk-full': true, 'calendar-missing': true, unexpected: true }

/** Tells what went wrong with the call itself from what the method answered. */
export function isCallFailure<E extends { kind: string }>(error: E | CallFailure): error is CallFailure {
  return Object.hasOwn(callFailureKinds, error.kind)
}
