import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DocumentRow } from '../../electron/contract/documents.ts'
import { findSignatureServices } from '../../electron/core/catalogue/signature-services.ts'
import { write } from '../../electron/core/db/open.ts'
import { countStampings, queueStamping } from '../../electron/core/documents/stamping-store.ts'
import { findFile, toStoredFile } from '../../electron/core/files/file-store.ts'
import { signPdf } from '../../electron/press/pades.ts'
import { readEncryptedFile } from '../../electron/crypto/file-cipher.ts'
import { writeSampleScan } from '../harness/sample-scan.ts'
import { readPdfsig } from '../harness/judge.ts'
import { startSigningProcesses, type SigningProcesses } from '../harness/signing-processes.ts'
import { createSoftToken } from '../native/softhsm.ts'
import { putChanges } from '../portal/change-store.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import { startAuthority, type Authority, type IssuedKey } from '../press/authority.ts'
import { agencyAppearance } from '../press/desk.ts'
import { fetchDocument, startVgcaService, upload, type VgcaMessage, type VgcaService } from '../press/vgca-service.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { getOk, inspect, removeFolder, startCounter, type Counter } from './support/counter.ts'
import { openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'

/** The time of a seal is proved in the background: a real authority (OpenSSL's), its time stamper now away, now there; its revocation known with the line cut. */

const pin = '13572468'
const work = mkdtempSync(join(tmpdir(), 'qmc-stamping-'))
let portal: TestPortal
let office: TestOffice
let authority: Authority
let stamper: FaultProxy
let desk: SigningProcesses
let vgca: VgcaService
let clerk: Counter

beforeAll(async () => {
  authority = await startAuthority(join(work, 'ca'))
  portal = await startReferencePortal()
  office = await openOffice(portal.database)
  stamper = await startFaultProxy(new URL(authority.tsaUrl).origin)
  const { keyPath, certPath } = authority.issue('co-quan', { commonName: office.name, services: ['crl', 'ocsp'] })
  authority.publishCrl()
  await authority.startOcsp()
  const services = { tsaUrls: [`${stamper.url}/tsa`], authorities: [authority.der] }
  await portal.database.transaction((tx) => putChanges(tx, [{ kind: 'signature-services', ref: office.id, officeId: office.id, value: services }]))
  const token = createSoftToken({ dir: join(work, 'token'), label: 'Co quan', pin, commonName: office.name, issued: { keyPath, certPath, caPath: authority.pemPath } })
  vgca = await startVgcaService(work)
  desk = startSigningProcesses({ env: { ...process.env, ...token.env, QMC_VGCA_URL: vgca.url }, answerPin: () => pin })
  clerk = await startCounter(portal.url, office, { officer: office.officerId('records-clerk'), press: { get: () => Promise.resolve(desk.press) } })
  await waitFor('the services the portal names', () => inspect(clerk, (db) => findSignatureServices(db).tsaUrls.length > 0), 60_000)
}, 240_000)
afterAll(async () => {
  await clerk.close()
  await desk.stop()
  await vgca.close()
  await stamper.close()
  await authority.close()
  await portal.close()
  removeFolder(clerk)
  rmSync(work, { recursive: true, force: true })
})

async function importCopy(title: string): Promise<{ id: string; sha256: string }> {
  const id = randomUUID()
  const path = await writeSampleScan(join(work, `${id}.pdf`), title)
  getOk(await clerk.call('document.import', { id, documentKind: 'copy', title, dossierId: null, ownNumber: null, notation: null, formOfCopy: 'SAO Y', secrecy: 'none', name: 'sao.pdf', paths: [path] }))
  return { id, sha256: (await getRow(id)).sha256 }
}

/** What stamps looks at the clock every fifteen seconds, and whenever a document changes: as one does here. */
async function passTime(ms: number): Promise<void> {
  clerk.clock.offsetMs += ms
  await importCopy('Bản sao khác')
}

async function getRow(id: string): Promise<DocumentRow> {
  return getOk(await clerk.call('document.list', {})).find((row) => row.id === id)!
}

function exportDocument(sha256: string): string {
  const path = join(work, `${sha256}.pdf`)
  writeFileSync(path, inspect(clerk, (db) => {
    const file = toStoredFile(join(clerk.dataFolder, 'files'), findFile(db, sha256)!)
    return readEncryptedFile(file.path, file.key)
  }))
  return path
}

/** OpenSSL on the last time stamp: its token cut out by text search, and the bytes it covers. */
function judgeStamp(path: string): string {
  const pdf = readFileSync(path)
  const text = pdf.toString('latin1')
  const match = [...text.matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g)].at(-1)
  const [start = 0, length = 0, second = 0, rest = 0] = match?.slice(1).map(Number) ?? []
  const token = Buffer.from(text.slice(start + length + 1, second - 1), 'hex')
  writeFileSync(join(work, 'token.der'), token.subarray(0, 4 + token.readUInt16BE(2)))
  writeFileSync(join(work, 'stamped'), Buffer.concat([pdf.subarray(start, start + length), pdf.subarray(second, second + rest)]))
  const { stdout, stderr } = spawnSync('openssl', ['ts', '-verify', '-data', 'stamped', '-in', 'token.der', '-token_in', '-CAfile', authority.pemPath], { cwd: work, encoding: 'utf8' })
  return stdout + stderr
}

