import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { coreCounterMethods, counterMethods, mainCounterMethods } from '../../electron/contract/counter.ts'
import { coreMethods } from '../../electron/contract/control.ts'
import { devicesMethods } from '../../electron/contract/devices.ts'
import { pressMethods } from '../../electron/contract/press.ts'
import { PushRequest, PushResponse, ChangesResponse, Enrolment, Problem } from '../../electron/contract/wire.ts'
import type { CallFailure } from '../../electron/contract/method.ts'
import type { Result } from '../../electron/domain/result.ts'
import { getOk, removeFolder, startCounter, type Counter } from '../core/support/counter.ts'
import { waitingCalls } from '../core/support/waiting-calls.ts'
import { findPersonalData, makeIntake } from '../core/support/people.ts'
import { openOffice, startReferencePortal } from '../core/support/portal.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

describe('the contract', () => {
  test.each(Object.entries({ coreMethods, devicesMethods, pressMethods, mainCounterMethods }))('every method of %s is named area.verb and refuses what is no object', (_name, methods) => {
    for (const [name, { input }] of Object.entries(methods)) {
      expect(name).toMatch(/^[a-z]+\.[a-z]+(-[a-z]+)*$/)
      for (const garbage of [undefined, null, 7, 'x', []]) expect(input.safeParse(garbage).success, name).toBe(false)
    }
  })

  test('what the screen may ask is no more than core and main answer for it', () => {
    expect(Object.keys(counterMethods).sort()).toEqual([...Object.keys(coreCounterMethods), ...Object.keys(mainCounterMethods)].sort())
    expect(Object.keys(counterMethods).filter((name) => name.startsWith('core.'))).toEqual([])
  })

  test('a cursor that cannot go back in an address is no answer', () => {
    const page = { changes: [], more: false, serverTime: '2026-11-26T00:00:00.000Z' }
    expect(['', 'NDIuMS4y', '\ud800', 'ổ', 'x'.repeat(501)].map((next) => ChangesResponse.safeParse({ ...page, next }).success)).toEqual([true, true, false, false, false])
  })

  test('no schema of the wire throws, whatever comes', () => {
    for (const schema of [PushRequest, PushResponse, ChangesResponse, Enrolment, Problem]) {
      fc.assert(fc.property(fc.jsonValue(), (value) => typeof schema.safeParse(value).success === 'boolean'), { numRuns: 300 })
    }
  })
})

describe('a running core', () => {
  let portal: TestPortal
  let counter: Counter
  beforeAll(async () => {
    portal = await startReferencePortal()
    counter = await startCounter(portal.url, await openOffice(portal.database))
  })
  afterAll(async () => {
    await counter.close()
    await portal.close()
    removeFolder(counter)
  })

  const call = (name: string, input: unknown) => counter.call(name as 'status.get', input as Record<string, never>) as Promise<Result<unknown, CallFailure>>
  const names = Object.keys(coreCounterMethods).filter((name) => !waitingCalls.has(name))

  test('answers every call that does not fit the contract with what does not fit, and no bug', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names, 'không.có', '__proto__', 'constructor', 'toString'), fc.jsonValue(), async (name, input) => {
        const answer = await call(name, input)
        expect(typeof answer.ok).toBe('boolean')
        if (!answer.ok) expect(answer.error.kind).not.toBe('unexpected')
      }),
      { numRuns: 400 }
    )
    expect(counter.log).toEqual([])
  })

  test('takes any text an officer may type, as text', async () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.constantFrom('"', "'", '*', 'NEAR(a b)', 'a AND', '-', '%', '_', '\u0000', 'đĐ', '(', ':', '{}', "'; DROP TABLE dossier; --"))
    getOk(await counter.call('dossier.receive', makeIntake()))
    await fc.assert(
      fc.asyncProperty(text, async (typed) => {
        for (const answer of [
          await counter.call('dossier.search', { text: typed, limit: 10 }),
          await counter.call('catalogue.search', { text: typed, limit: 10 }),
          await counter.call('citizen.find', { idNumber: typed, procedureCode: typed }),
          await counter.call('draft.save', { id: 'nháp', applicant: { fullName: typed }, components: [], sets: 1, returnAt: 'counter', note: typed })
        ])
          expect(answer.ok).toBe(true)
        expect(getOk(await counter.call('draft.get', { id: 'nháp' })).note).toBe(typed)
      }),
      { numRuns: 200 }
    )
    expect(getOk(await counter.call('dossier.list', { limit: 10 }))).toHaveLength(1)
    expect(counter.log).toEqual([])
  })

  test('an applicant of any text is taken or refused in words, and logged nowhere', async () => {
    const typed = fc.string({ unit: 'grapheme', maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(typed, typed, typed, async (fullName, idNumber, address) => {
        const answer = await counter.call('dossier.receive', makeIntake({ applicant: { fullName, idKind: 'cccd', idNumber, address } }))
        if (!answer.ok) expect(answer.error.kind).toBe('applicant-invalid')
      }),
      { numRuns: 100 }
    )
    expect(counter.log).toEqual([])
    expect(findPersonalData(counter.log.join(''))).toEqual([])
  })
})
