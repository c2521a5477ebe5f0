import { execFileSync } from 'node:child_process'
import { constants, createHash, createPrivateKey, privateEncrypt } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DocumentReport, TrustSettings } from '../../electron/contract/verification.ts'
import { readCertificate, type SigningCertificate } from '../../electron/crypto/certificate.ts'
import { der, derObjectIdentifier, derSequence, derSetOf, readElements, readFirstElement } from '../../electron/crypto/der.ts'
import { createFetchBytes } from '../../electron/press/fetch-bytes.ts'
import { signPdf } from '../../electron/press/pades.ts'
import { requestTimestamp } from '../../electron/press/time-stamp.ts'
import { verifyDocument } from '../../electron/press/verify-document.ts'
import { startAuthority, type Authority, type IssuedKey } from './authority.ts'
import { officerAppearance } from './desk.ts'
import { judgeWithPdfsig } from './judges.ts'
import { makeSamplePdf } from './sample-pdfs.ts'

/** Signatures as other programs make them: OpenSSL's CMS put where ours stood. */
const folder = mkdtempSync(join(tmpdir(), 'qmc-foreign-'))
const fetchBytes = createFetchBytes(3_000)
let authority: Authority
let officer: IssuedKey
let trust: TrustSettings
let prepared: Buffer

beforeAll(async () => {
  authority = await startAuthority(join(folder, 'ca'))
  officer = authority.issue('officer', { commonName: 'Nguyễn Thị Hường' })
  trust = { authorities: [authority.der], revocationFolder: join(folder, 'kept'), online: true }
  const room = Array.from({ length: 6 }, () => readCertificate(Buffer.from(authority.der, 'base64')))
  const source = await makeSamplePdf('table', folder)
  const answer = await signPdf({ source, appearance: { ...officerAppearance, signedAt: new Date().toISOString() }, chain: room, ...officer })
  if (!answer.ok) throw new Error(answer.error.kind)
  prepared = answer.value.bytes
})

