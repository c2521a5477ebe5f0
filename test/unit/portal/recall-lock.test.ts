import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LeaseAnswer } from '../../../electron/contract/leases.ts'
import { wirePaths } from '../../../electron/contract/wire.ts'
import { waitFor } from '../../core/support/wait.ts'
import { enrolCounter } from './support/counter.ts'
import { receive } from './support/dossier.ts'
import { engines, startTestPortal, type TestPortal } from './support/engines.ts'
import { openOffice } from './support/office.ts'

// PGlite has one connection: nothing happens there at a time.
for (const engine of engines.filter((name) => name === 'postgresql')) {
  describe(`beside a recall on ${engine}`, () => {
    let portal: TestPortal
    beforeAll(async () => {
      portal = await startTestPortal(engine)
    })
    afterAll(() => portal.close())

    test('that is being answered, the office’s other counters push and are leased numbers', async () => {
      const office = await openOffice(portal.database)
      const [asking, other] = [await enrolCounter(portal.url, office.codes[0]!), await enrolCounter(portal.url, office.codes[1]!)]
      const { head } = await asking.push([receive(asking, 1)])
      await portal.database.query('delete from chain_link where device_id = $1', [asking.enrolment.device])
      let recalled: Promise<unknown> = Promise.resolve()
      await portal.database.transaction(async (tx) => {
        // What the answer is read from, as a table so long that reading it takes its time.
        await tx.query('lock table document_file in access exclusive mode')
        recalled = asking.call('POST', wirePaths.recall, { head, leases: [], highestCounter: 2 })
        await waitFor('the answer to be read', async () => (await portal.database.query("select 1 from pg_locks where not granted and relation = 'document_file'::regclass")).length > 0)
        expect((await other.push([receive(other, 3000)])).results[0]?.outcome).toBe('accepted')
        const leased = await other.call('POST', wirePaths.leases, { epoch: 1, wants: [{ series: `${office.id}-fee-receipt`, period: String(new Date().getUTCFullYear()), after: 0 }] })
        expect((leased.body as LeaseAnswer).leases).toHaveLength(1)
      })
      expect(await recalled).toMatchObject({ status: 200 })
    })
  })
}
