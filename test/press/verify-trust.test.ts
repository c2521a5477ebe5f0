import { execFileSync } from 'node:child_process'
import { constants, createHash, createPrivateKey, privateEncrypt } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DocumentReport, TrustSettings } from '../../electron/contract/verification.ts'
import { readCertificate } from '../../electron/crypto/certificate.ts'
import { createFetchBytes } from '../../electron/press/fetch-bytes.ts'
import { askCrl } from '../../electron/press/crl.ts'
import { askOcsp, buildOcspRequest } from '../../electron/press/ocsp.ts'
import { signPdf } from '../../electron/press/pades.ts'
import { findRevocation } from '../../electron/press/revocation.ts'
import { verifyDocument } from '../../electron/press/verify-document.ts'
import { startAuthority, type Authority, type IssuedKey } from './authority.ts'
import { agencyAppearance, officerAppearance } from './desk.ts'
import { makeSamplePdf } from './sample-pdfs.ts'

const folder = mkdtempSync(join(tmpdir(), 'qmc-trust-'))
// Authority and asker share a process that may be busy.
const fetchBytes = createFetchBytes(15_000)
let authority: Authority
let officer: IssuedKey
let trust: TrustSettings
let table: Buffer
let once: Buffer

beforeAll(async () => {
  authority = await startAuthority(join(folder, 'ca'))
  officer = authority.issue('officer', { commonName: 'Nguyễn Thị Hường' })
  trust = { authorities: [authority.der], revocationFolder: join(folder, 'kept'), online: true }
  table = await makeSamplePdf('table', folder)
  once = await sign(table, officer)
})

afterAll(async () => {
  await authority.close()
  rmSync(folder, { recursive: true, force: true })
})

async function sign(source: Buffer, key: IssuedKey, agency = false): Promise<Buffer> {
  const signed = await signPdf({ source, appearance: { ...(agency ? agencyAppearance : officerAppearance), signedAt: new Date().toISOString() }, chain: [], ...key })
  if (!signed.ok) throw new Error(signed.error.kind)
  return signed.value.bytes
}

const verify = (bytes: Buffer, changed: Partial<TrustSettings> = {}, now = new Date()): Promise<DocumentReport> => verifyDocument(bytes, { trust: { ...trust, ...changed }, now, fetchBytes })

/** A list with this thisUpdate, to the second. */
function makeCrl(thisUpdate: Date): Buffer {
  const time = (date: Date): string => date.toISOString().replace(/[-:T]|\.\d+/g, '')
  const later = new Date(thisUpdate.getTime() + 7 * 86_400_000)
  const dates = ['-crl_lastupdate', time(thisUpdate), '-crl_nextupdate', time(later)]
  execFileSync('openssl', ['ca', '-config', 'ca.cnf', '-gencrl', ...dates, '-out', 'second.pem'], { cwd: authority.folder, stdio: 'pipe' })
  return execFileSync('openssl', ['crl', '-in', 'second.pem', '-outform', 'DER'], { cwd: authority.folder })
}

