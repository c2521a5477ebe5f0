import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wirePaths } from '../../../electron/contract/wire.ts'
import { waitFor } from '../../core/support/wait.ts'
import { dropTold } from '../../portal/numbers/told-store.ts'
import { enrolCounter } from './support/counter.ts'
import { receive } from './support/dossier.ts'
import { engines, startTestPortal, type TestPortal } from './support/engines.ts'
import { openOffice } from './support/office.ts'

// PGlite has one connection: nothing happens there at a time.
for (const engine of engines.filter((name) => name === 'postgresql')) {
  describe(`a range that is taken back on ${engine}`, () => {
    let portal: TestPortal
    beforeAll(async () => {
      portal = await startTestPortal(engine)
    })
    afterAll(() => portal.close())

    const countWaiting = async () => (await portal.database.query("select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")).length

    test('while a push tells a number of it stays with its counter: the number is given once', async () => {
      const office = await openOffice(portal.database)
      const counter = await enrolCounter(portal.url, office.codes[0]!)
      const { head } = await counter.push([receive(counter, 1)])
      await portal.database.query('delete from chain_link where device_id = $1', [counter.enrolment.device])
      const range = { id: 700_001, series: `${office.id}-fee-receipt`, period: `${new Date().getUTCFullYear()}/001`, from: 1, to: 50, epoch: 1 }
      expect((await counter.call('POST', wirePaths.recall, { head, leases: [range] })).status).toBe(200)
      const number = counter.write({ kind: 'number.voided', payload: { series: range.series, period: range.period, serial: 7, reason: 'In hỏng' } })

      const pushing = await portal.database.transaction(async (tx) => {
        await tx.query('lock table number_account in exclusive mode')
        const pushed = counter.push([number], { chain: [number.link] })
        await waitFor('the push to have read its leases', async () => (await countWaiting()) === 1)
        let isDropped: boolean | undefined
        const dropped = dropTold(portal.database, { kind: 'lease', ref: String(range.id) }).then((done) => (isDropped = done))
        await waitFor('the range to be taken back, or to wait for the push', async () => isDropped !== undefined || (await countWaiting()) === 2)
        return { pushed, dropped }
      })
      expect((await pushing.pushed).results[0]?.outcome).toBe('accepted')
      expect(await pushing.dropped).toBe(false)
      expect(await portal.database.query('select 1 from number_lease where id = $1', [range.id])).toHaveLength(1)
    })
  })
}
