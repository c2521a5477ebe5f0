import { createHash, verify } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadPkcs11Module } from '../../native/signer/pkcs11-token.ts'
import type { TokenModule } from '../../native/signer/token.ts'
import { createSoftToken, type SoftToken } from './softhsm.ts'

const folder = mkdtempSync(join(tmpdir(), 'qmc-token-'))
const pin = '246810'
let token: SoftToken
let module: TokenModule

beforeAll(() => {
  token = createSoftToken({ dir: folder, label: 'can-bo', pin, commonName: 'Nguyễn Thị Hường' })
  process.env['SOFTHSM2_CONF'] = token.env.SOFTHSM2_CONF
  // What the watchdog does when nothing hangs.
  module = loadPkcs11Module(token.modulePath, { guard: (_, call) => call() })
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('after a signature that failed, the same login signs on', () => {
  const login = module.login(token.tokenSerial, token.certificateId, 'rsa-2048', pin)
  if (!login.ok) throw new Error(login.error.kind)
  expect(login.value.sign(Buffer.alloc(300))).toEqual({ ok: false, error: { kind: 'token-error', code: 'CKR_GENERAL_ERROR' } })
  const signed = login.value.sign(createHash('sha256').update('tiếp').digest())
  expect(signed.ok && verify('sha256', Buffer.from('tiếp'), token.certificatePem, signed.value)).toBe(true)
  login.value.close()
})

test('a closed login signs no more, and closing twice does no harm', () => {
  const login = module.login(token.tokenSerial, token.certificateId, 'rsa-2048', pin)
  if (!login.ok) throw new Error(login.error.kind)
  login.value.close()
  login.value.close()
  expect(login.value.sign(Buffer.alloc(32))).toMatchObject({ ok: false })
})

test('a key that is not on the token is found out after the login, and the token is left logged out', () => {
  expect(module.login(token.tokenSerial, 'abcd', 'rsa-2048', pin)).toEqual({ ok: false, error: { kind: 'certificate-unusable', reason: 'no-private-key' } })
  // A token still logged in would take any PIN.
  expect(module.login(token.tokenSerial, token.certificateId, 'rsa-2048', '000000')).toMatchObject({ ok: false, error: { kind: 'pin-incorrect' } })
})

test('a PIN with Vietnamese letters, one too long and an empty one are wrong PINs, nothing worse', () => {
  for (const wrong of ['mật khẩu', '1'.repeat(300), '']) {
    expect(module.login(token.tokenSerial, token.certificateId, 'rsa-2048', wrong)).toMatchObject({ ok: false, error: { kind: 'pin-incorrect' } })
  }
})

test('an unknown token is absent', () => {
  expect(module.readCertificates('0000')).toEqual({ ok: false, error: { kind: 'token-absent' } })
  expect(module.login('0000', token.certificateId, 'rsa-2048', pin)).toEqual({ ok: false, error: { kind: 'token-absent' } })
})
