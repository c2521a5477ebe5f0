import { describe, expect, it, test } from 'vitest'
import type { TimeLimit } from '../../../electron/domain/deadline.ts'
import { computeDueAfterSupplement, reappoint } from '../../../electron/domain/supplement.ts'
import { calendar } from './calendar-fixture.ts'

const at = (short: string) => `${short.replace(' ', 'T')}:00+07:00`
const limit: TimeLimit = { unit: 'working-day', value: 5 }

// Received Monday 15/3/2021 09:00 with five working days: due Monday 22/3 09:00.
const dueAt = at('2021-03-22 09:00')

describe('after a supplement', () => {
  test.each([
    ['restart', 'one day later', '2021-03-17 09:00', '2021-03-18 09:00', '2021-03-25 09:00'],
    ['extend', 'one working day', '2021-03-17 09:00', '2021-03-18 09:00', '2021-03-23 09:00'],
    ['extend', 'two hours', '2021-03-17 09:00', '2021-03-17 11:00', '2021-03-22 11:00'],
    ['extend', 'a weekend that gives nothing away', '2021-03-19 16:00', '2021-03-22 07:00', '2021-03-22 10:00'],
    ['extend', 'nothing waited', '2021-03-17 09:00', '2021-03-17 09:00', '2021-03-22 09:00'],
    ['restart', 'over 30/4', '2021-03-17 09:00', '2021-04-29 09:00', '2021-05-10 09:00']
  ] as const)('%s: %s', (policy, _, requested, completed, expected) => {
    const moved = computeDueAfterSupplement({ policy, dueAt, requestedAt: at(requested), completedAt: at(completed), limit, calendar })
    expect(moved.dueAt).toBe(at(expected))
    expect(moved.previousDueAt).toBe(dueAt)
  })

  it('a payment suspends in the same two ways, and the steps say so', () => {
    const waited = { dueAt, requestedAt: at('2021-03-17 09:00'), completedAt: at('2021-03-18 09:00'), limit, calendar, why: 'payment' as const }
    expect(computeDueAfterSupplement({ ...waited, policy: 'extend' })).toMatchObject({ dueAt: at('2021-03-23 09:00') })
    expect(computeDueAfterSupplement({ ...waited, policy: 'extend' }).steps[0]).toMatchObject({ kind: 'waiting-added', why: 'payment', minutes: 480 })
    expect(computeDueAfterSupplement({ ...waited, policy: 'restart' })).toMatchObject({ dueAt: at('2021-03-25 09:00') })
    expect(computeDueAfterSupplement({ ...waited, policy: 'restart' }).steps[0]).toMatchObject({ kind: 'counted-anew', why: 'payment' })
  })

  it('an overdue dossier stays overdue under extend', () => {
    const moved = computeDueAfterSupplement({
      policy: 'extend', dueAt, requestedAt: at('2021-03-23 09:00'), completedAt: at('2021-03-25 09:00'), limit, calendar
    })
    expect(moved.dueAt).toBe(dueAt)
  })

  it('without a fixed limit there is still no date', () => {
    const input = { policy: 'extend', dueAt: null, requestedAt: at('2021-03-23 09:00'), completedAt: at('2021-03-25 09:00'), calendar } as const
    expect(computeDueAfterSupplement({ ...input, limit: { unit: 'none' } })).toMatchObject({ dueAt: null, previousDueAt: null })
  })

  it('asked for by a clock that was ahead has waited no time', () => {
    const input = { policy: 'restart', dueAt, requestedAt: at('2021-03-23 09:00'), completedAt: at('2021-03-22 09:00'), limit, calendar } as const
    expect(computeDueAfterSupplement(input)).toEqual(computeDueAfterSupplement({ ...input, completedAt: input.requestedAt }))
    expect(computeDueAfterSupplement({ ...input, policy: 'extend', requestedAt: at('2021-03-17 09:00'), completedAt: at('2021-03-17 08:57') })).toMatchObject({ dueAt, previousDueAt: dueAt })
  })
})

describe('the one new appointment', () => {
  const input = { dueAt, alreadyReappointed: false, isFinished: false, at: at('2021-03-19 10:00'), newDueAt: at('2021-03-26 17:00'), calendar }

  it('is given before the due date, to a later time of an open office', () => {
    expect(reappoint(input)).toEqual({ ok: true, value: { previousDueAt: dueAt, newDueAt: at('2021-03-26 17:00') } })
  })

  test.each([
    ['once it is done', { isFinished: true }, 'reappoint-finished'],
    ['twice', { alreadyReappointed: true }, 'already-reappointed'],
    ['after the due date', { at: at('2021-03-22 09:01') }, 'reappoint-after-due'],
    ['to an earlier time', { newDueAt: at('2021-03-22 08:00') }, 'reappoint-not-later'],
    ['to a Saturday', { newDueAt: at('2021-03-27 09:00') }, 'reappoint-office-closed'],
    ['to lunch', { newDueAt: at('2021-03-26 12:00') }, 'reappoint-office-closed'],
    ['without a date to move', { dueAt: null }, 'no-fixed-limit']
  ])('not %s', (_, change, kind) => {
    expect(reappoint({ ...input, ...change })).toMatchObject({ ok: false, error: { kind } })
  })
})
