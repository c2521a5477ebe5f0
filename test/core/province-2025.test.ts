import { afterAll, beforeAll, expect, test } from 'vitest'
import { demoOffices } from '../reference-data/offices.ts'
import { getDossiers } from '../portal/admin/overview-store.ts'
import { getOk, inspect, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { waitFor } from './support/wait.ts'
import { makeIntake } from './support/people.ts'
import { startReferencePortal } from './support/portal.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

/** The two-level province of 1 July 2025 on the same build: another portal, other data, no other code. */
const [office] = demoOffices[2025]
let portal: TestPortal
let counter: Counter

beforeAll(async () => {
  portal = await startReferencePortal({ seed: 2025, seedSize: 'whole' })
  const reception = office.officers.find(({ role }) => role === 'reception')!
  counter = await startCounter(portal.url, { codes: portal.enrolmentCodes, officerId: () => reception.id })
})
afterAll(async () => {
  await counter.close()
  await portal.close()
  removeFolder(counter)
  expect(counter.log).toEqual([])
})

/** The catalogue comes in pages with other work between them, the forms behind the procedures. */
const waitForForms = (at: Counter): Promise<unknown> => waitFor('letterhead and forms', () => inspect(at, (db) => db.prepare("SELECT count(DISTINCT kind) FROM reference WHERE kind IN ('form-template', 'office-letterhead')").pluck().get() === 2))

test('an officer of the two-level province searches, receives, prints and is received', async () => {
  await waitForForms(counter)
  const hits = getOk(await counter.call('catalogue.search', { text: 'dang ky khai sinh', limit: 10 }))
  expect(hits.map(({ code }) => code)).toContain('1.001193')
  // A procedure of the abolished district level is no longer in the catalogue of the commune's day.
  const { procedure, due } = getOk(await counter.call('catalogue.get', { code: '1.001193', channel: 'direct' }))
  expect(procedure.validFrom).toBe('2025-07-01')
  expect(due.dueAt).not.toBeNull()

  const intake = makeIntake()
  const received = getOk(await counter.call('dossier.receive', intake))
  expect(received.code.startsWith(`${office.agencyCode}-`)).toBe(true)
  const { html } = getOk(await counter.call('form.render', { kind: 'receipt', dossierId: intake.draftId, reprint: false }))
  for (const text of [received.code, intake.applicant.fullName, 'Trung tâm Phục vụ hành chính công']) expect(html.toLowerCase()).toContain(text.toLowerCase())
  expect(html).not.toMatch(/huyện/iu)
  await waitForDelivery(counter.call, intake.draftId, 'received')
  expect((await getDossiers(portal.database)).map(({ code, officeId }) => [code, officeId])).toEqual([[received.code, office.id]])
})

test('a counter of 2021 and one of 2025 differ by data alone', async () => {
  const other = await startReferencePortal({ seed: 2021 })
  const [before] = demoOffices[2021]
  const old = await startCounter(other.url, { codes: other.enrolmentCodes, officerId: () => before.officers[0]!.id })
  await waitForForms(old)
  const intake = makeIntake()
  const received = getOk(await old.call('dossier.receive', intake))
  expect(received.code.startsWith(`${before.agencyCode}-`)).toBe(true)
  const html = getOk(await old.call('form.render', { kind: 'receipt', dossierId: intake.draftId, reprint: false })).html
  expect(html).toMatch(/huyện Giao Thủy/iu)
  await old.close()
  await other.close()
  removeFolder(old)
})
