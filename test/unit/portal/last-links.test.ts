import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getLastLinks } from '../../portal/recall-store.ts'
import { enrolCounter } from './support/counter.ts'
import { engines, startTestPortal, type TestPortal } from './support/engines.ts'
import { openOffice } from './support/office.ts'

interface Plan {
  'Relation Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  Plans?: Plan[]
}

describe.each(engines)('the last links of a counter on %s', (engine) => {
  let portal: TestPortal
  beforeAll(async () => {
    portal = await startTestPortal(engine)
  })
  afterAll(() => portal.close())

  /** @param lengths how many links of which epoch */
  async function openChain(lengths: Record<number, number>): Promise<string> {
    const { device } = (await enrolCounter(portal.url, (await openOffice(portal.database)).codes[0]!)).enrolment
    for (const [epoch, length] of Object.entries(lengths)) {
      await portal.database.query("insert into chain_link (device_id, epoch, seq, previous, hash) select $1, $2::integer, n, repeat('0', 64), lpad($2::integer::text || n, 64, '0') from generate_series(1, $3::integer) n", [device, Number(epoch), length])
    }
    return device
  }
  const link = (epoch: number, seq: number) => ({ epoch, seq, hash: `${epoch}${seq}`.padStart(64, '0') })

  test('are one of each epoch, and its own alone', async () => {
    await openChain({ 1: 5, 9: 1 })
    const device = await openChain({ 1: 3, 2: 7, 40: 2 })
    expect(await getLastLinks(portal.database, device)).toEqual([link(40, 2), link(2, 7), link(1, 3)])
    expect(await getLastLinks(portal.database, await openChain({}))).toEqual([])
  })

  test('are found without reading the links before them, however many', async () => {
    const device = await openChain({ 1: 5_000, 2: 5_000, 3: 5_000 })
    await portal.database.query('analyze chain_link')
    let read = Infinity
    await getLastLinks({
      ...portal.database,
      query: async (sql, parameters) => {
        const [row] = await portal.database.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(`explain (analyze, format json) ${sql}`, parameters)
        read = countRead(row!['QUERY PLAN'][0]!.Plan)
        return []
      }
    }, device)
    expect(read).toBeLessThan(10)
  })
})

/** Rows of the chain that a plan read. */
function countRead(plan: Plan): number {
  const own = plan['Relation Name'] === 'chain_link' ? plan['Actual Rows'] * plan['Actual Loops'] : 0
  return (plan.Plans ?? []).reduce((sum, each) => sum + countRead(each), own)
}