test('a seal’s time is proved when the stamper is back, after longer and longer waits; a certificate taken back is known from then on with every line cut', async () => {
  await stamper.down()
  const { id, sha256 } = await importCopy('Bản sao thứ nhất')
  expect(getOk(await clerk.call('document.seal', { documents: [{ id, sha256 }] }))[0]?.outcome.ok).toBe(true)
  const sealed = await getRow(id)
  expect(sealed).toMatchObject({ stage: 'issued', stamp: { state: 'waiting' } })
  const waitForAttempt = (attempts: number): Promise<number> =>
    waitFor(`attempt ${attempts} at the stamper`, async () => {
      const { stamp } = await getRow(id)
      if (stamp.state !== 'waiting' || stamp.attempts < attempts) return undefined
      expect(stamp).toMatchObject({ attempts, problem: 'timestamp-unreachable' })
      return Date.parse(stamp.nextAt) - (Date.now() + clerk.clock.offsetMs)
    })
  const first = await waitForAttempt(1)
  await passTime(31_000)
  const second = await waitForAttempt(2)
  // 30 s, then 60 s; what passed since it was written is the machine's.
  expect(first).toBeLessThanOrEqual(30_000)
  expect(second).toBeGreaterThan(30_000)
  // Meanwhile the portal has the seal: nothing waits for a stamp.
  await waitFor('the seal at the portal', async () => (await portal.database.query("select 1 from document where id = $1 and stage = 'issued'", [id])).length === 1, 60_000)

  // The stamper is back and what was taken back cannot be learned: the time is proved, and the rest follows by a second stamp.
  const waitForLevel = (level: 'B-T' | 'B-LT'): Promise<DocumentRow> =>
    waitFor(`the stamp ${level}`, async () => {
      const row = await getRow(id)
      return row.stamp.state === 'stamped' && row.stamp.level === level ? row : undefined
    })
  await authority.stopOcsp()
  writeFileSync(join(work, 'ca', 'ca.crl'), 'no list')
  rmSync(join(clerk.dataFolder, 'revocation'), { recursive: true, force: true })
  await stamper.up()
  await passTime(61_000)
  const proved = await waitForLevel('B-T')
  expect(proved.stamp.state === 'stamped' && proved.stamp.nextAt).toBeTruthy()
  authority.publishCrl()
  await authority.startOcsp()
  await passTime(31_000)
  const stamped = await waitForLevel('B-LT')
  expect(stamped.stamp).toEqual({ state: 'stamped', level: 'B-LT', at: expect.any(String) })
  const path = exportDocument(stamped.sha256)
  expect(judgeStamp(path)).toContain('Verification: OK')
  expect(readPdfsig(path).match(/Signature is Valid/g)?.length).toBeGreaterThanOrEqual(1)
  const before = readFileSync(exportDocument(sealed.sha256))
  expect(readFileSync(path).subarray(0, before.length).equals(before)).toBe(true)
  await waitFor('the stamp at the portal', async () => {
    const [row] = await portal.database.query<{ level: string | null }>("select state->'stamps'->1->>'level' as level from document where id = $1", [id])
    return row?.level === 'B-LT'
  })

  // One that waits here and came with such a stamp from another counter waits no longer, and is not stamped once more.
  inspect(clerk, (db) => write(db, (own) => queueStamping(own, id, Date.now() + clerk.clock.offsetMs)))
  getOk(await clerk.call('document.stamp-now', {}))
  await waitFor('nothing to wait for a stamp', () => inspect(clerk, (db) => countStampings(db) === 0), 60_000)
  expect((await getRow(id)).sha256).toBe(stamped.sha256)

  // Taken back, in a later second than the stamp's: both tell whole seconds, and a certificate taken back within the stamp's own proves nothing.
  await sleep(1_100)
  // The next document's stamping hears of it; then every line is cut and the token still signs nothing.
  authority.revoke('co-quan')
  authority.publishCrl()
  await authority.startOcsp()
  const late = await importCopy('Bản sao thứ hai')
  const trust = { authorities: [authority.der], revocationFolder: join(clerk.dataFolder, 'revocation'), online: true }
  rmSync(trust.revocationFolder, { recursive: true, force: true })
  const source = inspect(clerk, (db) => toStoredFile(join(clerk.dataFolder, 'files'), findFile(db, sealed.sha256)!))
  const online = await desk.press.call('document.verify', { source, trust })
  expect(online.ok && online.value.signatures[0]).toMatchObject({ revocation: { state: 'revoked' }, verdict: 'invalid' })
  await authority.close()
  await stamper.down()
  const offline = await desk.press.call('document.verify', { source, trust: { ...trust, online: false } })
  expect(offline.ok && offline.value.signatures[0]).toMatchObject({ revocation: { state: 'revoked' }, verdict: 'invalid' })
  // What was stamped before stays good: its time lies before the revocation.
  const proven = await desk.press.call('document.verify', { source: inspect(clerk, (db) => toStoredFile(join(clerk.dataFolder, 'files'), findFile(db, stamped.sha256)!)), trust: { ...trust, online: false } })
  expect(proven.ok && proven.value.signatures[0]).toMatchObject({ verdict: 'valid' })
  expect(await clerk.call('document.seal', { documents: [late] })).toEqual({ ok: false, error: { kind: 'certificate-unusable', reason: 'revoked' } })
  expect(await getRow(late.id)).toMatchObject({ stage: 'waits-agency' })
  expect(clerk.log.join('')).toBe('')
}, 400_000)

