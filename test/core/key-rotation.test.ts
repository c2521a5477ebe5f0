import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { KeyAnnouncement } from '../../electron/contract/portal-keys.ts'
import { verifyExport, type ExportFinding } from '../../electron/core/audit/verify-export.ts'
import { getDevice, type DeviceRecord } from '../../electron/core/context.ts'
import { openDatabase, write } from '../../electron/core/db/open.ts'
import { putSetting } from '../../electron/core/db/setting-store.ts'
import { findDelivery } from '../../electron/core/outbox/delivery-store.ts'
import { createSigningKey, importPrivateKey } from '../../electron/crypto/ed25519.ts'
import { signKeys } from '../../electron/crypto/key-announcement.ts'
import { findAnnouncement, rotateReceiptKey } from '../portal/announce-keys.ts'
import { askForKey } from '../portal/device-key-store.ts'
import { getAuditKeys } from '../portal/print-keys.ts'
import { getAllReceiptKeys, getReceiptKeys } from '../portal/receipt-key-store.ts'
import type { Portal } from '../portal/server.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { openCoreProcess } from './support/core-process.ts'
import { createCounter, getOk, getStatus, inspect, openFolder, removeFolder, waitForCatalogue, waitForDelivery, type Counter } from './support/counter.ts'
import { makeIntake } from './support/people.ts'
import { openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { createTlsAuthority, type ServerCertificate, type TlsAuthority } from './support/tls-authority.ts'
import { waitFor } from './support/wait.ts'

let first: TlsAuthority
let second: TlsAuthority
let stranger: TlsAuthority
let portal: TestPortal
let instance: Portal
let port: number
let office: TestOffice
let counter: Counter

beforeAll(async () => {
  first = createTlsAuthority('CA thứ nhất của Cổng')
  second = createTlsAuthority('CA thứ hai của Cổng')
  stranger = createTlsAuthority('CA lạ')
  portal = await startReferencePortal({ tls: { ...first.issue(), ca: [first.pem] } })
  instance = { ...portal, close: portal.stop }
  port = Number(new URL(portal.url).port)
  office = await openOffice(portal.database)
  // No chance in the back-off: its waits are the shortest.
  counter = createCounter({ random: () => 0 })
  await counter.open()
  getOk(await counter.call('core.enrol', { portalUrl: portal.url, code: office.codes[0]!, deviceName: 'Máy quầy thử', caCertificates: [first.pem] }))
  await counter.logIn(office.officerId('reception'))
  await waitForCatalogue(counter.call)
})
afterAll(async () => {
  await counter.close()
  await instance.close()
  await portal.close()
  for (const authority of [first, second, stranger]) authority.close()
  removeFolder(counter)
})

const known = () => inspect(counter, getDevice)
const announcer = () => ({ database: instance.database, portalId: known().portal, now: () => new Date() })
const receive = async (): Promise<string> => getOk(await counter.call('dossier.receive', makeIntake())).dossierId
/** The key that signed a dossier's receipt. */
const signerOf = (id: string): string => inspect(counter, (db) => findDelivery(db, db.prepare('SELECT max(seq) FROM journal WHERE dossier = ?').pluck().get(id) as number)!.receipt!.batch.keyId)

async function reopen(): Promise<void> {
  await openFolder(counter.call, counter)
  await counter.logIn(office.officerId('reception'))
}

/** The portal goes down and comes back at the same address. */
async function restartPortal(tls: ServerCertificate & { ca: string[] }): Promise<void> {
  await instance.close()
  instance = await portal.startAnother({ port, tls })
}

/** The counter is away: what it saves meanwhile is the first thing it sends when it is back. */
async function whileAway(change: () => Promise<void>, tls: () => ServerCertificate & { ca: string[] }): Promise<string> {
  await instance.close()
  const id = await receive()
  await counter.close()
  instance = await portal.startAnother({ port: 0 })
  await change()
  await restartPortal(tls())
  counter.events.length = 0
  await reopen()
  return id
}

const complaints = () => counter.events.flatMap(({ event, data }) => (event === 'status.changed' ? [(data as { link: { state: string } }).link.state] : [])).filter((state) => ['refused', 'untrusted'].includes(state))

/** What an auditor finds with the portal's keys of now. */
async function audit(): Promise<ExportFinding> {
  const folder = mkdtempSync(join(tmpdir(), 'qmc-rotation-'))
  await counter.logIn(office.officerId('administrator'))
  const { path } = getOk(await counter.call('journal.export', { folder, withContent: true }))
  await counter.logIn(office.officerId('reception'))
  const finding = await verifyExport(readFileSync(path, 'utf8').split('\n'), await getAuditKeys(instance.database))
  rmSync(folder, { recursive: true })
  return finding
}

test('a key that is announced is known before it signs', async () => {
  const { keyId } = await rotateReceiptKey(announcer(), { overlapMs: 3_600_000 })
  await counter.close()
  await reopen()
  await waitFor('the announced key', () => known().receiptKeys.at(-1)?.keyId === keyId)
  const before = await receive()
  await waitForDelivery(counter.call, before, 'received')
  expect(signerOf(before)).not.toBe(keyId)
  // The hour is over.
  await instance.database.query("update receipt_key set signs_from = now() - interval '1 second' where key_id = $1", [keyId])
  const after = await receive()
  await waitForDelivery(counter.call, after, 'received')
  expect(signerOf(after)).toBe(keyId)
})

test('a counter that was away over two rotations takes the last announcement before it sends again; it complains of nothing, and every old receipt stays verifiable', async () => {
  const id = await whileAway(
    async () => {
      await rotateReceiptKey(announcer(), { overlapMs: 0 })
      await rotateReceiptKey(announcer(), { overlapMs: 0 })
    },
    () => ({ ...first.issue(), ca: [first.pem] })
  )
  await waitForDelivery(counter.call, id, 'received')
  const keys = await getReceiptKeys(instance.database)
  expect(keys).toHaveLength(4)
  expect(known().receiptKeys).toEqual(keys)
  expect(signerOf(id)).toBe(keys[3]!.keyId)
  expect(complaints()).toEqual([])
  expect(await audit()).toMatchObject({ kind: 'intact', entries: 3, withReceipt: 3, signedTo: 3 })
})

test('the authority changes under a counter that is there: told of both, it follows without a word', async () => {
  // Opened anew, a counter pulls at once and not after twenty seconds.
  const pull = () => counter.close().then(reopen)
  await restartPortal({ ...first.issue(), ca: [first.pem, second.pem] })
  await pull()
  await waitFor('both authorities', () => known().caCertificates?.length === 2)
  await restartPortal({ ...second.issue(), ca: [first.pem, second.pem] })
  const id = await receive()
  await waitForDelivery(counter.call, id, 'received')
  await restartPortal({ ...second.issue(), ca: [second.pem] })
  await pull()
  await waitFor('the new one alone', () => JSON.stringify(known().caCertificates) === JSON.stringify([second.pem]))
  expect(complaints()).toEqual([])
}, 180_000)

/** Whoever answers at the portal's address, with a certificate of another authority and an announcement of its own; keeps what it is asked. */
async function startForger(announcement: KeyAnnouncement): Promise<{ asked: { path: string; headers: string[]; body: string }[]; close(): void }> {
  const asked: { path: string; headers: string[]; body: string }[] = []
  const server = createHttpsServer(stranger.issue(), (request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      asked.push({ path: `${request.method} ${request.url}`, headers: Object.keys(request.headers).sort(), body })
      response.end(JSON.stringify(announcement))
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  expect((server.address() as AddressInfo).port).toBe(port)
  return { asked, close: () => (server.closeAllConnections(), server.close()) }
}

test.each(['by a stranger', 'by the key of yesterday'])('an announcement forged %s is refused: the counter asks for it, says nothing of itself, and keeps its pin', async (who) => {
  const { statement } = (await findAnnouncement(instance.database))!
  const own = createSigningKey()
  const forger = { keyId: 'receipt-forged', privateKey: importPrivateKey('ed25519', own.privateKey) }
  const keys = await getAllReceiptKeys(instance.database)
  const lie: KeyAnnouncement['statement'] = { ...statement, serial: statement.serial + 1, receiptKeys: [...statement.receiptKeys, { keyId: forger.keyId, publicKey: own.publicKey }], caCertificates: [stranger.pem] }
  const announcement = who === 'by a stranger' ? signKeys(lie, [forger, { ...forger, keyId: keys.at(-1)!.keyId }]) : signKeys(lie, [forger, ...keys.slice(0, -1)])
  const before = known()
  await instance.close()
  const impostor = await startForger(announcement)
  const id = await receive()
  await waitFor('the question', () => impostor.asked.length > 0)
  await waitFor('the refusal', async () => (await getStatus(counter.call)).link.state === 'untrusted')
  expect(new Set(impostor.asked.map((question) => JSON.stringify(question)))).toEqual(new Set([JSON.stringify({ path: 'GET /v1/keys', headers: ['connection', 'host'], body: '' })]))
  expect(known()).toEqual(before)
  impostor.close()
  instance = await portal.startAnother({ port, tls: { ...second.issue(), ca: [second.pem] } })
  getOk(await counter.call('queue.retry', {}))
  await waitForDelivery(counter.call, id, 'received')
}, 180_000)

test('a counter that was away while the authority was changed comes back by the announcement its newest key has signed', async () => {
  const id = await whileAway(
    async () => void (await rotateReceiptKey(announcer(), { overlapMs: 0 })),
    () => ({ ...stranger.issue(), ca: [stranger.pem] })
  )
  await waitForDelivery(counter.call, id, 'received')
  expect(known()).toMatchObject({ caCertificates: [stranger.pem], receiptKeys: await getReceiptKeys(instance.database) })
}, 180_000)

const deviceKeys = () => instance.database.query<{ public_key: string; used: boolean; retires: boolean }>('select public_key, first_used_at is not null as used, retires_at is not null as retires from device_key where device_id = $1 order by ordinal', [known().device])

test.each(['core-before-device-key', 'core-after-device-key'])('another key for the device, the counter killed at %s: it goes on where it was', async (place) => {
  const { privateKey } = known()
  const before = (await deviceKeys()).length
  expect(await askForKey(instance.database, known().device)).toBe(true)
  await counter.close()
  const core = await openCoreProcess(counter, office.officerId('reception'), { env: { QMC_FAULT_POINT: place } })
  await core.process.exited
  expect(known().privateKey).toBe(privateKey)
  expect(await deviceKeys()).toHaveLength(place === 'core-before-device-key' ? before : before + 1)
  await reopen()
  await waitFor('the other key', () => known().privateKey !== privateKey && known().nextPrivateKey === undefined)
  const id = await receive()
  await waitForDelivery(counter.call, id, 'received')
  const keys = await deviceKeys()
  expect(keys).toHaveLength(before + 1)
  expect(keys.map(({ used, retires }) => [used, retires])).toEqual(keys.map((_key, index) => [true, index < keys.length - 1]))
  expect(await audit()).toMatchObject({ kind: 'intact' })
}, 180_000)

/** As if the data folder were one from before: what the counter is, is changed while it is closed. */
async function change(record: Partial<DeviceRecord>): Promise<void> {
  await counter.close()
  const db = openDatabase({ path: join(counter.dataFolder, 'counter.db'), key: counter.key, mustExist: true })
  write(db, (writeDb) => putSetting(writeDb, 'device', { ...getDevice(db), ...record }))
  db.close()
  await reopen()
}

test('a key that was retired is told in words and sends nothing; the next key of a rotation that never ended here is taken instead', async () => {
  const now = known()
  const retired = createSigningKey()
  await instance.database.query("insert into device_key (device_id, public_key, first_used_at, retires_at) values ($1, $2, now(), now() - interval '1 second')", [now.device, retired.publicKey])
  await change({ privateKey: retired.privateKey })
  const id = await receive()
  await waitFor('the refusal', async () => (await getStatus(counter.call)).link.state === 'refused')
  expect((await getStatus(counter.call)).link).toEqual({ state: 'refused', reason: 'key-retired' })
  await change({ nextPrivateKey: now.privateKey })
  await waitForDelivery(counter.call, id, 'received')
  expect(known()).toEqual(now)
})

test('a portal of three releases later refuses this one and says why; one of two releases later serves it', async () => {
  await instance.close()
  const tls = { ...stranger.issue(), ca: [stranger.pem] }
  instance = await portal.startAnother({ port, tls, version: 4 })
  const id = await receive()
  await waitFor('the refusal', async () => (await getStatus(counter.call)).link.state === 'refused')
  expect((await getStatus(counter.call)).link).toEqual({ state: 'refused', reason: 'too-old' })
  const other = createCounter()
  await other.open()
  const enrol = () => other.call('core.enrol', { portalUrl: portal.url, code: office.codes[1]!, deviceName: 'Máy cũ', caCertificates: [stranger.pem] })
  expect(await enrol()).toEqual({ ok: false, error: { kind: 'counter-too-old' } })
  await instance.close()
  instance = await portal.startAnother({ port, tls, version: 3 })
  getOk(await counter.call('queue.retry', {}))
  await waitForDelivery(counter.call, id, 'received')
  expect(getOk(await enrol())).toMatchObject({ officeName: office.name })
  await other.close()
  removeFolder(other)
})
