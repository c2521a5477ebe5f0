import { expect, test } from 'vitest'
import { findFilingCheck } from '../../../electron/domain/filing-check.ts'
import { calendar } from './calendar-fixture.ts'

const friday = '2021-03-19T16:30:00+07:00'

test('a filing is looked at within eight office hours, counted from when it came or was completed', () => {
  expect(findFilingCheck({ status: 1, receivedAt: friday }, calendar)).toMatchObject({ hours: 8, dueAt: '2021-03-22T16:30:00+07:00', steps: [{ kind: 'received', at: friday }, { kind: 'day-skipped' }, { kind: 'day-skipped' }, { kind: 'due' }] })
  const supplement = { requestedAt: friday, items: ['Tờ khai'], answerBy: null, completedAt: '2021-03-23T08:00:00+07:00' }
  expect(findFilingCheck({ status: 1, receivedAt: friday, supplement }, calendar)?.dueAt).toBe('2021-03-24T08:00:00+07:00')
  expect(findFilingCheck({ status: 1, receivedAt: friday }, { ...calendar, filingCheckHours: 2 })).toMatchObject({ hours: 2, dueAt: '2021-03-22T08:30:00+07:00' })
})

test('what is accepted has an appointment instead', () => {
  expect(findFilingCheck({ status: 2, receivedAt: friday }, calendar)).toBeUndefined()
})
