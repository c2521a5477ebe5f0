import { constants, createPrivateKey, privateEncrypt } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCertificate } from '../../electron/crypto/certificate.ts'
import { ok } from '../../electron/domain/result.ts'
import { signPdf, type SignPdfRequest } from '../../electron/press/pades.ts'
import { createSoftToken } from '../native/softhsm.ts'
import { officerAppearance } from './desk.ts'
import { makeSamplePdf } from './sample-pdfs.ts'

const folder = mkdtempSync(join(tmpdir(), 'qmc-prefix-'))
let request: Omit<SignPdfRequest, 'source'>

beforeAll(() => {
  const token = createSoftToken({ dir: folder, label: 'Token', pin: '13572468', commonName: 'Nguyễn Thị Hường' })
  const key = createPrivateKey(readFileSync(join(folder, 'work-Token', 'key.pem')))
  // RSA over a digest that is given: PKCS#1 v1.5 with SHA-256's DigestInfo, as the token does it.
  const digestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex')
  request = {
    appearance: officerAppearance,
    certificate: readCertificate(Buffer.from(token.certificatePem.replace(/-----[^-]+-----|\s/g, ''), 'base64')),
    chain: [],
    signDigest: (digest) => Promise.resolve(ok({ signature: privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.concat([digestInfo, digest])), algorithm: 'rsa-2048' }))
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a document of which a byte changed while it was being signed is never given out', async () => {
  const source = await makeSamplePdf('table', folder)
  const before = Buffer.from(source)
  const whole = await signPdf({ ...request, source })
  if (!whole.ok) throw new Error(`not signed: ${whole.error.kind}`)
  expect(whole.value.bytes.subarray(0, before.length).equals(before)).toBe(true)

  const moved = signPdf({
    ...request,
    source,
    signDigest: (digest) => {
      source[source.length >> 1]! ^= 1
      return request.signDigest(digest)
    }
  })
  await expect(moved).rejects.toThrow(/bytes before it/)
})
