import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TrustSettings } from '../../electron/contract/verification.ts'
import { readCertificate } from '../../electron/crypto/certificate.ts'
import { tellSignature, tellVerdict } from '../../electron/domain/verification-words.ts'
import { createFetchBytes } from '../../electron/press/fetch-bytes.ts'
import { signPdf } from '../../electron/press/pades.ts'
import { getIssuerCrlName, writeKept } from '../../electron/press/revocation.ts'
import { timestampDocument } from '../../electron/press/timestamp-document.ts'
import { verifyDocument } from '../../electron/press/verify-document.ts'
import { startSigningProcesses } from '../harness/signing-processes.ts'
import { startAuthority, type Authority, type IssuedKey } from './authority.ts'
import { agencyAppearance, exportFile, newFile, officerAppearance, storeFile } from './desk.ts'
import { judgeWithOpensslTs, judgeWithPdfsig, judgeWithQpdf } from './judges.ts'
import { makeCertifiedPdf, makeSamplePdf, sampleKinds } from './sample-pdfs.ts'

const folder = mkdtempSync(join(tmpdir(), 'qmc-stamp-'))
const fetchBytes = createFetchBytes(5_000)
let authority: Authority
let officer: IssuedKey
let clerk: IssuedKey
let trust: TrustSettings
let signed: Buffer

beforeAll(async () => {
  authority = await startAuthority(join(folder, 'ca'))
  officer = authority.issue('officer', { commonName: 'Nguyễn Thị Hường' })
  clerk = authority.issue('clerk', { commonName: 'UBND huyện Ý Yên', ecdsa: true, services: ['ocsp'] })
  authority.publishCrl()
  await authority.startOcsp()
  trust = { authorities: [authority.der], revocationFolder: join(folder, 'kept'), online: true }
  signed = await sign(await makeSamplePdf('table', folder), officer)
})

afterAll(async () => {
  await authority.close()
  rmSync(folder, { recursive: true, force: true })
})

async function sign(source: Buffer, key: IssuedKey, agency = false): Promise<Buffer> {
  const signedAt = new Date().toISOString()
  const answer = await signPdf({ source, appearance: { ...(agency ? agencyAppearance : officerAppearance), signedAt }, chain: [], ...key })
  if (!answer.ok) throw new Error(answer.error.kind)
  return answer.value.bytes
}

const stamp = (source: Buffer, changed: Partial<Parameters<typeof timestampDocument>[0]> = {}): ReturnType<typeof timestampDocument> =>
  timestampDocument({ source, tsaUrls: [authority.tsaUrl], trust, now: new Date(), fetchBytes, fetchTimestamp: fetchBytes, ...changed })

describe.each(sampleKinds)('a PDF of kind %s', (kind) => {
  test('signed twice and stamped: B-LT, every judge agrees, the earlier bytes stay', async () => {
    const source = await sign(await sign(await makeSamplePdf(kind, folder), officer), clerk, true)
    const answer = await stamp(source)
    if (!answer.ok) throw new Error(answer.error.kind)
    const { bytes, level } = answer.value
    expect(level).toBe('B-LT')
    expect(bytes.subarray(0, source.length).equals(source)).toBe(true)
    const path = join(folder, `${kind}-stamped.pdf`)
    writeFileSync(path, bytes)
    expect(judgeWithOpensslTs(path, authority.pemPath)).toContain('Verification: OK')
    expect(judgeWithQpdf(path)).toMatchObject({ status: 0 })
    // This pdfsig knows no document time stamps: it says of them only what they cover, and OpenSSL above whether they hold.
    const [first, second, last] = judgeWithPdfsig(path)
    expect([first, second]).toMatchObject([{ valid: true, totalDocument: false }, { valid: true, totalDocument: false }])
    expect(last).toMatchObject({ totalDocument: true })
    // The stamp's dictionary stands in the open, and the increment is of the file's kind.
    const added = bytes.subarray(source.length).toString('latin1')
    expect(added).toContain('/Type/DocTimeStamp')
    expect(/\/Type\s*\/XRef/.test(added)).toBe(/\/Type\s*\/XRef/.test(source.subarray(-3000).toString('latin1')))
  })
})