test('an office bound to VGCA’s Sign Service signs by it: no PIN window, only its own name, and what goes wrong is told and leaves the document waiting', async () => {
  const services = { tsaUrls: [], authorities: [authority.der], signsBy: 'vgca' }
  await portal.database.transaction((tx) => putChanges(tx, [{ kind: 'signature-services', ref: office.id, officeId: office.id, value: services }]))
  await waitFor('the office to be bound to the service', async () => getOk(await clerk.call('signing.means', {})).means === 'vgca', 60_000)
  const pins = desk.pinRequests.length
  const own = authority.issue('vgca-co-quan', { commonName: office.name })
  const others = authority.issue('vgca-khac', { commonName: 'UBND xã Khác' })
  const document = await importCopy('Bản sao ký bằng dịch vụ')
  const answer = '{"Status":0,"Message":"","FileName":"","FileServer":"","DocumentNumber":"","DocumentDate":""}'
  const bring = async (message: VgcaMessage, change: (bytes: Buffer) => Promise<Buffer>): Promise<string> => {
    await upload(message, await change(await fetchDocument(message)))
    return answer
  }
  const cases: [VgcaService['act'], object][] = [
    [() => Promise.resolve('{"Status":1,"Message":"Hủy"}'), { kind: 'vgca-cancelled', status: 1 }],
    [() => Promise.resolve(undefined), { kind: 'vgca-timed-out' }],
    [(message) => bring(message, async () => addSignature(readFileSync(await writeSampleScan(join(work, 'khac.pdf'), 'Khác')), own)), { kind: 'vgca-wrong-file', reason: 'other-document' }],
    [(message) => bring(message, (bytes) => addSignature(bytes, others)), { kind: 'certificate-of-another', signerName: 'UBND xã Khác' }]
  ]
  for (const [act, error] of cases) {
    vgca.act = act
    process.env['QMC_VGCA_TIMEOUT_MS'] = 'kind' in error && error.kind === 'vgca-timed-out' ? '1500' : '60000'
    const [outcome] = getOk(await clerk.call('document.seal', { documents: [document] }))
    expect(outcome?.outcome).toEqual({ ok: false, error })
    expect(await getRow(document.id)).toMatchObject({ stage: 'waits-agency', sha256: document.sha256 })
  }
  delete process.env['QMC_VGCA_TIMEOUT_MS']
  vgca.operations.length = 0
  vgca.act = (message) => bring(message, (bytes) => addSignature(bytes, own))
  expect(getOk(await clerk.call('document.seal', { documents: [document] }))[0]?.outcome).toMatchObject({ ok: true })
  expect(vgca.operations).toEqual(['SignIssued'])
  const sealed = await getRow(document.id)
  expect(sealed.stage).toBe('issued')
  expect(readPdfsig(exportDocument(sealed.sha256))).toContain('Total document signed')
  expect(getOk(await clerk.call('document.get', { id: document.id })).signatures).toMatchObject([{ role: 'agency', signerName: office.name }])
  expect(desk.pinRequests.length).toBe(pins)
  expect(clerk.log.join('')).toBe('')
}, 400_000)

async function addSignature(source: Buffer, key: IssuedKey): Promise<Buffer> {
  const signed = await signPdf({ source, appearance: agencyAppearance, certificate: key.certificate, chain: [], signDigest: key.signDigest })
  if (!signed.ok) throw new Error(signed.error.kind)
  return signed.value.bytes
}
