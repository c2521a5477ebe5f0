import { describe, expect, it, test } from 'vitest'
import { applyEntry, foldDossier, type Dossier } from '../../../electron/domain/dossier.ts'
import type { DossierStatus } from '../../../electron/domain/dossier-status.ts'
import { decideReceive } from '../../../electron/domain/receive.ts'
import { getStanding } from '../../../electron/domain/standing.ts'
import { decideStatusChange, listActs, type StatusChange } from '../../../electron/domain/status-change.ts'
import { listSupplementChoices } from '../../../electron/domain/supplement-choices.ts'
import { calendar } from './calendar-fixture.ts'
import { context, getProcedure, intake } from './receive-fixture.ts'

const at = (short: string) => `${short.replace(' ', 'T')}:00+07:00`

/** A guardianship, Monday 15/3/2021 09:30, its limit replaced by five working days: due Monday 22/3 09:30. */
function receive(supplementPolicy: 'extend' | 'restart' = 'restart'): Dossier {
  const procedure = { ...getProcedure('1.001193'), timeLimit: { unit: 'working-day' as const, value: 5 }, supplementPolicy }
  const decision = decideReceive(intake, { ...context, procedure })
  if (!decision.ok) throw new Error(decision.error.kind)
  return foldDossier([{ kind: 'dossier.received', payload: decision.value }])
}

function decide(dossier: Dossier, to: DossierStatus, when: string, more: Partial<StatusChange> = {}) {
  return decideStatusChange(dossier, { to, note: '', ...more }, { at: at(when), calendar })
}

/** Moves on, through JSON as the journal does. */
function move(dossier: Dossier, to: DossierStatus, when: string, more: Partial<StatusChange> = {}): Dossier {
  const decision = decide(dossier, to, when, more)
  if (!decision.ok) throw new Error(JSON.stringify(decision.error))
  return applyEntry(dossier, { kind: 'dossier.status-changed', payload: JSON.parse(JSON.stringify(decision.value)) as typeof decision.value })
}

const refusal = (...input: Parameters<typeof decide>) => {
  const decision = decide(...input)
  return decision.ok ? undefined : decision.error
}
const supplement = (items: string[], answerBy: string | null = null) => ({ supplement: { items, answerBy } })

describe('a supplement', () => {
  it('is asked for by items, and when it is in the whole limit runs again: both dates are kept and explained', () => {
    const asked = move(receive(), 5, '2021-03-17 09:00', supplement([' Giấy chứng sinh ', ''], '2021-04-16'))
    expect(asked).toMatchObject({ status: 5, supplementRequests: 1, supplement: { items: ['Giấy chứng sinh'], answerBy: '2021-04-16', completedAt: null } })
    const back = move(asked, 2, '2021-03-19 10:00')
    expect(back).toMatchObject({ status: 2, dueAt: at('2021-03-26 10:00'), earlierDueAts: [at('2021-03-22 09:30')], supplement: { completedAt: at('2021-03-19 10:00') } })
    expect(back.dueSteps[0]).toEqual({ kind: 'counted-anew', requestedAt: at('2021-03-17 09:00'), at: at('2021-03-19 10:00') })
    expect(back.dueSteps.at(-1)).toEqual({ kind: 'due', at: at('2021-03-26 10:00') })
  })

  it('under the other policy moves the date by the office time waited', () => {
    const back = move(move(receive('extend'), 5, '2021-03-17 09:30', supplement(['Tờ khai'])), 2, '2021-03-18 09:30')
    expect(back).toMatchObject({ dueAt: at('2021-03-23 09:30') })
    expect(back.dueSteps[0]).toMatchObject({ kind: 'waiting-added', minutes: 480, dueAt: at('2021-03-22 09:30') })
  })

  it('may be refused (3) only once its last day has gone by', () => {
    const asked = move(receive(), 5, '2021-03-17 09:00', supplement(['Tờ khai'], '2021-03-31'))
    expect(refusal(asked, 3, '2021-03-31 16:00', { note: 'Không bổ sung' })).toMatchObject({ kind: 'transition-refused', allowed: [2, 7, 8] })
    expect(listActs(asked, '2021-04-01').map(({ act }) => act)).toEqual(['complete-supplement', 'ask-withdrawal', 'stop', 'refuse-lapsed'])
    expect(refusal(asked, 3, '2021-04-01 08:00')).toMatchObject({ kind: 'reason-required' })
    expect(move(asked, 3, '2021-04-01 08:00', { note: 'Không bổ sung' })).toMatchObject({ status: 3, finishedAt: at('2021-04-01 08:00'), supplement: { completedAt: null } })
  })

  test.each([
    ['nothing', {}, 'supplement-empty'],
    ['blank lines', supplement(['  ', '\n']), 'supplement-empty'],
    ['a day gone by', supplement(['Tờ khai'], '2021-03-16'), 'answer-by-past'],
    ['a day of the next century', supplement(['Tờ khai'], '2121-03-17'), 'answer-by-far']
  ])('is not asked for with %s', (_, more, kind) => expect(refusal(receive(), 5, '2021-03-17 09:00', more)).toMatchObject({ kind }))

  it('is offered by what is missing first, never by a secret paper', () => {
    const choices = listSupplementChoices(receive(), getProcedure('1.001193'))
    expect(choices[0]).toMatch(/^Thiếu: /)
    expect(choices.filter((choice) => choice.startsWith('Làm lại: '))).toHaveLength(2)
    expect(listSupplementChoices(receive(), undefined).some((choice) => choice.startsWith('Thiếu: '))).toBe(false)
    expect(listSupplementChoices({ components: [] }, getProcedure('9.900002')).join()).not.toContain('MẬT')
  })
})

