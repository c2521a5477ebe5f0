import { expect, test } from 'vitest'
import type { KeyAnnouncement } from '../../../electron/contract/portal-keys.ts'
import { createSigningKey, importPrivateKey } from '../../../electron/crypto/ed25519.ts'
import { signKeys, takeAnnouncement, type KnownKeys } from '../../../electron/crypto/key-announcement.ts'

const make = (keyId: string) => {
  const { publicKey, privateKey } = createSigningKey()
  return { told: { keyId, publicKey }, own: { keyId, privateKey: importPrivateKey('ed25519', privateKey) } }
}
const [one, two, three] = ['mot', 'hai', 'ba'].map(make) as [ReturnType<typeof make>, ReturnType<typeof make>, ReturnType<typeof make>]
const known: KnownKeys = { portal: 'cong', keySerial: 4, receiptKeys: [one.told, two.told], caCertificates: ['CA cũ'] }
const statement: KeyAnnouncement['statement'] = { type: 'qmc-portal-keys', portal: 'cong', serial: 9, receiptKeys: [one.told, two.told, three.told], announcedAt: '2026-11-25T00:00:00.000Z' }
const all = [one.own, two.own, three.own]

test('one that the newest known key signed is taken, whatever was missed between; a pin it says nothing of stays', () => {
  expect(takeAnnouncement(known, signKeys(statement, all))).toEqual({ ...known, keySerial: 9, receiptKeys: statement.receiptKeys })
  expect(takeAnnouncement(known, signKeys({ ...statement, caCertificates: ['CA mới'] }, all))).toMatchObject({ caCertificates: ['CA mới'] })
})

test('a key that is left out stays known: receipts it signed are kept', () => {
  expect(takeAnnouncement(known, signKeys({ ...statement, receiptKeys: [two.told, three.told] }, all))?.receiptKeys).toEqual([one.told, two.told, three.told])
})

test('members of a newer portal are signed too, and change nothing here', () => {
  expect(takeAnnouncement(known, signKeys({ ...statement, note: 'mới' }, all))).toMatchObject({ keySerial: 9 })
  expect(takeAnnouncement(known, { ...signKeys(statement, all), statement: { ...statement, note: 'thêm' } })).toBeUndefined()
  expect(takeAnnouncement(known, { ...signKeys(statement, all), statement: { ...statement, note: 0.5 } })).toBeUndefined()
})

test.each<[string, KeyAnnouncement]>([
  ['not newer than what is known', signKeys({ ...statement, serial: 4 }, all)],
  ['of another portal', signKeys({ ...statement, portal: 'cổng khác' }, all)],
  ['signed by an older key and the new one alone', signKeys(statement, [one.own, three.own])],
  ['signed by another key under the newest one’s name', signKeys(statement, [{ ...three.own, keyId: 'hai' }])],
  ['that gives a known key another value', signKeys({ ...statement, receiptKeys: [{ ...one.told, publicKey: three.told.publicKey }, two.told] }, all)]
])('one %s is refused', (_what, announcement) => {
  expect(takeAnnouncement(known, announcement)).toBeUndefined()
})