afterAll(async () => {
  await authority.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The document with another CMS over its bytes. */
function graft(makeCms: (content: Buffer) => Buffer): Buffer {
  const [, a = 0, b = 0, c = 0] = /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)/.exec(prepared.toString('latin1'))?.slice(1).map(Number) ?? []
  const cms = makeCms(Buffer.concat([prepared.subarray(0, a), prepared.subarray(b, b + c)]))
  const bytes = Buffer.from(prepared)
  const room = b - a - 2
  expect(cms.length * 2).toBeLessThanOrEqual(room)
  bytes.write(cms.toString('hex').padEnd(room, '0'), a + 1, 'latin1')
  return bytes
}

function signWithOpenssl(args: string[]): (content: Buffer) => Buffer {
  return (content) => {
    writeFileSync(join(folder, 'content'), content)
    const base = ['cms', '-sign', '-binary', '-in', 'content', '-signer', officer.certPath, '-inkey', officer.keyPath, '-outform', 'DER', '-out', 'cms.der']
    execFileSync('openssl', [...base, ...args], { cwd: folder, stdio: 'pipe' })
    return readFileSync(join(folder, 'cms.der'))
  }
}

const verify = (bytes: Buffer): Promise<DocumentReport> => verifyDocument(bytes, { trust, now: new Date(), fetchBytes })

function pdfsigSaysValid(bytes: Buffer): boolean {
  const path = join(folder, 'judged.pdf')
  writeFileSync(path, bytes)
  return judgeWithPdfsig(path).every((one) => one.valid)
}

test.each([
  ['as usual', ['-md', 'sha256'], 'sha-256'],
  ['with SHA-512', ['-md', 'sha512'], 'sha-512'],
  ['without signed attributes', ['-md', 'sha256', '-noattr'], 'sha-256'],
  ['naming the signer by key', ['-md', 'sha256', '-keyid'], 'sha-256'],
  ['with RSA-PSS', ['-md', 'sha256', '-keyopt', 'rsa_padding_mode:pss'], 'sha-256']
])('OpenSSL’s CMS %s is understood', async (_, args, digest) => {
  const bytes = graft(signWithOpenssl(args))
  expect((await verify(bytes)).signatures).toMatchObject([{ integrity: 'intact', digest, signer: { commonName: 'Nguyễn Thị Hường' }, chain: 'trusted', verdict: 'valid' }])
  const altered = Buffer.from(bytes)
  altered[600]! ^= 1
  expect((await verify(altered)).signatures).toMatchObject([{ integrity: 'altered', verdict: 'invalid' }])
})

test('BER of indefinite length, as some programs write it, is understood', async () => {
  const bytes = graft((content) => {
    const cms = signWithOpenssl(['-md', 'sha256'])(content)
    const [type, wrapped] = readElements(readFirstElement(cms).content)
    const end = Buffer.alloc(2)
    return Buffer.concat([Buffer.from('3080', 'hex'), type!.raw, Buffer.from('a080', 'hex'), wrapped!.content, end, end])
  })
  expect((await verify(bytes)).signatures).toMatchObject([{ integrity: 'intact', verdict: 'valid' }])
})

test('SHA-1: intact, as pdfsig says, but proves nothing alone', async () => {
  const bytes = graft(signWithOpenssl(['-md', 'sha1']))
  expect((await verify(bytes)).signatures).toMatchObject([{ integrity: 'intact', digest: 'sha-1', verdict: 'undetermined' }])
  expect(pdfsigSaysValid(bytes)).toBe(true)
})

test('a CMS that brings a content of its own verifies without the document: never valid', async () => {
  const bytes = graft(() => signWithOpenssl(['-md', 'sha256', '-nodetach'])(Buffer.from('nội dung khác')))
  const [one] = (await verify(bytes)).signatures
  expect(one?.integrity).not.toBe('intact')
  expect(one?.verdict).not.toBe('valid')
})

test('a CMS without the signer’s certificate, or with two signers, is not valid', async () => {
  expect((await verify(graft(signWithOpenssl(['-md', 'sha256', '-nocerts'])))).verdict).toBe('invalid')
  const second = authority.issue('second')
  const both = graft(signWithOpenssl(['-md', 'sha256', '-signer', second.certPath, '-inkey', second.keyPath]))
  expect((await verify(both)).signatures).toMatchObject([{ integrity: 'unreadable', verdict: 'invalid' }])
})

describe('a time stamp on the signature itself (CAdES-T)', () => {
  /** Adds the unsigned attribute of RFC 3161, Appendix A, to the only signer. */
  function addStamp(cms: Buffer, token: Buffer): Buffer {
    const [type, wrapped] = readElements(readFirstElement(cms).content)
    const signedData = readElements(readFirstElement(wrapped!.content).content)
    const signers = signedData.at(-1)!
    const signer = readFirstElement(signers.content)
    const attribute = derSequence(derObjectIdentifier('1.2.840.113549.1.9.16.2.14'), derSetOf(token))
    const stamped = derSetOf(derSequence(signer.content, der(0xa1, attribute)))
    return derSequence(type!.raw, der(0xa0, derSequence(...signedData.slice(0, -1).map((one) => one.raw), stamped)))
  }

  const authorities = (): SigningCertificate[] => [readCertificate(Buffer.from(authority.der, 'base64'))]

  async function stampOf(value: Buffer): Promise<Buffer> {
    const answer = await requestTimestamp(authority.tsaUrl, [value], createHash('sha256').update(value).digest(), authorities(), fetchBytes)
    if (!answer.ok) throw new Error(answer.error.kind)
    return answer.value.token
  }

  function signatureValue(cms: Buffer): Buffer {
    const wrapped = readElements(readFirstElement(cms).content)[1]!
    const signer = readFirstElement(readElements(readFirstElement(wrapped.content).content).at(-1)!.content)
    return readElements(signer.content).at(-1)!.content
  }

  test('proves the time; a stamp of something else does not', async () => {
    let cms: Buffer = Buffer.alloc(0)
    graft((content) => (cms = signWithOpenssl(['-md', 'sha256'])(content)))
    const token = await stampOf(signatureValue(cms))
    const report = await verify(graft(() => addStamp(cms, token)))
    expect(report.signatures).toMatchObject([{ integrity: 'intact', judgedAt: { source: 'timestamp' }, verdict: 'valid' }])
    expect(report.signatures[0]?.provenAt).toBeDefined()
    const other = await stampOf(Buffer.from('chữ ký khác'))
    const wrong = await verify(graft(() => addStamp(cms, other)))
    expect(wrong.signatures[0]).toMatchObject({ integrity: 'intact', judgedAt: { source: 'claimed' } })
    expect(wrong.signatures[0]?.provenAt).toBeUndefined()
  })
})

describe('chains of several authorities', () => {
  /** A certificate one of the folder's keys issues, with OpenSSL. */
  function issueBelow(issuer: string, name: string, extensions: string): SigningCertificate {
    const work = join(folder, 'ca')
    const run = (args: string[]): void => void execFileSync('openssl', args, { cwd: work, stdio: 'pipe' })
    run(['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', `${name}.key`])
    run(['req', '-new', '-subj', `/C=VN/CN=${name}`, '-key', `${name}.key`, '-out', `${name}.csr`])
    writeFileSync(join(work, `${name}.ext`), extensions)
    run(['x509', '-req', '-in', `${name}.csr`, '-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`, '-CAcreateserial', '-days', '30', '-extfile', `${name}.ext`, '-out', `${name}.pem`])
    return readCertificate(Buffer.from(readFileSync(join(work, `${name}.pem`), 'utf8').replace(/-----[^-]+-----|\s/g, ''), 'base64'))
  }

  async function signBy(name: string, certificate: SigningCertificate, chain: SigningCertificate[]): Promise<DocumentReport> {
    const key = createPrivateKey(readFileSync(join(folder, 'ca', `${name}.key`)))
    const digestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex')
    const answer = await signPdf({
      source: await makeSamplePdf('table', folder),
      appearance: { ...officerAppearance, signedAt: new Date().toISOString() },
      certificate,
      chain,
      signDigest: (digest) => Promise.resolve({ ok: true, value: { signature: privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.concat([digestInfo, digest])), algorithm: 'rsa-2048' } })
    })
    if (!answer.ok) throw new Error(answer.error.kind)
    return verify(answer.value.bytes)
  }

  const authorityExtensions = (more: string): string => `basicConstraints=critical,CA:TRUE${more}\nkeyUsage=critical,keyCertSign,cRLSign`
  const personExtensions = 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature'

  test('an authority between, carried by the signature: trusted; without it: unknown', async () => {
    const middle = issueBelow('ca', 'middle', authorityExtensions(''))
    const person = issueBelow('middle', 'person', personExtensions)
    expect((await signBy('person', person, [middle])).signatures).toMatchObject([{ chain: 'trusted', revocation: { state: 'unknown' }, verdict: 'undetermined' }])
    expect((await signBy('person', person, [])).signatures).toMatchObject([{ chain: 'unknown-issuer' }])
  })

  test('the length an authority allows is kept', async () => {
    const short = issueBelow('ca', 'short', authorityExtensions(',pathlen:0'))
    const below = issueBelow('short', 'below', authorityExtensions(''))
    const far = issueBelow('below', 'far', personExtensions)
    const near = issueBelow('short', 'near', personExtensions)
    expect((await signBy('near', near, [short])).signatures).toMatchObject([{ chain: 'trusted' }])
    expect((await signBy('far', far, [below, short])).signatures[0]?.chain).not.toBe('trusted')
  })

  test('an authority without the right to sign certificates is none', async () => {
    const weak = issueBelow('ca', 'weak', 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature')
    const person = issueBelow('weak', 'weak-person', personExtensions)
    expect((await signBy('weak-person', person, [weak])).signatures[0]?.chain).not.toBe('trusted')
  })
})
