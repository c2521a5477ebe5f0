import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signDetached } from '../../electron/press/sign-detached.ts'
import { startSigningProcesses, type SigningProcesses } from '../harness/signing-processes.ts'
import { startAuthority, type Authority } from '../press/authority.ts'
import { putChanges } from '../portal/change-store.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { getOk, inspect, removeFolder, startCounter, type Counter } from './support/counter.ts'
import { openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'

/** A check is judged by the list as it stands; who may change the list, and that the journal says so. */

const work = mkdtempSync(join(tmpdir(), 'qmc-core-trust-'))
let portal: TestPortal
let office: TestOffice
let counter: Counter
let press: SigningProcesses
let authority: Authority
let paths: string[]

beforeAll(async () => {
  portal = await startReferencePortal()
  office = await openOffice(portal.database)
  press = startSigningProcesses({ env: {}, answerPin: () => undefined })
  authority = await startAuthority(join(work, 'ca'), 'Tổ chức chứng thực thử nghiệm')
  const officer = authority.issue('officer', { commonName: 'Nguyễn Thị Hường' })
  const content = Buffer.from('Đơn đề nghị')
  const signed = await signDetached({ content, certificate: officer.certificate, chain: [], signDigest: officer.signDigest, signedAt: new Date() })
  if (!signed.ok) throw new Error(signed.error.kind)
  paths = [join(work, 'don.txt.p7s'), join(work, 'don.txt')]
  writeFileSync(paths[0]!, signed.value)
  writeFileSync(paths[1]!, content)
  counter = await startCounter(portal.url, office, { press: { get: () => Promise.resolve(press.press) } })
}, 240_000)
afterAll(async () => {
  await counter.close()
  await press.stop()
  await authority.close()
  await portal.close()
  removeFolder(counter)
  rmSync(work, { recursive: true, force: true })
})

test('reception checks and prints, but may not change whom the office trusts', async () => {
  const checked = getOk(await counter.call('verify.files', { paths }))
  expect(checked).toMatchObject({ name: 'don.txt.p7s', contentName: 'don.txt', format: 'cms-detached', authorities: 0, online: true, report: { verdict: 'undetermined', signatures: [{ chain: 'unknown-issuer' }] } })
  const report = getOk(await counter.call('form.render', { kind: 'verification', checkId: checked.id }))
  for (const words of ['CHƯA ĐỦ CĂN CỨ', 'Nguyễn Thị Hường', checked.sha256]) expect(report.html).toContain(words)
  expect(await counter.call('form.render', { kind: 'verification', checkId: 'khac' })).toMatchObject({ ok: false, error: { kind: 'form-not-due' } })
  expect(await counter.call('trust.read-certificate', { paths: [authority.pemPath] })).toMatchObject({ ok: false, error: { kind: 'not-permitted' } })
  expect(await counter.call('trust.add', { fingerprint: '0'.repeat(64) })).toMatchObject({ ok: false, error: { kind: 'not-permitted' } })
  // Nothing of a file that was only looked at is kept.
  expect(inspect(counter, (db) => db.prepare('SELECT count(*) FROM file').pluck().get())).toBe(0)
})

test('an administrator adds the authority she was shown, it counts at once, and is taken back; each a journal entry the portal receives', async () => {
  await counter.logIn(office.officerId('administrator'))
  const { fingerprint } = getOk(await counter.call('trust.read-certificate', { paths: [authority.pemPath] }))
  expect(await counter.call('trust.add', { fingerprint: 'f'.repeat(64) })).toEqual({ ok: false, error: { kind: 'certificate-not-read' } })
  expect(getOk(await counter.call('trust.get', {})).authorities).toEqual([])
  getOk(await counter.call('trust.add', { fingerprint }))
  expect(await counter.call('trust.add', { fingerprint })).toEqual({ ok: false, error: { kind: 'certificate-not-read' } })
  getOk(await counter.call('trust.read-certificate', { paths: [authority.pemPath] }))
  expect(await counter.call('trust.add', { fingerprint })).toEqual({ ok: false, error: { kind: 'authority-known' } })
  expect(getOk(await counter.call('verify.files', { paths }))).toMatchObject({ authorities: 1, report: { verdict: 'valid', signatures: [{ chain: 'trusted', revocation: { from: 'online' } }] } })

  const view = getOk(await counter.call('trust.get', {}))
  expect(view).toMatchObject({ authorities: [{ from: 'office', fingerprint, added: { by: expect.any(String) as string } }], removed: [], revocation: { lists: [{ issuer: 'Tổ chức chứng thực thử nghiệm', isImported: false }] } })
  expect(getOk(await counter.call('trust.import-list', { paths: [join(authority.folder, 'ca.crl')] }))).toMatchObject({ isImported: true })

  expect(await counter.call('trust.remove', { fingerprint, reason: '  ' })).toMatchObject({ ok: false, error: { kind: 'invalid-input' } })
  getOk(await counter.call('trust.remove', { fingerprint, reason: 'Thêm nhầm' }))
  expect(await counter.call('trust.remove', { fingerprint, reason: 'Thêm nhầm' })).toEqual({ ok: false, error: { kind: 'authority-unknown' } })
  expect(getOk(await counter.call('trust.get', {}))).toMatchObject({ authorities: [], removed: [{ commonName: 'Tổ chức chứng thực thử nghiệm', reason: 'Thêm nhầm' }] })
  expect(getOk(await counter.call('verify.files', { paths })).report.verdict).toBe('undetermined')

  // The portal's own list counts as well, and cannot be taken back at a counter.
  await portal.database.transaction((tx) => putChanges(tx, [{ kind: 'signature-services', ref: 'province', value: { tsaUrls: [], authorities: [authority.der] } }]))
  await counter.logIn(office.officerId('reception'))
  await counter.call('queue.retry', {})
  expect(await waitFor('the portal’s list', async () => getOk(await counter.call('trust.get', {})).authorities[0], 120_000)).toMatchObject({ from: 'portal', fingerprint })
  expect(getOk(await counter.call('verify.files', { paths })).report.verdict).toBe('valid')
  await counter.logIn(office.officerId('administrator'))
  expect(await counter.call('trust.remove', { fingerprint, reason: 'Thử' })).toEqual({ ok: false, error: { kind: 'authority-unknown' } })

  const entries = inspect(counter, (db) => db.prepare(`SELECT kind, payload FROM journal WHERE kind LIKE 'trust.%' ORDER BY seq`).all() as { kind: string; payload: string }[])
  expect(entries.map(({ kind }) => kind)).toEqual(['trust.authority-added', 'trust.authority-removed'])
  expect(JSON.parse(entries[0]!.payload)).toEqual({ fingerprint, commonName: 'Tổ chức chứng thực thử nghiệm' })
  await waitFor('the portal to receive both', async () => getOk(await counter.call('status.get', {})).queue.entriesWaiting === 0, 60_000)
  expect(counter.log).toEqual([])
  expect(readFileSync(paths[1]!, 'utf8')).toBe('Đơn đề nghị')
})
