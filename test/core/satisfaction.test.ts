import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCounter, getOk, inspect, removeFolder, type Counter } from './support/counter.ts'
import { makeIntake } from './support/people.ts'

let counter: Counter
beforeAll(async () => {
  counter = createCounter()
  await counter.open()
  getOk(await counter.call('core.found-training', {}))
})
afterAll(async () => {
  await counter.close()
  removeFolder(counter)
})

const entries = () =>
  inspect(counter, (db) => db.prepare("SELECT officer, dossier, at, payload FROM journal WHERE kind = 'satisfaction.rated'").all())

test('an answer is one entry that names no dossier and no person, and is counted for who answers for the office', async () => {
  const visitId = randomUUID()
  // Nobody at work: nobody was asked about.
  expect(getOk(await counter.call('core.rate-visit', { visitId, level: 'satisfied', occasion: 'receipt' }))).toEqual({ kept: false })
  await counter.logIn('tap-huan-tiep-nhan')
  const intake = makeIntake()
  const { dossierId, code } = getOk(await counter.call('dossier.receive', intake))
  expect(getOk(await counter.call('core.rate-visit', { visitId, level: 'dissatisfied', occasion: 'receipt' }))).toEqual({ kept: true })
  expect(getOk(await counter.call('core.rate-visit', { visitId, level: 'satisfied', occasion: 'receipt' }))).toEqual({ kept: false })
  getOk(await counter.call('core.rate-visit', { visitId: randomUUID(), level: 'very-satisfied', occasion: 'return' }))
  const kept = entries()
  expect(kept).toHaveLength(2)
  const text = JSON.stringify(kept)
  for (const word of [dossierId, code, intake.applicant.fullName, visitId]) expect(text).not.toContain(word)
  expect(await counter.call('core.rate-visit', { visitId: 'x', level: 'satisfied', occasion: 'receipt' })).toMatchObject({ ok: false, error: { kind: 'invalid-input' } })
  await counter.logIn('tap-huan-lanh-dao')
  expect(getOk(await counter.call('satisfaction.count', { days: 30 }))).toEqual([{ officerId: 'tap-huan-tiep-nhan', officerName: 'Nguyễn Thị Tập Huấn', verySatisfied: 1, satisfied: 0, dissatisfied: 1 }])
  counter.clock.offsetMs = 40 * 86_400_000
  expect(getOk(await counter.call('satisfaction.count', { days: 30 }))).toEqual([])
})
