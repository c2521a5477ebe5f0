import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OfficeCounters } from '../../../electron/contract/handover.ts'
import { problemTypes } from '../../../electron/contract/wire.ts'
import { createSigningKey, exportPublicKey } from '../../../electron/crypto/ed25519.ts'
import { createRecoverySheet } from '../../../electron/crypto/recovery-sheet.ts'
import { describePortal } from '../../core/support/portal-context.ts'
import { waitFor } from '../../core/support/wait.ts'
import { tellOfficeCounters } from '../../portal/office-counters.ts'
import { revokeDevice } from '../../portal/device-store.ts'
import { getRecoveryKey } from '../../portal/recovery-key-store.ts'
import { createRestoreCode } from '../../portal/restore/restore-code.ts'
import { restoreDevice } from '../../portal/restore/restore.ts'
import { enrolCounter } from './support/counter.ts'
import { engines, startTestPortal, type TestPortal } from './support/engines.ts'
import { openOffice } from './support/office.ts'

/** A counter that is revoked, as a stolen one is, is believed by none of the others, nor can it open what they hand over from then on. */

// PGlite has one connection: nothing happens there at a time.
for (const engine of engines.filter((name) => name === 'postgresql')) {
  describe(`a revocation on ${engine}`, () => {
    let portal: TestPortal
    beforeAll(async () => {
      portal = await startTestPortal(engine)
    })
    afterAll(() => portal.close())

    async function openTwo() {
      const { id, codes } = await openOffice(portal.database)
      const [stolen, other] = [await enrolCounter(portal.url, codes[0]!), await enrolCounter(portal.url, codes[1]!)]
      return { office: id, stolen: stolen.enrolment.device, other: other.enrolment.device }
    }

    async function readTold(office: string): Promise<OfficeCounters> {
      const [row] = await portal.database.query<{ value: OfficeCounters }>(`select value from change_log where kind = 'office-counters' and ref = $1`, [office])
      return row!.value
    }

    test('that cannot be told to the others is not made', async () => {
      const { office, stolen } = await openTwo()
      await portal.database.execute(`alter table office_handover_key add constraint no_key check (office_id <> '${office}') not valid`)
      await expect(portal.revoke(stolen)).rejects.toThrow()
      await portal.database.execute('alter table office_handover_key drop constraint no_key')
      expect(await portal.database.query('select 1 from device where id = $1 and revoked_at is not null', [stolen])).toEqual([])
      await portal.revoke(stolen)
      expect((await readTold(office)).keys).toHaveLength(2)
    })

    test('ends the codes made before it, which may be in the same hands as the machine; one made after it puts the counter back', async () => {
      const { stolen } = await openTwo()
      const lost = await createRestoreCode(portal.database, stolen)
      await portal.revoke(stolen)
      const sheet = createRecoverySheet({ device: stolen }, randomBytes(32), await getRecoveryKey(portal.database))
      const restore = async (code: string) => restoreDevice(await describePortal(portal), { code, devicePublicKey: createSigningKey().publicKey, boxKey: exportPublicKey(generateKeyPairSync('x25519').privateKey), sheets: [sheet] })
      await expect(restore(lost)).rejects.toMatchObject({ problem: { type: problemTypes.codeInvalid } })
      expect(await restore(await createRestoreCode(portal.database, stolen))).toMatchObject({ enrolment: { device: stolen } })
      await expect(restore(lost)).rejects.toMatchObject({ problem: { type: problemTypes.codeInvalid } })
    })

    test('is not taken back by what another counter’s new key tells in the same moment', async () => {
      const { office, stolen, other } = await openTwo()
      let telling: Promise<void> | undefined
      await portal.database.transaction(async (tx) => {
        await revokeDevice(tx, stolen)
        telling ??= portal.database.transaction((beside) => tellOfficeCounters(beside, office))
        const isWaiting = async () => (await portal.database.query(`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).length > 0
        await waitFor('it to have read what it tells, or to wait before that', isWaiting)
      })
      await telling
      const told = await readTold(office)
      expect([told.counters.map(({ device }) => device), told.keys.length]).toEqual([[other], 2])
    })
  })
}
