import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signDetached } from '../../electron/press/sign-detached.ts'
import { verifyFile } from '../../electron/press/verify-file.ts'
import { startSigningProcesses } from '../harness/signing-processes.ts'
import { startAuthority, type Authority, type IssuedKey } from './authority.ts'
import { makeSamplePdf } from './sample-pdfs.ts'

/** Files as they come from elsewhere: by path, of whatever kind, two of them when the signature stands apart. */

const folder = mkdtempSync(join(tmpdir(), 'qmc-verify-file-'))
const letter = Buffer.from('Công văn về việc phối hợp giải quyết thủ tục hành chính\n')
let authority: Authority
let officer: IssuedKey
let head: IssuedKey

const put = (name: string, bytes: Uint8Array | string): string => {
  writeFileSync(join(folder, name), bytes)
  return join(folder, name)
}
const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
const verify = (...paths: string[]) =>
  verifyFile(paths, { trust: { authorities: [authority.der], revocationFolder: join(folder, 'kept'), online: true }, now: new Date(), fetchBytes: () => Promise.resolve(readFileSync(join(authority.folder, 'ca.crl'))) })

beforeAll(async () => {
  authority = await startAuthority(join(folder, 'ca'))
  officer = authority.issue('officer', { commonName: 'Nguyễn Thị Hường' })
  head = authority.issue('head', { commonName: 'Trần Văn Đức', ecdsa: true })
  put('cong-van.txt', letter)
})

afterAll(async () => {
  await authority.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a detached signature', () => {
  test('of ours holds with its file in either order, and not with another', async () => {
    const signed = await signDetached({ content: letter, certificate: officer.certificate, chain: [], signDigest: officer.signDigest, signedAt: new Date() })
    if (!signed.ok) throw new Error(signed.error.kind)
    const p7s = put('cong-van.txt.p7s', signed.value)
    const content = join(folder, 'cong-van.txt')
    expect(await verify(p7s, content)).toMatchObject({ ok: true, value: { index: 0, format: 'cms-detached', sizeBytes: letter.length, report: { verdict: 'valid', signatures: [{ subFilter: 'CAdES', integrity: 'intact', signer: { commonName: 'Nguyễn Thị Hường', organisation: 'UBND huyện Ý Yên' } }] } } })
    expect(await verify(content, p7s)).toMatchObject({ ok: true, value: { index: 1, report: { verdict: 'valid' } } })
    expect(await verify(p7s, put('sua.txt', Buffer.concat([letter, Buffer.from('.')])))).toMatchObject({ ok: true, value: { report: { verdict: 'invalid', signatures: [{ integrity: 'altered' }] } } })
    expect(await verify(p7s)).toEqual({ ok: false, error: { kind: 'signed-content-missing' } })
    expect(await verify(content, put('khac.txt', 'x'))).toEqual({ ok: false, error: { kind: 'not-verifiable', found: 'two-files' } })
  })

  test('of another program, in PEM, by two people', async () => {
    openssl('cms', '-sign', '-binary', '-cades', '-in', 'cong-van.txt', '-signer', officer.certPath, '-inkey', officer.keyPath, '-signer', head.certPath, '-inkey', head.keyPath, '-outform', 'PEM', '-out', 'hai-nguoi.p7s')
    const checked = await verify(join(folder, 'hai-nguoi.p7s'), join(folder, 'cong-van.txt'))
    if (!checked.ok) throw new Error(checked.error.kind)
    expect(checked.value.report.signatures.map(({ signer, verdict }) => [signer?.commonName, verdict]).sort()).toEqual([['Nguyễn Thị Hường', 'valid'], ['Trần Văn Đức', 'valid']])
  })
})

test('a CMS with its content inside holds alone, and says nothing of another file', async () => {
  openssl('cms', '-sign', '-binary', '-nodetach', '-in', 'cong-van.txt', '-signer', officer.certPath, '-inkey', officer.keyPath, '-outform', 'DER', '-out', 'goi.p7m')
  const path = join(folder, 'goi.p7m')
  expect(await verify(path)).toMatchObject({ ok: true, value: { format: 'cms-enclosing', report: { verdict: 'valid' } } })
  const bytes = readFileSync(path)
  bytes[bytes.indexOf(letter.subarray(0, 20)) + 3]! ^= 1
  expect(await verify(put('sua.p7m', bytes))).toMatchObject({ ok: true, value: { report: { verdict: 'invalid' } } })
  expect(await verify(path, join(folder, 'cong-van.txt'))).toEqual({ ok: false, error: { kind: 'not-verifiable', found: 'two-files' } })
})

