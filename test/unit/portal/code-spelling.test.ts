import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problemTypes } from '../../../electron/contract/wire.ts'
import { enrolCounter, newDossierId } from './support/counter.ts'
import { receive, receivedFacts } from './support/dossier.ts'
import { engines, startTestPortal, type TestPortal } from './support/engines.ts'
import { openOffice } from './support/office.ts'

describe.each(engines)('the spelling of a dossier code on %s', (engine) => {
  let portal: TestPortal
  beforeAll(async () => {
    portal = await startTestPortal(engine)
  })
  afterAll(() => portal.close())

  test.each([
    ['lower case', (code: string) => code.toLowerCase()],
    ['a blank', (code: string) => `${code} `],
    ['a day of eight digits', (code: string) => code.replace(/-(\d{6})-/, '-20$1-')],
    ['a zero more', (code: string) => code.replace(/-(\d+)$/, '-0$1')]
  ])('is one, or a number could be given twice: %s', async (_what, spell) => {
    const counter = await enrolCounter(portal.url, (await openOffice(portal.database)).codes[0]!)
    const facts = receivedFacts(counter, 1)
    const code = spell(facts.code)
    expect(code).not.toBe(facts.code)
    const { results } = await counter.push([receive(counter, 1), counter.write({ kind: 'dossier.received', dossier: newDossierId(), payload: { ...facts, code } })])
    expect(results).toMatchObject([{ outcome: 'accepted' }, { outcome: 'refused', problem: { type: problemTypes.numberOutOfRange } }])
  })
})
