import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problemTypes } from '../../../electron/contract/wire.ts'
import { enrolCounter } from './support/counter.ts'
import { engines, startTestPortal, type TestPortal } from './support/engines.ts'
import { openOffice } from './support/office.ts'

describe.each(engines)('the day of a number on %s', (engine) => {
  let portal: TestPortal
  beforeAll(async () => {
    portal = await startTestPortal(engine)
  })
  afterAll(() => portal.close())

  test.each(['number.voided', 'number.issued'])('%s out of the standing range names a real day, or is refused alone', async (kind) => {
    const counter = await enrolCounter(portal.url, (await openOffice(portal.database)).codes[0]!)
    const series = `dossier:${counter.enrolment.agencyCode}`
    const days = ['2026-11-25', 'hôm nay', '2026-02-30', '2026', '2026/001', '2026-11-26']
    const entries = days.map((period, index) => {
      const number = { series, period, serial: index + 1 }
      return counter.write({ kind, payload: kind === 'number.voided' ? { ...number, reason: 'In hỏng' } : { ...number, kind: 'dossier', book: null, day: '2026-11-25', dossier: null } })
    })
    const { results } = await counter.push(entries)
    const refused = problemTypes.numberOutOfRange
    expect(results.map((result) => (result.outcome === 'accepted' ? 'accepted' : result.problem.type))).toEqual(['accepted', refused, refused, refused, refused, 'accepted'])
    expect(await portal.database.query('select period from number_account where series = $1 order by period', [series])).toEqual([{ period: '2026-11-25' }, { period: '2026-11-26' }])
  })
})
