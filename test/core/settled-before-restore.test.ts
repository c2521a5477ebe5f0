import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getDevice } from '../../electron/core/context.ts'
import { findAtPortal } from '../../electron/core/dossier/take-pulled-dossier.ts'
import { tellItsOwn } from '../portal/restore/restore-store.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { createCounter, getOk, getStatus, inspect, listAll, pullNow, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { makeIntake } from './support/people.ts'
import { openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'

/** A counter put back to before its officer settled what the portal had refused. */

/** A telephone number this province's database takes from nobody. */
const refusedPhone = '+84987000222'
let portal: TestPortal
let line: FaultProxy
let office: TestOffice
let counter: Counter
let copy: string

beforeAll(async () => {
  portal = await startReferencePortal()
  await portal.database.query(`alter table dossier add constraint province_rule check (coalesce(state -> 'applicant' ->> 'phone', '') <> '${refusedPhone}')`)
  line = await startFaultProxy(portal.url)
  office = await openOffice(portal.database)
  counter = await startCounter(line.url, office)
  copy = mkdtempSync(join(tmpdir(), 'qmc-copy-'))
})
afterAll(async () => {
  await counter.close()
  await line.close()
  await portal.close()
  removeFolder(counter)
  rmSync(copy, { recursive: true, force: true })
})

async function reopen(): Promise<void> {
  counter = createCounter({ dataFolder: counter.dataFolder, key: counter.key })
  await counter.open()
  await counter.logIn(office.officerId('reception'))
}

test('giving up the refused one once more voids no number that the mended one bears', async () => {
  const { dossierId: id, code } = getOk(await counter.call('dossier.receive', makeIntake({ applicant: { ...makeIntake().applicant, phone: refusedPhone } })))
  await waitForDelivery(counter.call, id, 'needs-officer')
  const { seq } = getOk(await counter.call('queue.list', {})).find(({ dossierId }) => dossierId === id)!
  await counter.close()
  cpSync(join(counter.dataFolder, 'counter.db'), join(copy, 'counter.db'))
  await reopen()
  const { applicant } = getOk(await counter.call('queue.mendable', { seq }))
  const { email: _email, taxCode: _taxCode, ...known } = applicant
  const corrected = { ...known, birthDate: known.birthDate ?? undefined, sex: known.sex ?? undefined, address: known.address ?? '', phone: '0912345678' }
  getOk(await counter.call('queue.mend', { seq, reason: 'Số điện thoại sai', changes: { applicant: corrected as never } }))
  await waitForDelivery(counter.call, id, 'received')
  await counter.close()
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(counter.dataFolder, `counter.db${suffix}`), { force: true })
  cpSync(join(copy, 'counter.db'), join(counter.dataFolder, 'counter.db'))
  // As the administrator's code has it done.
  await tellItsOwn(portal.database, inspect(counter, getDevice).device)
  await reopen()
  await waitFor('the portal’s answer to the restore', async () => (await getStatus(counter.call)).restored === undefined)
  await pullNow(counter)
  await waitFor('what the portal has of it', () => inspect(counter, (db) => findAtPortal(db, id)) !== undefined)
  const settled = getOk(await counter.call('queue.withdraw', { seq, reason: 'Đã sửa và gửi rồi' }))
  expect(settled).toEqual({ replayed: 0, withdrawn: 1 })
  await waitFor('an empty queue', async () => (await getStatus(counter.call)).queue.entriesWaiting === 0)
  expect((await listAll(counter.call)).find((row) => row.id === id)).toMatchObject({ code })
  expect(await portal.database.query(`select serial from number_account where state = 'void' and device_id = $1`, [inspect(counter, getDevice).device])).toEqual([])
}, 90_000)
