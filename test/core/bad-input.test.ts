import { afterAll, beforeAll, expect, test } from 'vitest'
import { explainError, type CounterError } from '../../renderer/i18n/errors.ts'
import { createCounter, getOk, removeFolder, type Counter } from './support/counter.ts'
import { handOver, makeIntake } from './support/people.ts'

/** Whatever a screen would send, core refuses by itself, says why in words for the officer, and keeps nothing of it. */

let counter: Counter
let id: string

beforeAll(async () => {
  counter = createCounter()
  await counter.open()
  getOk(await counter.call('core.found-training', {}))
  await counter.logIn('tap-huan-tiep-nhan')
  id = getOk(await counter.call('dossier.receive', makeIntake())).dossierId
})
afterAll(async () => {
  await counter.close()
  removeFolder(counter)
  expect(counter.log).toEqual([])
})

const person = makeIntake().applicant
const receive = (change: object) => counter.call('dossier.receive', makeIntake(change))
const applicant = (change: object) => receive({ applicant: { ...person, ...change } })
const change = (more: object) => counter.call('dossier.change-status', { id, baseRevision: 1, to: 5, note: '', ...more } as never)
const amend = (more: object) => counter.call('dossier.amend', { id, baseRevision: 1, reason: 'Sửa', changes: { applicant: { ...person, ...more } } })
const handed = { stepId: null, to: { unit: 'Phòng Tư pháp', fullName: 'Trần Văn An', officerId: null }, componentIds: ['1.001193-TP01'], otherPapers: '', isTaken: false, note: '' }
const give = (more: object) => counter.call('dossier.hand-over', { id, baseRevision: 1, ...handed, ...more })

type Refused = { ok: false; error: CounterError } | { ok: true; value: unknown }
const cases: [string, () => Promise<unknown>, string | RegExp][] = [
  ['a birthday that does not exist', () => applicant({ birthDate: '1990-02-31' }), 'applicant-invalid'],
  ['a birthday to come', () => applicant({ birthDate: '2999-01-01' }), 'applicant-invalid'],
  ['an ID of eleven digits', () => applicant({ idNumber: '03619001234' }), 'applicant-invalid'],
  ['no name', () => applicant({ fullName: ' ' }), 'applicant-invalid'],
  ['a name of digits', () => applicant({ fullName: '0912345678' }), 'applicant-invalid'],
  ['a name without end', () => applicant({ fullName: 'Nguyễn '.repeat(60) }), 'applicant-invalid'],
  ['no address', () => applicant({ address: '' }), 'applicant-invalid'],
  ['half a phone', () => applicant({ phone: '0912' }), 'applicant-invalid'],
  ['no e-mail', () => applicant({ email: 'huyen@' }), 'applicant-invalid'],
  ['a tax code whose check digit is wrong', () => applicant({ taxCode: '0100233489' }), 'applicant-invalid'],
  ['no such owner', () => receive({ owner: { ...person, birthDate: '2021-02-30' }, representation: 'mẹ' }), 'applicant-invalid'],
  ['fewer than no copies', () => receive({ components: [{ ...handOver('1.001193-TP01'), originals: -1 }] }), 'invalid-input'],
  ['no required paper', () => receive({ components: [] }), 'missing-component'],
  ['a paper of another procedure', () => receive({ components: [handOver('x')] }), 'unknown-component'],
  ['no set', () => receive({ sets: 0 }), 'invalid-input'],
  ['fees of less than nothing', () => receive({ feeQuantities: { x: { units: -1 } } }), 'invalid-input'],
  ['a procedure nobody knows', () => receive({ procedureCode: '0.000000' }), 'procedure-unknown'],
  ['a note without end', () => receive({ note: 'x'.repeat(1001) }), 'invalid-input'],
  ['a supplement of nothing', () => change({ supplement: { items: [], answerBy: null } }), 'supplement-empty'],
  ['a supplement by the 30th of February', () => change({ supplement: { items: ['Tờ khai'], answerBy: '2027-02-30' } }), 'invalid-input'],
  ['a supplement by yesterday', () => change({ supplement: { items: ['Tờ khai'], answerBy: '2020-01-01' } }), 'answer-by-past'],
  ['a payment below zero', () => change({ to: 6, payment: { amount: -5000, content: 'Thuế' } }), 'invalid-input'],
  ['a payment of nothing', () => change({ to: 6 }), 'payment-empty'],
  ['a status that may not follow', () => change({ to: 1 }), 'transition-refused'],
  ['an amendment to a day that does not exist', () => amend({ birthDate: '31/04/1990' }), 'applicant-invalid'],
  ['an amendment of nothing', () => counter.call('dossier.amend', { id, baseRevision: 1, reason: 'Sửa', changes: {} }), 'amend-changes-nothing'],
  ['papers for nobody', () => give({ to: { ...handed.to, fullName: ' ' } }), 'hand-over-incomplete'],
  ['no papers for somebody', () => give({ componentIds: [] }), 'hand-over-nothing'],
  ['a step of another process', () => give({ stepId: 'x' }), 'step-unknown'],
  ['an act of one who looked at an older state', () => counter.call('dossier.change-status', { id, baseRevision: 0, to: 4, note: '' }), 'edit-conflict'],
  ['a dossier nobody knows', () => counter.call('dossier.get', { id: 'x' }), 'dossier-unknown'],
  ['a till that begins below zero', () => counter.call('till.open', { openingFloat: -1 }), 'invalid-input'],
  ['a receipt voided without a reason', () => counter.call('money.void-receipt', { series: 's', period: '2026', serial: 1, reason: ' ', refund: false } as never), /reason-missing|receipt-unknown|invalid-input/],
  ['a register from a day that does not exist', () => counter.call('register.list', { from: '2021-02-30', to: '2021-03-01', limit: 10 }), 'invalid-input']
]

test.each(cases)('%s', async (_name, ask, kind) => {
  const before = getOk(await counter.call('dossier.get', { id })).revision
  const refused = (await ask()) as Refused
  if (refused.ok) throw new Error('it was taken')
  expect(refused.error.kind).toMatch(kind)
  const sentence = explainError(refused.error)
  expect(sentence).toMatch(/[.]$/)
  expect(sentence).not.toMatch(/undefined|null|NaN|\[object/)
  expect(getOk(await counter.call('dossier.get', { id })).revision).toBe(before)
  expect(getOk(await counter.call('dossier.list', { limit: 10 }))).toHaveLength(1)
})
