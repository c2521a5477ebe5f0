import { execFileSync } from 'node:child_process'
import { createHash, createPrivateKey, sign } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCertificate, type SigningCertificate } from '../../electron/crypto/certificate.ts'
import { ok } from '../../electron/domain/result.ts'
import { buildSignedAttributes, buildSignedData } from '../../electron/press/cms.ts'
import { signPdf, type SignPdfRequest } from '../../electron/press/pades.ts'
import { verifyDetachedCms, type MadeCms } from '../../electron/press/verify.ts'
import { officerAppearance } from './desk.ts'
import { makeSamplePdf } from './sample-pdfs.ts'

/** The guards between a token's answer and the file, with a key in memory so that an answer can be spoilt at will. */

const folder = mkdtempSync(join(tmpdir(), 'qmc-guards-'))
let certificate: SigningCertificate
let keyPem: string

beforeAll(() => {
  const subject = '/C=VN/CN=Can bo thu'
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'key.pem', '-out', 'cert.pem', '-days', '30', '-subj', subject, '-addext', 'keyUsage=nonRepudiation']
  execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' })
  certificate = readCertificate(readFileSync(join(folder, 'cert.pem')))
  keyPem = readFileSync(join(folder, 'key.pem'), 'utf8')
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const digestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex')

/** What C_Sign of CKM_RSA_PKCS gives: PKCS#1 padding around DigestInfo, by OpenSSL. */
function signDigestNow(digest: Buffer): Buffer {
  return execFileSync('openssl', ['pkeyutl', '-sign', '-inkey', join(folder, 'key.pem')], { input: Buffer.concat([digestInfo, digest]) })
}

async function createRequest(change: Partial<SignPdfRequest> = {}): Promise<SignPdfRequest> {
  return {
    source: await makeSamplePdf('table', folder),
    appearance: officerAppearance,
    certificate,
    chain: [],
    signDigest: (digest) => Promise.resolve(ok({ signature: signDigestNow(digest), algorithm: 'rsa-2048' })),
    ...change
  }
}

test('the guards let a right answer through', async () => {
  expect(await signPdf(await createRequest())).toMatchObject({ ok: true, value: { pages: 3 } })
})

test('old bytes that are not the same any more stop everything, even with a right signature', async () => {
  const source = await makeSamplePdf('table', folder)
  const signing = signPdf(
    await createRequest({
      source,
      signDigest: (digest) => {
        // As a fault in memory or in the PDF library would: what is kept and what was there differ by one byte.
        source[source.length - 30] = (source[source.length - 30] ?? 0) ^ 1
        return Promise.resolve(ok({ signature: signDigestNow(digest), algorithm: 'rsa-2048' }))
      }
    })
  )
  await expect(signing).rejects.toThrow('changed the bytes before it')
})

test.each<[string, (digest: Buffer) => Buffer]>([
  ['one bit turned', (digest) => flipBit(signDigestNow(digest))],
  ['of another digest', () => signDigestNow(Buffer.alloc(32, 7))],
  ['of zeros', () => Buffer.alloc(256)],
  ['empty', () => Buffer.alloc(0)],
  // Some tokens hash the input once more.
  ['of the digest hashed again', (digest) => sign('sha256', digest, createPrivateKey(keyPem))]
])('a signature %s is invalid', async (_, answer) => {
  const request = await createRequest({ signDigest: (digest) => Promise.resolve(ok({ signature: answer(digest), algorithm: 'rsa-2048' })) })
  expect(await signPdf(request)).toEqual({ ok: false, error: { kind: 'signature-invalid' } })
})

/** A CMS over some content, as signing makes it. */
function makeCms(content: Buffer): MadeCms {
  const attributes = buildSignedAttributes(createHash('sha256').update(content).digest(), certificate)
  const signature = signDigestNow(createHash('sha256').update(attributes).digest())
  return { cms: buildSignedData({ certificate, chain: [], signedAttributes: attributes, signature, algorithm: 'rsa-2048' }), attributes, signature }
}

test('the second CMS of a batch, which is compared with the first, must be of its own content, attributes and signature', async () => {
  const [first, second] = [Buffer.from('một'), Buffer.from('hai')]
  expect(await verifyDetachedCms(makeCms(first), [first], certificate)).toBe(true)
  const made = makeCms(second)
  expect(await verifyDetachedCms(made, [second.subarray(0, 1), second.subarray(1)], certificate)).toBe(true)
  expect(await verifyDetachedCms(made, [first], certificate)).toBe(false)
  const other = makeCms(first)
  for (const spoilt of [
    { ...made, signature: other.signature, cms: replaceIn(made.cms, made.signature, other.signature) },
    { ...made, cms: replaceIn(made.cms, made.signature, other.signature) },
    { ...made, cms: replaceIn(made.cms, certificate.serialDer, flipBit(certificate.serialDer, certificate.serialDer.length - 1)) },
    { ...made, cms: made.cms.subarray(0, made.cms.length - 1) },
    other
  ]) {
    expect(await verifyDetachedCms(spoilt, [second], certificate)).toBe(false)
  }
})

function replaceIn(bytes: Buffer, from: Buffer, to: Buffer): Buffer {
  const at = bytes.lastIndexOf(from)
  return Buffer.concat([bytes.subarray(0, at), to, bytes.subarray(at + from.length)])
}

function flipBit(bytes: Buffer, at = 40): Buffer {
  const changed = Buffer.from(bytes)
  changed[at] = (changed[at] ?? 0) ^ 4
  return changed
}