test('a byte changed anywhere in a signature, or a signature cut anywhere: no crash, and nobody else’s name is ever believed', async () => {
  const signed = await signDetached({ content: letter, certificate: officer.certificate, chain: [], signDigest: officer.signDigest, signedAt: new Date() })
  if (!signed.ok) throw new Error(signed.error.kind)
  const content = join(folder, 'cong-van.txt')
  const believed: (string | undefined)[] = []
  for (let turn = 0; turn < 120; turn += 1) {
    const bytes = Buffer.from(signed.value)
    const at = Math.floor((bytes.length * turn) / 120)
    if (turn % 4 === 3) bytes.fill(0, at)
    else bytes[at]! ^= 1 << (turn % 8)
    const checked = await verify(put('bien-doi.p7s', turn % 8 === 7 ? bytes.subarray(0, Math.max(1, at)) : bytes), content)
    if (checked.ok) believed.push(...checked.value.report.signatures.filter(({ verdict }) => verdict === 'valid').map(({ signer }) => signer?.commonName))
  }
  expect(new Set(believed).size).toBeLessThanOrEqual(1)
  expect(believed.every((name) => name === 'Nguyễn Thị Hường')).toBe(true)
})

test('who signed is whose key verifies, though a forger names another and encloses her certificate first', async () => {
  writeFileSync(join(folder, 'forger.cnf'), '[req]\ndistinguished_name=dn\nprompt=no\nutf8=yes\n[dn]\nO=Một tổ chức có tên rất dài để xếp sau\nOU=Phòng ban có tên cũng rất dài\nL=Thành phố có tên dài\nCN=Kẻ giả mạo có tên dài\n[ext]\nsubjectKeyIdentifier=hash\nkeyUsage=digitalSignature\n')
  openssl('req', '-x509', '-utf8', '-newkey', 'rsa:2048', '-nodes', '-config', 'forger.cnf', '-extensions', 'ext', '-keyout', 'forger.key', '-out', 'forger.pem', '-days', '30')
  openssl('cms', '-sign', '-binary', '-keyid', '-in', 'cong-van.txt', '-signer', 'forger.pem', '-inkey', 'forger.key', '-certfile', officer.certPath, '-outform', 'DER', '-out', 'gia.p7s')
  const checked = await verify(join(folder, 'gia.p7s'), join(folder, 'cong-van.txt'))
  if (!checked.ok) throw new Error(checked.error.kind)
  const [one] = checked.value.report.signatures
  expect(one?.signer?.commonName).toMatch(/^Kẻ giả mạo/)
  expect(one?.verdict).not.toBe('valid')
})

test('what carries no signature is told by kind, and press answers for it', async () => {
  mkdirSync(join(folder, 'thu-muc'), { recursive: true })
  expect(await verify(join(folder, 'thu-muc'))).toMatchObject({ ok: false, error: { kind: 'not-verifiable', found: 'folder' } })
  expect(await verify(put('rong.pdf', ''))).toEqual({ ok: false, error: { kind: 'file-empty' } })
  expect(await verify(join(folder, 'khong-co.pdf'))).toEqual({ ok: false, error: { kind: 'file-broken', reason: 'missing' } })
  expect(await verify(put('anh.png', Buffer.from('89504e470d0a1a0a', 'hex')))).toMatchObject({ ok: false, error: { kind: 'not-verifiable', found: 'png' } })
  const processes = startSigningProcesses({ env: {}, answerPin: () => undefined })
  try {
    const trust = { authorities: [], revocationFolder: join(folder, 'kept'), online: false }
    const paths = [put('chua-ky.pdf', await makeSamplePdf('table', folder))]
    expect(await processes.press.call('file.verify', { paths, trust })).toMatchObject({ ok: true, value: { format: 'pdf', report: { verdict: 'unsigned', signatures: [] } } })
    expect(await processes.press.call('file.verify', { paths: [put('chua-ky.xml', '<a/>')], trust })).toMatchObject({ ok: true, value: { format: 'xml', report: { verdict: 'unsigned' } } })
  } finally {
    await processes.stop()
  }
})
