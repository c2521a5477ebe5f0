import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { startSigningProcesses } from '../harness/signing-processes.ts'
import { storeFile } from './desk.ts'
import { makeSamplePdf, sampleKinds } from './sample-pdfs.ts'
import { openVerifyDesk } from './verify-desk.ts'

const { folder, authority, officer, clerk, trust, table, once, twice, sign, verify, expectAgreement, close } = await openVerifyDesk()
afterAll(close)

describe.each(sampleKinds)('a PDF of kind %s signed twice', (kind) => {
  test('both signatures are valid; the first covers an earlier revision, the second the whole file', async () => {
    const bytes = await sign(await sign(await makeSamplePdf(kind, folder), officer), clerk, true)
    const report = await verify(bytes)
    expect(report.signatures.map((one) => [one.signer?.commonName, one.coverage.state, one.coverage.changes, one.verdict])).toEqual([
      ['Nguyễn Thị Hường', 'earlier-revision', [], 'valid'],
      ['UBND huyện Ý Yên', 'whole-file', [], 'valid']
    ])
    expect(report.verdict).toBe('valid')
    expectAgreement(report, bytes)
  })
})

test('every fact of a good signature', async () => {
  const [one] = (await verify(once)).signatures
  expect(one).toMatchObject({
    fieldName: 'Signature1',
    kind: 'signature',
    subFilter: 'ETSI.CAdES.detached',
    integrity: 'intact',
    coverage: { state: 'whole-file', changes: [] },
    signer: { commonName: 'Nguyễn Thị Hường', serial: officer.certificate.serial },
    judgedAt: { source: 'claimed' },
    chain: 'trusted',
    usage: 'allowed',
    validity: 'valid',
    revocation: { state: 'good', source: 'crl', isFresh: true },
    verdict: 'valid'
  })
  expect(one?.provenAt).toBeUndefined()
})

test('a document without signatures is unsigned', async () => {
  expect(await verify(table)).toEqual({ signatures: [], verdict: 'unsigned' })
})

test('press answers it for a stored file', async () => {
  const processes = startSigningProcesses({ env: {}, answerPin: () => undefined })
  try {
    const source = storeFile(folder, twice)
    expect(await processes.press.call('document.verify', { source, trust })).toMatchObject({ ok: true, value: { verdict: 'valid' } })
    expect(await processes.press.call('document.verify', { source: { ...source, sha256: '0'.repeat(64) }, trust })).toEqual({ ok: false, error: { kind: 'file-changed' } })
  } finally {
    await processes.stop()
  }
})

test('a document signed by another program (poppler with NSS) is understood', async () => {
  const nss = join(folder, 'nss')
  mkdirSync(nss)
  const run = (program: string, args: string[]): void => void execFileSync(program, args, { cwd: folder, stdio: 'pipe' })
  const pkcs12 = ['pkcs12', '-export', '-inkey', officer.keyPath, '-in', officer.certPath, '-certfile', authority.pemPath, '-name', 'officer', '-passout', 'pass:', '-out', 'officer.p12']
  run('openssl', pkcs12)
  run('certutil', ['-N', '-d', `sql:${nss}`, '--empty-password'])
  run('pk12util', ['-i', 'officer.p12', '-d', `sql:${nss}`, '-W', '', '-K', ''])
  run('certutil', ['-A', '-d', `sql:${nss}`, '-n', 'ca', '-t', 'CT,C,C', '-i', authority.pemPath])
  writeFileSync(join(folder, 'plain.pdf'), table)
  const signing = spawnSync('pdfsig', ['-nssdir', `sql:${nss}`, '-nss-pwd', '', '-add-signature', '-nick', 'officer', 'plain.pdf', 'other.pdf'], { cwd: folder, encoding: 'utf8' })
  expect(signing.status, signing.stdout + signing.stderr).toBe(0)
  const bytes = readFileSync(join(folder, 'other.pdf'))
  const report = await verify(bytes)
  expect(report.signatures).toMatchObject([{ integrity: 'intact', subFilter: 'adbe.pkcs7.detached', chain: 'trusted', coverage: { state: 'whole-file' }, signer: { commonName: 'Nguyễn Thị Hường' }, verdict: 'valid' }])
  expectAgreement(report, bytes)
  const both = await verify(await sign(bytes, clerk, true))
  expect(both.signatures.map((one) => [one.coverage.state, one.coverage.changes, one.verdict])).toEqual([
    ['earlier-revision', [], 'valid'],
    ['whole-file', [], 'valid']
  ])
})