describe('money, withdrawal, stop', () => {
  const payment = { amount: 1_250_000, content: 'Lệ phí trước bạ' }

  it('6 says how much for what, and paid leads back', () => {
    expect(refusal(receive(), 6, '2021-03-16 09:00')).toEqual({ kind: 'payment-empty' })
    const owed = move(move(receive(), 4, '2021-03-16 08:00'), 6, '2021-03-16 09:00', { payment })
    expect(owed).toMatchObject({ status: 6, payment: { ...payment, paidAt: null } })
    expect(move(owed, 4, '2021-03-17 09:00')).toMatchObject({ status: 4, payment: { ...payment, paidAt: at('2021-03-17 09:00') }, dueAt: at('2021-03-23 09:30'), dueSteps: [{ kind: 'waiting-added', why: 'payment' }, { kind: 'due' }] })
  })

  it('a withdrawal during a supplement comes back to it without a new request, or ends the dossier', () => {
    const asked = move(receive(), 5, '2021-03-17 09:00', supplement(['Tờ khai']))
    const wanted = move(asked, 7, '2021-03-17 10:00', { note: 'Theo đơn ngày 17/3' })
    expect(move(wanted, 5, '2021-03-17 11:00')).toMatchObject({ status: 5, supplementRequests: 1, returnTo: [2], supplement: { completedAt: null } })
    expect(move(wanted, 8, '2021-03-17 11:00')).toMatchObject({ status: 8, returnTo: [], finishedAt: at('2021-03-17 11:00') })
  })

  it('a stop says why', () => {
    expect(refusal(receive(), 8, '2021-03-17 09:00')).toEqual({ kind: 'reason-required', act: 'stop' })
    expect(move(receive(), 8, '2021-03-17 09:00', { note: 'Đương sự đã mất' })).toMatchObject({ status: 8 })
  })
})

describe('the result', () => {
  const result = { outcome: 'granted' as const, documentNumber: ' 12/2021 ' }
  const done = () => move(receive(), 9, '2021-03-15 09:40', { result })
  const other = { kind: 'other' as const, fullName: 'Trần  Văn Khánh', idKind: 'cccd' as const, idNumber: '036190000001', authorisation: 'giấy ủy quyền số 12' }

  it('is there while the citizen waits, and is signed for by whom it is handed to, with originals', () => {
    expect(done()).toMatchObject({ status: 9, finishedAt: at('2021-03-15 09:40'), result: { outcome: 'granted', documentNumber: '12/2021' } })
    const originals = [{ componentId: '1.001193-TP02', name: 'Giấy chứng sinh', count: 1 }]
    expect(move(done(), 10, '2021-03-15 09:45', { handBack: { collector: other, originals } })).toMatchObject({
      status: 10, handBack: { at: at('2021-03-15 09:45'), collector: { fullName: 'Trần Văn Khánh' }, originals }
    })
  })

  it('a refusal on the merits is a result, and says why', () => {
    const rejected = { result: { outcome: 'rejected' as const, documentNumber: null } }
    expect(refusal(receive(), 9, '2021-03-16 09:00', rejected)).toMatchObject({ kind: 'reason-required' })
    expect(move(receive(), 9, '2021-03-16 09:00', { ...rejected, note: 'Không đủ điều kiện' })).toMatchObject({ status: 9, result: { outcome: 'rejected' } })
  })

  test.each([
    ['nobody', {}, 'hand-back-empty'],
    ['a nameless person', { handBack: { collector: { ...other, fullName: ' \u200b ' }, originals: [] } }, 'hand-back-empty'],
    ['a paper that has no such number', { handBack: { collector: { ...other, idNumber: '03619001234' }, originals: [] } }, 'collector-id-malformed'],
    ['papers that were never held', { handBack: { collector: { kind: 'applicant' as const }, originals: [{ componentId: '1.001193-TP02', name: 'Giấy chứng sinh', count: 2 }] } }, 'originals-not-held']
  ])('goes not to %s', (_, more, kind) => expect(refusal(done(), 10, '2021-03-16 09:00', more)).toMatchObject({ kind }))
})

test('overdue is an attribute of time, and time stands still while a supplement is awaited', () => {
  const standing = (dossier: Dossier, now: string) => getStanding(dossier, at(now)).kind
  const dossier = receive()
  expect([standing(dossier, '2021-03-22 09:30'), standing(dossier, '2021-03-22 09:31')]).toEqual(['in-time', 'overdue'])
  const asked = move(dossier, 5, '2021-03-17 09:00', supplement(['Tờ khai']))
  expect(standing(asked, '2021-06-01 09:00')).toBe('waiting')
  expect(standing(move(dossier, 5, '2021-03-23 09:00', supplement(['Tờ khai'])), '2021-03-23 09:00')).toBe('overdue')
  expect([standing(move(dossier, 9, '2021-03-22 09:30'), '2021-06-01 09:00'), standing(move(dossier, 9, '2021-03-22 09:31'), '2021-06-01 09:00')]).toEqual(['done-in-time', 'done-late'])
  expect(standing(move(asked, 7, '2021-03-18 09:00', { note: 'Thôi' }), '2021-06-01 09:00')).toBe('waiting')
  expect(standing(move(dossier, 7, '2021-03-18 09:00', { note: 'Thôi' }), '2021-06-01 09:00')).toBe('overdue')
  expect(standing({ ...dossier, dueAt: null }, '2021-06-01 09:00')).toBe('no-appointment')
})