test('the time is proven from then on, for both signatures, and offline with nothing kept', async () => {
  const answer = await stamp(await sign(signed, clerk, true))
  if (!answer.ok) throw new Error(answer.error.kind)
  const offline = { ...trust, online: false, revocationFolder: join(folder, 'empty') }
  const report = await verifyDocument(answer.value.bytes, { trust: offline, now: new Date(), fetchBytes })
  expect(report.signatures.slice(0, 2)).toMatchObject([
    { provenAt: answer.value.stampedAt, judgedAt: { source: 'timestamp' }, revocation: { state: 'good' }, coverage: { state: 'earlier-revision', changes: [] }, verdict: 'valid' },
    { provenAt: answer.value.stampedAt, judgedAt: { source: 'timestamp' }, revocation: { state: 'good' }, verdict: 'valid' }
  ])
  expect(report.signatures[2]).toMatchObject({ kind: 'document-timestamp', integrity: 'intact', chain: 'trusted', usage: 'allowed', coverage: { state: 'whole-file' } })
})

test('a revocation after the proven time does not undo the signature; without a time stamp it does', async () => {
  const key = authority.issue('nghi-viec')
  const plain = await sign(await makeSamplePdf('table', folder), key)
  const answer = await stamp(plain)
  if (!answer.ok) throw new Error(answer.error.kind)
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  authority.revoke('nghi-viec')
  authority.publishCrl()
  const fresh = { ...trust, revocationFolder: join(folder, 'kept-after') }
  expect(await verifyDocument(plain, { trust: fresh, now: new Date(), fetchBytes })).toMatchObject({ verdict: 'invalid' })
  const report = await verifyDocument(answer.value.bytes, { trust: fresh, now: new Date(), fetchBytes })
  expect(report.signatures[0]).toMatchObject({ verdict: 'valid' })
})

test('stamped again a year later: the earlier stamp and data stay, nothing is put in twice', async () => {
  const once = await stamp(signed)
  if (!once.ok) throw new Error(once.error.kind)
  const twice = await stamp(once.value.bytes)
  if (!twice.ok) throw new Error(twice.error.kind)
  const path = join(folder, 'twice.pdf')
  writeFileSync(path, twice.value.bytes)
  expect(judgeWithPdfsig(path)).toMatchObject([{ valid: true, totalDocument: false }, { totalDocument: false }, { totalDocument: true }])
  expect(judgeWithOpensslTs(path, authority.pemPath)).toContain('Verification: OK')
  expect(judgeWithQpdf(path)).toMatchObject({ status: 0 })
  const dss = JSON.parse(execFileSync('qpdf', ['--json', path], { encoding: 'utf8', maxBuffer: 1 << 26 })) as { qpdf: [unknown, Record<string, { value?: Record<string, unknown> }>] }
  const objects = dss.qpdf[1]
  const catalog = Object.values(objects).find((one) => one.value?.['/Type'] === '/Catalog')
  const get = (ref: unknown): Record<string, unknown> | unknown[] => objects[`obj:${String(ref)}`]?.value as Record<string, unknown>
  const lists = get(catalog?.value?.['/DSS']) as Record<string, unknown>
  // The officer's, the TSA's and their authority's.
  expect(get(lists['/Certs'])).toHaveLength(3)
})

