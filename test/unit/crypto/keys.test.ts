import { createPrivateKey, createPublicKey, generateKeyPairSync, scryptSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createSigningKey, exportPublicKey, importPrivateKey, importPublicKey, signText, verifyText } from '../../../electron/crypto/ed25519.ts'
import { createLoginKey, openSlot, sealKey } from '../../../electron/crypto/key-slot.ts'

const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64')
/** Cheap enough for a test; what the cost guards is not tried here. */
const cost = 1024

describe('ed25519', () => {
  // RFC 8032 §7.1, tests 1 and 2: an empty message, and the one byte 72 ("r").
  const vectors = [
    {
      secret: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
      publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      text: '',
      signature: 'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b'
    },
    {
      secret: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
      publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      text: 'r',
      signature: '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00'
    }
  ]

  test('gives the keys and signatures of RFC 8032', () => {
    for (const { secret, publicKey, text, signature } of vectors) {
      const key = importPrivateKey('ed25519', base64(secret))
      expect(exportPublicKey(key)).toBe(base64(publicKey))
      expect(signText(key, text)).toBe(base64(signature))
      expect(verifyText(importPublicKey('ed25519', base64(publicKey)), text, base64(signature))).toBe(true)
    }
  })

  test('a new key signs what only its own public half verifies', () => {
    const [own, other] = [createSigningKey(), createSigningKey()]
    const signature = signText(importPrivateKey('ed25519', own.privateKey), 'hồ sơ')
    expect(verifyText(importPublicKey('ed25519', own.publicKey), 'hồ sơ', signature)).toBe(true)
    expect(verifyText(importPublicKey('ed25519', own.publicKey), 'hồ sơ.', signature)).toBe(false)
    expect(verifyText(importPublicKey('ed25519', other.publicKey), 'hồ sơ', signature)).toBe(false)
    expect(verifyText(importPublicKey('ed25519', own.publicKey), 'hồ sơ', 'AAAA')).toBe(false)
    for (const changed of [`${signature} `, `\0${signature}`, `${signature}A`, signature.slice(0, -1), `${signature.slice(0, 9)}|${signature.slice(9)}`]) expect(verifyText(importPublicKey('ed25519', own.publicKey), 'hồ sơ', changed)).toBe(false)
    expect(() => importPublicKey('ed25519', 'AAAA')).toThrow()
  })

  test('the DER around a raw key is what OpenSSL writes', () => {
    const { publicKey } = generateKeyPairSync('ed25519')
    const der = publicKey.export({ format: 'der', type: 'spki' })
    expect(importPublicKey('ed25519', exportPublicKey(publicKey)).export({ format: 'der', type: 'spki' })).toEqual(der)
  })
})

describe('an officer’s key slot', () => {
  const databaseKey = Buffer.from('00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff', 'hex')

  test('opens with the password and no other', async () => {
    const slot = sealKey(databaseKey, await createLoginKey('Mật khẩu 1', cost))
    expect(await openSlot(slot, 'Mật khẩu 1')).toEqual(databaseKey)
    expect(await openSlot(slot, 'mật khẩu 1')).toBeUndefined()
    expect(await openSlot(slot, '')).toBeUndefined()
  })

  test('takes the same password in either Unicode form', async () => {
    const slot = sealKey(databaseKey, await createLoginKey('Nguyễn'.normalize('NFD'), cost))
    expect(await openSlot(slot, 'Nguyễn'.normalize('NFC'))).toEqual(databaseKey)
  })

  test('is scrypt (r 8, p 1) to an X25519 key, so that another program could do the same', async () => {
    const loginKey = await createLoginKey('abc', cost)
    const secret = scryptSync('abc', Buffer.from(loginKey.salt, 'base64'), 32, { N: cost, r: 8, p: 1 })
    const der = Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), secret])
    const jwk = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })).export({ format: 'jwk' })
    expect(Buffer.from(jwk.x ?? '', 'base64url').toString('base64')).toBe(loginKey.publicKey)
    expect(Buffer.from(loginKey.salt, 'base64').length).toBe(16)
  })

  test('holds nothing of the key in the clear, and is other bytes each time', async () => {
    const loginKey = await createLoginKey('abc', cost)
    const [first, second] = [sealKey(databaseKey, loginKey), sealKey(databaseKey, loginKey)]
    expect(first.sealed).not.toBe(second.sealed)
    expect(Buffer.from(first.sealed, 'base64').includes(databaseKey.subarray(0, 8))).toBe(false)
    expect((await createLoginKey('abc', cost)).publicKey).not.toBe(loginKey.publicKey)
  })

  test('refuses a changed slot instead of giving a wrong key', async () => {
    const slot = sealKey(databaseKey, await createLoginKey('abc', cost))
    const bytes = Buffer.from(slot.sealed, 'base64')
    for (const at of [0, 20, bytes.length - 1]) {
      const changed = Buffer.from(bytes)
      changed[at] = changed[at]! ^ 1
      await expect(openSlot({ ...slot, sealed: changed.toString('base64') }, 'abc')).rejects.toThrow()
    }
  })
})
