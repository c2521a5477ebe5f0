import { execFileSync } from 'node:child_process'
import { createPrivateKey, sign } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCertificate, type SigningCertificate } from '../../electron/crypto/certificate.ts'
import { ok } from '../../electron/domain/result.ts'
import { signPdf, type SignPdfRequest } from '../../electron/press/pades.ts'
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

function flipBit(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes)
  changed[40] = (changed[40] ?? 0) ^ 4
  return changed
}