describe('authorities that fail', () => {
  let bad: Server
  let url: string
  let respond: (query: Buffer) => Buffer | undefined
  beforeAll(async () => {
    bad = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const answer = respond(Buffer.concat(chunks))
        // Undefined: never answers.
        if (answer) response.end(answer)
      })
    })
    await new Promise<void>((resolve) => bad.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(bad.address() as AddressInfo).port}/`
  })
  afterAll(async () => {
    bad.closeAllConnections()
    await new Promise((resolve) => bad.close(resolve))
  })

  const relay = async (query: Buffer): Promise<Buffer> => (await fetchBytes(authority.tsaUrl, { type: 'application/timestamp-query', bytes: query })) ?? Buffer.alloc(0)

  test('nobody there, or no answer in time', async () => {
    expect(await stamp(signed, { tsaUrls: ['http://127.0.0.1:9/'] })).toEqual({ ok: false, error: { kind: 'timestamp-unreachable' } })
    respond = () => undefined
    expect(await stamp(signed, { tsaUrls: [url], fetchTimestamp: createFetchBytes(300) })).toEqual({ ok: false, error: { kind: 'timestamp-unreachable' } })
  })

  test('an answer that is none, and a refusal', async () => {
    respond = () => Buffer.from('<html>Bảo trì</html>')
    expect(await stamp(signed, { tsaUrls: [url] })).toEqual({ ok: false, error: { kind: 'timestamp-rejected', status: -1 } })
    respond = () => Buffer.from('30053003020102', 'hex')
    expect(await stamp(signed, { tsaUrls: [url] })).toEqual({ ok: false, error: { kind: 'timestamp-rejected', status: 2 } })
  })

  test('a true stamp of something else, or an old one played again, is refused', async () => {
    const other = createHash('sha256').update('khác').digest()
    const wrongContent = (await import('../../electron/press/time-stamp.ts')).buildTimestampRequest(other, Buffer.from('4142434445464748', 'hex'))
    const old = await relay(wrongContent)
    respond = () => old
    expect(await stamp(signed, { tsaUrls: [url] })).toEqual({ ok: false, error: { kind: 'timestamp-rejected', status: 0 } })
    let answer: Buffer = Buffer.alloc(0)
    const replay: typeof fetchBytes = async (_, body) => {
      const changed = Buffer.from(body?.bytes ?? Buffer.alloc(0))
      // The same imprint, another nonce: an answer to somebody else's question.
      changed[changed.length - 4]! ^= 1
      answer = await relay(changed)
      return answer
    }
    expect(await stamp(signed, { fetchTimestamp: replay })).toEqual({ ok: false, error: { kind: 'timestamp-rejected', status: 0 } })
    expect(answer.length).toBeGreaterThan(1_000)
  })

  test('a stamper of an authority not on the list is refused; the next one on the list is asked', async () => {
    const stranger = await startAuthority(join(folder, 'stranger'), 'CA lạ')
    try {
      expect(await stamp(signed, { tsaUrls: [stranger.tsaUrl] })).toMatchObject({ ok: false, error: { kind: 'timestamp-untrusted' } })
      expect(await stamp(signed, { tsaUrls: ['http://127.0.0.1:9/', stranger.tsaUrl, authority.tsaUrl] })).toMatchObject({ ok: true })
    } finally {
      await stranger.close()
    }
  })
})

describe('what gets no stamp', () => {
  test('unsigned, certified against changes, altered, added to after signing', async () => {
    const plain = await makeSamplePdf('table', folder)
    const before = authority.counts.tsa
    expect(await stamp(plain)).toEqual({ ok: false, error: { kind: 'not-signed' } })
    expect(await stamp(await makeCertifiedPdf())).toEqual({ ok: false, error: { kind: 'file-certified' } })
    const altered = Buffer.from(signed)
    altered[altered.indexOf('To khai') > 0 ? altered.indexOf('To khai') : 400]! ^= 1
    expect(await stamp(altered)).toEqual({ ok: false, error: { kind: 'signature-invalid' } })
    expect(authority.counts.tsa).toBe(before)
  })
})

test('without revocation data at hand the stamp is B-T, and B-LT later', async () => {
  const cut: typeof fetchBytes = (url, body) => (body?.type === 'application/timestamp-query' ? fetchBytes(url, body) : Promise.resolve(undefined))
  const first = await stamp(signed, { fetchBytes: cut, trust: { ...trust, revocationFolder: join(folder, 'none') } })
  if (!first.ok) throw new Error(first.error.kind)
  expect(first.value.level).toBe('B-T')
  expect(await stamp(first.value.bytes, { fetchBytes: cut, trust: { ...trust, revocationFolder: join(folder, 'none') }, mustComplete: true })).toEqual({ ok: false, error: { kind: 'evidence-incomplete' } })
  expect(await stamp(first.value.bytes, { mustComplete: true })).toMatchObject({ ok: true, value: { level: 'B-LT' } })
})

test('a stamp whose maker was taken back counts when it is older and the key was not lost; else it proves nothing, and nobody stamps with it', async () => {
  const other = await startAuthority(join(folder, 'ended'), 'CA thôi cấp dấu')
  try {
    const own = { ...trust, authorities: [authority.der, other.der] }
    const answer = await stamp(signed, { tsaUrls: [other.tsaUrl], trust: own })
    if (!answer.ok) throw new Error(answer.error.kind)
    const { bytes, stampedAt } = answer.value
    // Whole seconds: the list must be of a later one than the stamp.
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    let lists = 0
    const judge = () => verifyDocument(bytes, { trust: { ...own, revocationFolder: join(folder, `ended-${lists++}`) }, now: new Date(), fetchBytes: createFetchBytes(5_000) })
    other.revoke('tsa', 'superseded')
    other.publishCrl()
    // The list that the document brings along is from before: the newer one is found in what is kept.
    writeKept(join(folder, 'ended-0'), getIssuerCrlName(readCertificate(Buffer.from(other.der, 'base64')).subjectDer), readFileSync(join(other.folder, 'ca.crl')))
    const ended = await judge()
    expect(ended.signatures[0]).toMatchObject({ provenAt: stampedAt, revokedStamp: { isBelieved: true }, verdict: 'valid' })
    expect(tellSignature(ended.signatures[0]!).find(({ name }) => name === 'Thời gian ký')?.text).toContain('dấu lập trước đó vẫn được tính')
    other.changeReason('superseded', 'keyCompromise')
    other.publishCrl()
    writeKept(join(folder, 'ended-1'), getIssuerCrlName(readCertificate(Buffer.from(other.der, 'base64')).subjectDer), readFileSync(join(other.folder, 'ca.crl')))
    const lost = await judge()
    expect(lost.signatures[0]).toMatchObject({ judgedAt: { source: 'claimed' }, revokedStamp: { isBelieved: false }, verdict: 'valid' })
    expect(lost.signatures[0]!.provenAt).toBeUndefined()
    expect(lost.signatures[1]).toMatchObject({ kind: 'document-timestamp', revocation: { state: 'revoked', reason: 1 }, verdict: 'undetermined' })
    expect(tellVerdict(lost).reason).toContain('Dấu thời gian của TSA không còn tin được')
    expect(await stamp(signed, { tsaUrls: [other.tsaUrl], trust: { ...own, revocationFolder: join(folder, 'ended-1') } })).toMatchObject({ ok: false, error: { kind: 'timestamp-untrusted' } })
  } finally {
    await other.close()
  }
})

test('press does it for a stored file and writes nothing when it fails', async () => {
  const processes = startSigningProcesses({ env: {}, answerPin: () => undefined })
  try {
    const source = storeFile(folder, signed)
    const target = newFile(folder)
    expect(await processes.press.call('document.timestamp', { source, target, tsaUrls: [authority.tsaUrl], trust })).toMatchObject({ ok: true, value: { level: 'B-LT', pages: 3 } })
    expect(judgeWithPdfsig(exportFile(folder, target, 'by-press.pdf'))).toMatchObject([{ valid: true }, { totalDocument: true }])
    const none = newFile(folder)
    expect(await processes.press.call('document.timestamp', { source, target: none, tsaUrls: ['http://127.0.0.1:9/'], trust })).toEqual({ ok: false, error: { kind: 'timestamp-unreachable' } })
    expect(existsSync(none.path)).toBe(false)
  } finally {
    await processes.stop()
  }
})
