import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { problemTypes } from '../../electron/contract/problem-types.ts'
import type { FileReceipt } from '../../electron/contract/wire.ts'
import { AuditKeys, verifyExport } from '../../electron/core/audit/verify-export.ts'
import { createSigningKey, importPrivateKey } from '../../electron/crypto/ed25519.ts'
import { signStatement } from '../../electron/crypto/receipt.ts'
import { getAuditKeys } from '../portal/print-keys.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { startAnswerProxy, type AnswerProxy } from './support/answer-proxy.ts'
import { getOk, getStatus, inspect, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { openSigningDesk, type SigningDesk } from './support/signing-desk.ts'
import { waitFor } from './support/wait.ts'

const work = mkdtempSync(join(tmpdir(), 'qmc-file-receipt-'))
const cli = fileURLToPath(new URL('../../electron/core/audit/verify-cli.ts', import.meta.url))
let portal: TestPortal
let line: AnswerProxy
let office: TestOffice
let desk: SigningDesk
let counter: Counter

beforeAll(async () => {
  portal = await startReferencePortal()
  line = await startAnswerProxy(portal.url)
  office = await openOffice(portal.database)
  desk = openSigningDesk()
  counter = await startCounter(line.url, office, { press: desk.press, random: () => 0 })
})
afterAll(async () => {
  await counter.close()
  await line.close()
  await desk.close()
  await portal.close()
  removeFolder(counter)
  rmSync(work, { recursive: true, force: true })
})

const asks = () => line.requests.filter(({ path }) => path.includes('/receipt?'))
const kept = () => inspect(counter, (db) => (db.prepare('SELECT receipt FROM file_receipt').pluck().all() as string[]).map((text) => JSON.parse(text) as FileReceipt))
const getFile = async (id: string) => getOk(await counter.call('dossier.get', { id })).dossierFiles[0]!

test('a file is received with a receipt the portal signed for this file, this dossier and this counter, and with no other', async () => {
  const stranger = importPrivateKey('ed25519', createSigningKey().privateKey)
  const lies: ((receipt: FileReceipt) => unknown)[] = [
    (receipt) => signStatement(receipt.statement, receipt.keyId, stranger),
    ({ statement, ...rest }) => ({ ...rest, statement: { ...statement, dossier: 'another' } }),
    ({ statement, ...rest }) => ({ ...rest, statement: { ...statement, size: statement.size + 1 } }),
    (receipt) => ({ ...receipt, keyId: 'receipt-unknown' }),
    () => ({ held: true })
  ]
  const told: string[] = []
  line.alter = (exchange, answered) => {
    if (!exchange.path.includes('/receipt?')) return answered
    const lie = lies[told.length]
    told.push(lie ? 'lie' : 'truth')
    return lie ? { ...answered, body: JSON.stringify(lie(JSON.parse(answered.body) as FileReceipt)) } : answered
  }
  const { id, signedSha256, sizeBytes } = await desk.receiveWithScan(counter, 30_000)
  await waitForDelivery(counter.call, id, 'received')
  for (let i = 1; i <= lies.length; i++) {
    await waitFor(`answer ${i}`, () => told.length >= i)
    expect(kept()).toEqual([])
    expect((await getFile(id)).state).not.toBe('received')
  }
  await waitFor('the true one', async () => (await getFile(id)).state === 'received')
  expect(kept().map(({ statement }) => [statement.dossier, statement.sha256, statement.size])).toEqual([[id, signedSha256, sizeBytes]])
  expect((await getFile(id)).receivedAt).toBe(kept()[0]?.statement.signedAt)
  // The bytes travelled once; asked again, the portal gives the same receipt.
  expect(line.requests.filter(({ method, path }) => method === 'POST' && path === '/v1/files')).toHaveLength(1)
  expect(asks().length).toBe(lies.length + 1)
  expect(await portal.database.query('select count(*)::integer as receipts from file_receipt where device_id = $1', [kept()[0]!.statement.device])).toEqual([{ receipts: 1 }])
}, 180_000)

test('an auditor sees the receipt of a file in the export, and what was done to it', async () => {
  await counter.logIn(office.officerId('administrator'))
  const { path } = getOk(await counter.call('journal.export', { folder: work, withContent: false }))
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  const keys = AuditKeys.parse(await getAuditKeys(portal.database))
  expect(await verifyExport(lines, keys)).toMatchObject({ kind: 'intact', files: 1 })
  const at = lines.findIndex((text) => text.startsWith('{"kind":"file"'))
  expect(await verifyExport(lines.map((text, index) => (index === at ? text.replace(/"size":\d+/, '"size":7') : text)), keys)).toMatchObject({ kind: 'broken', line: at + 1, reason: 'file-receipt' })
  expect(await verifyExport(lines.filter((_text, index) => index !== at), keys)).toMatchObject({ kind: 'broken', reason: 'end' })
  expect(await verifyExport([...lines.slice(0, at), lines[at]!, ...lines.slice(at)], keys)).toMatchObject({ kind: 'broken', reason: 'end' })
  const keysPath = join(work, 'keys.json')
  writeFileSync(keysPath, JSON.stringify(keys))
  expect(execFileSync(process.execPath, [cli, path, keysPath], { encoding: 'utf8' })).toContain('1 tệp có biên nhận')
  writeFileSync(path, lines.map((text, index) => (index === at ? text.replace(/"size":\d+/, '"size":7') : text)).join('\n'))
  expect(spawnSync(process.execPath, [cli, path, keysPath], { encoding: 'utf8' }).stdout).toContain('biên nhận tệp của Cổng không khớp')
})

test('a file whose receipt the portal will not give rests alone: the line stays up, other files and dossiers go on, and it is not asked without pause', async () => {
  await counter.logIn(office.officerId('reception'))
  const { length: before } = kept()
  let guilty: string | undefined
  line.answer = ({ path }) => {
    const asked = /\/([0-9a-f]{64})\/receipt\?/.exec(path)?.[1]
    guilty ??= asked
    return asked !== undefined && asked === guilty ? { status: 404, body: JSON.stringify({ type: 'about:blank', title: 'Not Found', detail: 'không có', status: 404 }) } : undefined
  }
  const first = await desk.receiveWithScan(counter, 30_000)
  const askedOfIt = () => asks().filter(({ path }) => path.includes(first.signedSha256)).length
  await waitFor('the refusal', () => askedOfIt() > 0)
  const second = await desk.receiveWithScan(counter, 20_000)
  await waitFor('the other file', async () => (await getFile(second.id)).state === 'received')
  expect(askedOfIt()).toBe(1)
  const told = getOk(await counter.call('queue.list', {})).find(({ sha256 }) => sha256 === first.signedSha256)
  expect(told).toMatchObject({ state: 'queued', problemDetail: 'không có', againAt: expect.any(String) as string })
  expect((await getStatus(counter.call)).link.state).toBe('online')
  line.answer = () => undefined
  getOk(await counter.call('queue.retry', {}))
  await waitFor('it too', async () => (await getFile(first.id)).state === 'received')
  expect(kept()).toHaveLength(before + 2)
}, 60_000)

test('a file of which the portal says for ever that its upload moved is told after a few tries and rests alone', async () => {
  line.answer = ({ method }) => (method === 'PATCH' ? { status: 409, body: JSON.stringify({ type: problemTypes.uploadMoved, title: 'Moved', status: 409 }) } : undefined)
  const { id, signedSha256 } = await desk.receiveWithScan(counter, 30_000)
  const find = async () => getOk(await counter.call('queue.list', {})).find(({ sha256 }) => sha256 === signedSha256)
  await waitFor('it to be told', async () => (await find())?.againAt !== undefined)
  expect(await find()).toMatchObject({ state: 'queued', problemType: problemTypes.uploadMoved })
  line.answer = () => undefined
  getOk(await counter.call('queue.retry', {}))
  await waitFor('the file received', async () => (await getFile(id)).state === 'received')
}, 60_000)