describe('who signed', () => {
  test('an authority the office does not trust: undetermined, and its addresses are not asked', async () => {
    const before = authority.counts.crl
    const report = await verify(once, { authorities: [], revocationFolder: join(folder, 'nobody') })
    expect(report.signatures).toMatchObject([{ integrity: 'intact', chain: 'unknown-issuer', revocation: { state: 'unknown' }, verdict: 'undetermined' }])
    expect(authority.counts.crl).toBe(before)
  })

  test('a certificate another authority made under the same name does not pass', async () => {
    const impostor = await startAuthority(join(folder, 'impostor'))
    try {
      const forged = await sign(table, impostor.issue('officer', { commonName: 'Nguyễn Thị Hường' }))
      const report = await verify(forged)
      expect(report.signatures).toMatchObject([{ integrity: 'intact', chain: 'broken', verdict: 'invalid' }])
    } finally {
      await impostor.close()
    }
  })

  test('an officer is no authority: what her key certified is not trusted', async () => {
    const work = join(folder, 'ca')
    execFileSync('openssl', ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', 'rogue.key'], { cwd: work, stdio: 'ignore' })
    execFileSync('openssl', ['req', '-new', '-subj', '/C=VN/CN=Rogue', '-key', 'rogue.key', '-out', 'rogue.csr'], { cwd: work, stdio: 'ignore' })
    const args = ['x509', '-req', '-in', 'rogue.csr', '-CA', 'officer.pem', '-CAkey', 'officer.key', '-CAcreateserial', '-days', '30', '-out', 'rogue.pem']
    execFileSync('openssl', args, { cwd: work, stdio: 'ignore' })
    const key = createPrivateKey(readFileSync(join(work, 'rogue.key')))
    const certificate = readCertificate(Buffer.from(readFileSync(join(work, 'rogue.pem'), 'utf8').replace(/-----[^-]+-----|\s/g, ''), 'base64'))
    const digestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex')
    const signed = await signPdf({
      source: table,
      appearance: { ...officerAppearance, signedAt: new Date().toISOString() },
      certificate,
      chain: [officer.certificate],
      signDigest: (digest) => Promise.resolve({ ok: true, value: { signature: privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.concat([digestInfo, digest])), algorithm: 'rsa-2048' } })
    })
    if (!signed.ok) throw new Error(signed.error.kind)
    expect((await verify(signed.value.bytes)).signatures).toMatchObject([{ integrity: 'intact', chain: 'unknown-issuer', verdict: 'undetermined' }])
  })

  test.each([
    ['wrong usage', { extensions: 'basicConstraints=CA:FALSE\nkeyUsage=critical,keyEncipherment' }, { usage: 'wrong-usage' }],
    ['expired when it signed', { notAfter: '20230101000000Z' }, { validity: 'expired' }]
  ])('%s: invalid', async (name, options, facts) => {
    const report = await verify(await sign(table, authority.issue(name.replaceAll(' ', '-'), options)))
    expect(report.signatures).toMatchObject([{ integrity: 'intact', ...facts, verdict: 'invalid' }])
  })

  test('expired since, without a time stamp: the claimed time alone is not enough', async () => {
    const report = await verify(once, {}, new Date(Date.now() + 900 * 86_400_000))
    expect(report.signatures).toMatchObject([{ validity: 'valid', verdict: 'undetermined' }])
  })
})

