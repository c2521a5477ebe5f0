import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problemTypes } from '../../../electron/contract/wire.ts'
import { enrolCounter, newDossierId, type TestCounter } from './support/counter.ts'
import { receive, receivedFacts } from './support/dossier.ts'
import { engines, startTestPortal, type TestPortal } from './support/engines.ts'
import { openOffice } from './support/office.ts'

describe.each(engines)('texts too long for an index on %s', (engine) => {
  let portal: TestPortal
  beforeAll(async () => {
    portal = await startTestPortal(engine)
  })
  afterAll(() => portal.close())

  test.each([
    ['the name of its dossier', problemTypes.badRequest, (counter: TestCounter, long: string) => counter.write({ kind: 'dossier.received', dossier: long, payload: receivedFacts(counter, 2) })],
    ['the day of a number', problemTypes.numberOutOfRange, (counter: TestCounter, long: string) => counter.write({ kind: 'number.voided', payload: { series: `dossier:${counter.enrolment.agencyCode}`, period: long, serial: 7, reason: 'In hỏng' } })]
  ])('refuse their entry alone: %s', async (_what, type, writeLong) => {
    const counter = await enrolCounter(portal.url, (await openOffice(portal.database)).codes[0]!)
    // Nothing that the database could make shorter.
    const long = randomBytes(9_000).toString('base64')
    const { results } = await counter.push([receive(counter, 1), writeLong(counter, long), receive(counter, 3), receive(counter, 4, newDossierId())])
    expect(results.map((result) => (result.outcome === 'accepted' ? 'accepted' : result.problem.type))).toEqual(['accepted', type, 'accepted', 'accepted'])
  })
})
