import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OfficerRole } from '../../electron/contract/wire.ts'
import { createLoginKey, openSlot, sealKey, type KeySlot } from '../../electron/crypto/key-slot.ts'
import { putChanges } from '../portal/change-store.ts'
import { demoPassword } from '../portal/seed-data.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import { createCounter, getOk, openFolder, removeFolder, startCounter, type Counter } from './support/counter.ts'
import { officePassword, openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

let portal: TestPortal
let line: FaultProxy
let office: TestOffice
let counter: Counter
/** What main keeps beside the database after the enrolment: a slot an officer. */
const slots = new Map<OfficerRole, { officerId: string; slot: KeySlot }>()

beforeAll(async () => {
  portal = await startReferencePortal()
  line = await startFaultProxy(portal.url)
  office = await openOffice(portal.database)
  counter = await startCounter(line.url, office)
  for (const officer of await openFolder(counter.call, counter)) slots.set(officer.role, { officerId: officer.id, slot: sealKey(counter.key, officer.loginKey) })
  await counter.close()
  await line.down()
})
afterAll(async () => {
  await portal.close()
  removeFolder(counter)
})

describe('without the portal, each officer’s own password opens the database', () => {
  test.each(['reception', 'head', 'records-clerk', 'administrator'] as const)('%s', async (role) => {
    const { officerId, slot } = slots.get(role)!
    const key = await openSlot(JSON.parse(JSON.stringify(slot)) as KeySlot, officePassword)
    expect(key?.equals(counter.key)).toBe(true)
    const own = createCounter({ dataFolder: counter.dataFolder, key: key! })
    await own.open()
    const begun = getOk(await own.call('core.begin-session', { officerId, loginPublicKey: slot.loginKey.publicKey }))
    expect(begun.officer).toMatchObject({ id: officerId, role })
    expect(begun).toMatchObject({ agencyCode: office.agencyCode, counterNumber: 1 })
    await own.call('core.end-session', {})
    await own.close()
  })

  test('a wrong password opens nothing, and neither does another officer’s slot', async () => {
    const { slot } = slots.get('reception')!
    for (const wrong of ['', 'mật khẩu', `${officePassword} `, officePassword.toUpperCase(), demoPassword]) expect(await openSlot(slot, wrong)).toBeUndefined()
    const other = sealKey(counter.key, await createLoginKey('của người khác', 1024))
    expect(await openSlot(other, officePassword)).toBeUndefined()
  })

  test('a password typed in decomposed Unicode is the same password', async () => {
    const { slot } = slots.get('head')!
    expect(officePassword.normalize('NFD')).not.toBe(officePassword)
    expect((await openSlot(slot, officePassword.normalize('NFD')))?.equals(counter.key)).toBe(true)
  })

  test('a slot that was changed on the disk is noticed and gives no key', async () => {
    const { slot } = slots.get('head')!
    const bytes = Buffer.from(slot.sealed, 'base64')
    for (const place of [0, 15, bytes.length - 1]) {
      const changed = Buffer.from(bytes)
      changed[place]! ^= 1
      await expect(openSlot({ ...slot, sealed: changed.toString('base64') }, officePassword)).rejects.toThrow()
    }
    await expect(openSlot({ ...slot, ephemeralKey: randomBytes(32).toString('base64') }, officePassword)).rejects.toThrow()
  })

  test('the slots hold neither key nor password, and two slots of one key share nothing', () => {
    const { slot } = slots.get('head')!
    const text = JSON.stringify([...slots.values()])
    for (const secret of [counter.key.toString('base64'), counter.key.toString('hex'), officePassword]) expect(text).not.toContain(secret)
    expect(sealKey(counter.key, slot.loginKey).sealed).not.toBe(slot.sealed)
  })

  test('an officer the portal switched off is refused from the next contact on, the others are not', async () => {
    await counter.logIn(office.officerId('reception'))
    const { officerId, slot } = slots.get('records-clerk')!
    const clerk = (await openFolder(counter.call, counter)).find(({ id }) => id === officerId)!
    await portal.database.transaction((tx) => putChanges(tx, [{ kind: 'officer', ref: officerId, officeId: office.id, value: { ...clerk, active: false } }]))
    await line.up()
    getOk(await counter.call('queue.retry', {}))
    // A retry that meets a contact under way is that contact; the next regular one is 20 s later.
    await waitFor('the news', async () => !(await openFolder(counter.call, counter)).find(({ id }) => id === officerId)!.active, 45_000)
    const begin = (id: string, { loginKey }: KeySlot) => counter.call('core.begin-session', { officerId: id, loginPublicKey: loginKey.publicKey })
    expect(await begin(officerId, slot)).toEqual({ ok: false, error: { kind: 'officer-inactive' } })
    expect(await begin(`${officerId}-lạ`, slot)).toEqual({ ok: false, error: { kind: 'officer-unknown' } })
    expect((await begin(office.officerId('head'), slots.get('head')!.slot)).ok).toBe(true)
    await counter.close()
  })

  test('a slot of a password the portal has replaced opens the database and not the session', async () => {
    const { officerId } = slots.get('reception')!
    const old = await createLoginKey('mật khẩu cũ', 1024)
    await counter.open()
    expect(await counter.call('core.begin-session', { officerId, loginPublicKey: old.publicKey })).toEqual({ ok: false, error: { kind: 'password-changed' } })
    await counter.close()
  })
})