describe('revocation', () => {
  test('a revoked certificate is found by the list, and with the line cut from what was kept', async () => {
    const key = authority.issue('bi-thu-hoi')
    const bytes = await sign(table, key)
    const own = { revocationFolder: join(folder, 'kept-crl') }
    authority.revoke('bi-thu-hoi')
    authority.publishCrl()
    const before = authority.counts.crl
    expect((await verify(bytes, own)).signatures).toMatchObject([{ integrity: 'intact', revocation: { state: 'revoked', source: 'crl' }, verdict: 'invalid' }])
    expect(authority.counts.crl).toBe(before + 1)
    const cut = await verify(bytes, { ...own, online: false })
    expect(cut.signatures).toMatchObject([{ revocation: { state: 'revoked', source: 'crl' }, verdict: 'invalid' }])
    expect((await verify(bytes, { ...own, online: false }, new Date(Date.now() + 30 * 86_400_000))).signatures).toMatchObject([{ revocation: { state: 'revoked' } }])
    expect(authority.counts.crl).toBe(before + 1)
  })

  test('the same by OCSP', async () => {
    const key = authority.issue('bi-thu-hoi-ocsp', { services: ['ocsp'] })
    const good = authority.issue('con-tot-ocsp', { services: ['ocsp'], ecdsa: true })
    const own = { revocationFolder: join(folder, 'kept-ocsp') }
    const bytes = await sign(await sign(table, good), key, true)
    await authority.startOcsp()
    expect((await verify(bytes, own)).signatures).toMatchObject([
      { revocation: { state: 'good', source: 'ocsp', isFresh: true }, verdict: 'valid' },
      { revocation: { state: 'good' }, verdict: 'valid' }
    ])
    authority.revoke('bi-thu-hoi-ocsp')
    await authority.startOcsp()
    const fresh = { revocationFolder: join(folder, 'kept-ocsp-2') }
    expect((await verify(bytes, fresh)).signatures[1]).toMatchObject({ revocation: { state: 'revoked', source: 'ocsp' }, verdict: 'invalid' })
    await authority.stopOcsp()
    expect((await verify(bytes, fresh)).signatures[1]).toMatchObject({ revocation: { state: 'revoked', source: 'ocsp' }, verdict: 'invalid' })
  })

  test('an OCSP answer that was changed, and one signed by a certificate that is not for that, are not believed', async () => {
    const key = authority.issue('hoi-ocsp', { services: ['ocsp'] })
    const bytes = await sign(table, key)
    const revocationFolder = join(folder, 'kept-ocsp-forged')
    await authority.startOcsp('officer')
    expect((await verify(bytes, { revocationFolder })).signatures).toMatchObject([{ revocation: { state: 'unknown' }, verdict: 'undetermined' }])
    await authority.startOcsp()
    expect((await verify(bytes, { revocationFolder })).signatures).toMatchObject([{ revocation: { state: 'good', source: 'ocsp' }, verdict: 'valid' }])
    await authority.stopOcsp()
    const kept = join(revocationFolder, `${createHash('sha256').update(key.certificate.der).digest('hex')}.ocsp`)
    const answer = readFileSync(kept)
    // nextUpdate a year later: the answer would be fresh for long.
    const next = answer.lastIndexOf(String(new Date().getUTCFullYear()), answer.indexOf(Buffer.from('a011180f', 'hex')) + 8)
    answer[next + 3]! += 1
    writeFileSync(kept, answer)
    expect((await verify(bytes, { revocationFolder, online: false })).signatures).toMatchObject([{ revocation: { state: 'unknown' } }])
  })

  test('of a list and an answer the later one proves; of the same second the answer, whichever is looked at first', async () => {
    const key = authority.issue('hai-bang-chung', { services: ['crl', 'ocsp'] })
    const issuer = readCertificate(Buffer.from(authority.der, 'base64'))
    await authority.startOcsp()
    const answer = await fetchBytes(authority.ocspUrl, { type: 'application/ocsp-request', bytes: buildOcspRequest(key.certificate, issuer) })
    await authority.stopOcsp()
    const now = new Date()
    const asOf = answer && askOcsp(answer, key.certificate, issuer, now)?.asOf
    if (!answer || !asOf) throw new Error('no answer')
    for (const [seconds, source] of [[-1, 'ocsp'], [0, 'ocsp'], [1, 'crl']] as const) {
      const list = makeCrl(new Date(new Date(asOf).getTime() + seconds * 1_000))
      expect(askCrl(list, key.certificate, issuer, now)?.state).toBe('good')
      const kept = join(folder, `kept-second-${seconds}`)
      mkdirSync(kept)
      writeFileSync(join(kept, `${createHash('sha256').update(authority.crlUrl).digest('hex')}.crl`), list)
      writeFileSync(join(kept, `${createHash('sha256').update(key.certificate.der).digest('hex')}.ocsp`), answer)
      const empty = join(folder, 'nothing-kept')
      const none = { crls: [], ocsps: [] }
      const ask = (embedded: { crls: Buffer[]; ocsps: Buffer[] }, revocationFolder: string): ReturnType<typeof findRevocation> =>
        findRevocation(key.certificate, issuer, { settings: { revocationFolder, online: false }, fetchBytes, now, embedded })
      for (const found of [await ask(none, kept), await ask({ crls: [list], ocsps: [] }, kept), await ask({ crls: [list], ocsps: [answer] }, empty)]) {
        expect(found.facts).toMatchObject({ state: 'good', source })
        expect(found.evidence?.kind).toBe(source)
      }
    }
  })

  test('with nothing kept and no line, and with a list past its time: undetermined', async () => {
    expect((await verify(once, { revocationFolder: join(folder, 'empty'), online: false })).signatures).toMatchObject([{ revocation: { state: 'unknown' }, verdict: 'undetermined' }])
    await verify(once)
    const late = await verify(once, { online: false }, new Date(Date.now() + 30 * 86_400_000))
    expect(late.signatures).toMatchObject([{ revocation: { state: 'good', isFresh: false }, verdict: 'undetermined' }])
  })

  test('a list another key signed under the authority’s name is not believed', async () => {
    const impostor = await startAuthority(join(folder, 'impostor-crl'))
    try {
      const kept = join(folder, 'kept-forged')
      mkdirSync(kept)
      const forged = readFileSync(join(folder, 'impostor-crl', 'ca.crl'))
      writeFileSync(join(kept, `${createHash('sha256').update(authority.crlUrl).digest('hex')}.crl`), forged)
      expect((await verify(once, { revocationFolder: kept, online: false })).signatures).toMatchObject([{ revocation: { state: 'unknown' } }])
    } finally {
      await impostor.close()
    }
  })
})
