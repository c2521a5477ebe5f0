import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHash } from 'node:crypto'
import { signDetached } from '../../electron/press/sign-detached.ts'
import { describeTrust, importList, readAuthority } from '../../electron/press/trust-lists.ts'
import { verifyFile } from '../../electron/press/verify-file.ts'
import { startAuthority, type Authority, type IssuedKey } from './authority.ts'

/** Authorities read from files, and revocation lists that come on a stick. */

const folder = mkdtempSync(join(tmpdir(), 'qmc-trust-lists-'))
const revocationFolder = join(folder, 'kept')
let authority: Authority
let officer: IssuedKey

beforeAll(async () => {
  authority = await startAuthority(join(folder, 'ca'), 'Tổ chức chứng thực thử nghiệm')
  officer = authority.issue('officer', { commonName: 'Nguyễn Thị Hường' })
})
afterAll(async () => {
  await authority.close()
  rmSync(folder, { recursive: true, force: true })
})

const trust = (authorities = [authority.der]) => ({ authorities, revocationFolder, online: false })
const put = (name: string, bytes: Uint8Array | string): string => {
  writeFileSync(join(folder, name), bytes)
  return join(folder, name)
}

test('an authority is read from PEM and DER with the fingerprint people compare; a person’s certificate and other files are not', () => {
  const fingerprint = createHash('sha256').update(Buffer.from(authority.der, 'base64')).digest('hex')
  const read = readAuthority(authority.pemPath)
  expect(read).toMatchObject({ ok: true, value: { der: authority.der, authority: { fingerprint, commonName: 'Tổ chức chứng thực thử nghiệm', isRoot: true } } })
  expect(readAuthority(put('ca.cer', Buffer.from(authority.der, 'base64')))).toEqual(read)
  expect(readAuthority(officer.certPath)).toEqual({ ok: false, error: { kind: 'no-authority', commonName: 'Nguyễn Thị Hường' } })
  expect(readAuthority(put('khac.pem', 'không phải'))).toEqual({ ok: false, error: { kind: 'no-certificate' } })
  expect(readAuthority(join(folder, 'khong-co.cer'))).toEqual({ ok: false, error: { kind: 'file-broken', reason: 'missing' } })
})

test('a list from a stick lets a counter without a line know of a revocation; a foreign, broken or older list is refused', async () => {
  const content = put('don.txt', 'Đơn')
  const signed = await signDetached({ content: readFileSync(content), certificate: officer.certificate, chain: [], signDigest: officer.signDigest, signedAt: new Date() })
  if (!signed.ok) throw new Error(signed.error.kind)
  const paths = [put('don.txt.p7s', signed.value), content]
  const verdict = async () => {
    const checked = await verifyFile(paths, { trust: trust(), now: new Date(), fetchBytes: () => Promise.reject(new Error('the line is cut')) })
    if (!checked.ok) throw new Error(checked.error.kind)
    return checked.value.report
  }
  expect(await verdict()).toMatchObject({ verdict: 'undetermined', signatures: [{ revocation: { state: 'unknown' } }] })

  const older = join(folder, 'older.crl')
  copyFileSync(join(authority.folder, 'ca.crl'), older)
  expect(importList(older, trust([]), new Date())).toEqual({ ok: false, error: { kind: 'revocation-list-unknown-issuer', issuer: 'Tổ chức chứng thực thử nghiệm' } })
  expect(importList(older, trust(), new Date())).toMatchObject({ ok: true, value: { issuer: 'Tổ chức chứng thực thử nghiệm', revoked: 0, isFresh: true, isImported: true } })
  expect(await verdict()).toMatchObject({ verdict: 'valid', signatures: [{ revocation: { state: 'good', source: 'crl', from: 'kept' } }] })

  // thisUpdate counts whole seconds.
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  authority.revoke('officer')
  authority.publishCrl()
  // PEM, as OpenSSL leaves it.
  expect(importList(join(authority.folder, 'crl.pem'), trust(), new Date())).toMatchObject({ ok: true, value: { revoked: 1 } })
  expect(await verdict()).toMatchObject({ verdict: 'invalid', signatures: [{ revocation: { state: 'revoked', from: 'kept' } }] })
  expect(importList(older, trust(), new Date())).toMatchObject({ ok: false, error: { kind: 'revocation-list-older' } })
  expect(importList(put('hong.crl', readFileSync(older).subarray(0, 90)), trust(), new Date())).toMatchObject({ ok: false, error: { kind: 'no-revocation-list' } })
  const good = readFileSync(older)
  for (let at = 0; at < good.length; at += 1) {
    const flipped = Buffer.from(good)
    flipped[at]! ^= 1 << (at % 8)
    // Older than what is kept, also where the byte was of no account.
    expect(importList(put('sua.crl', flipped), trust(), new Date()), `byte ${at}`).toMatchObject({ ok: false })
  }
  expect(await verdict()).toMatchObject({ verdict: 'invalid' })

  const described = describeTrust(trust(), new Date(Date.now() + 30 * 86_400_000))
  expect(described.authorities).toHaveLength(1)
  expect(described.revocation).toMatchObject({ answers: 0, lists: [{ revoked: 1, isFresh: false, isImported: true }] })
})
