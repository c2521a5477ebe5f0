import { EventEmitter } from 'node:events'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createFormBudget } from '../../portal/online/form-budget.ts'
import { HttpProblem } from '../../portal/problem.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const megabyte = 2 ** 20
const makeBudget = () => createFormBudget({ forms: 3, formBytes: 10 * megabyte, allBytes: 20 * megabyte, longestMs: 180_000 })

/** A sender of a form: what its socket has read, and whether it was cut off. */
function send(budget: ReturnType<typeof createFormBudget>, bytes: number) {
  const raw = { headers: { 'content-length': String(bytes) }, socket: { bytesRead: 0 }, complete: false, isCut: false, destroy: () => void ((raw.isCut = true), reply.emit('close')) }
  const reply = new EventEmitter()
  budget.reserve({ raw } as unknown as FastifyRequest, { raw: reply } as unknown as FastifyReply)
  return { raw, answered: () => reply.emit('close') }
}

test('no more forms and no more bytes than there is memory for, until one is answered', () => {
  const budget = makeBudget()
  const first = send(budget, 10 * megabyte)
  send(budget, 10 * megabyte)
  expect(() => send(budget, 1)).toThrow(HttpProblem)
  first.answered()
  send(budget, 1)
  send(budget, 1)
  expect(() => send(budget, 1)).toThrow(HttpProblem)
  expect(() => send(budget, NaN)).toThrow(HttpProblem)
})

test('an idle sender is cut off at the first look, one that drips too; a slow one has its three minutes; one whose form is whole is left alone', () => {
  const budget = makeBudget()
  const idle = send(budget, 10 * megabyte)
  vi.advanceTimersByTime(15_000)
  expect(idle.raw.isCut).toBe(true)
  const dripping = send(budget, 5 * megabyte)
  const slow = send(budget, 5 * megabyte)
  const whole = send(budget, 5 * megabyte)
  whole.raw.complete = true
  for (let looks = 0; looks < 12; looks++) {
    dripping.raw.socket.bytesRead += 1_000
    slow.raw.socket.bytesRead += megabyte / 4
    vi.advanceTimersByTime(15_000)
    expect([dripping.raw.isCut, slow.raw.isCut]).toEqual([true, false])
  }
  vi.advanceTimersByTime(15_000)
  expect([slow.raw.isCut, whole.raw.isCut]).toEqual([true, false])
})
