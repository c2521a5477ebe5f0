import type { AddressInfo, Server } from 'node:net'
import { join } from 'node:path'
import { request } from 'node:https'
import { createServer, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { getDevice } from '../../electron/core/context.ts'
import { putSetting } from '../../electron/core/db/setting-store.ts'
import { openDatabase, write } from '../../electron/core/db/open.ts'
import { pinAuthorities } from '../../electron/core/portal/pin.ts'
import { readLineFailure } from '../../electron/core/portal/portal-client.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { createCounter, getOk, getStatus, inspect, openFolder, removeFolder, waitForCatalogue, waitForDelivery, type Counter } from './support/counter.ts'
import { makeIntake } from './support/people.ts'
import { listArrived, openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { openSigningDesk, type SigningDesk } from './support/signing-desk.ts'
import { createTlsAuthority, type ServerCertificate, type TlsAuthority } from './support/tls-authority.ts'
import { waitFor } from './support/wait.ts'

let authority: TlsAuthority
let stranger: TlsAuthority
let portal: TestPortal
let office: TestOffice
let counter: Counter
let desk: SigningDesk

beforeAll(async () => {
  authority = createTlsAuthority('CA của Cổng')
  stranger = createTlsAuthority('CA lạ')
  portal = await startReferencePortal({ tls: { ...authority.issue(), ca: [authority.pem] } })
  office = await openOffice(portal.database)
  desk = openSigningDesk()
  counter = createCounter({ press: desk.press })
  await counter.open()
})
afterAll(async () => {
  await counter.close()
  await desk.close()
  await portal.close()
  authority.close()
  stranger.close()
  removeFolder(counter)
})

const enrolAt = (code: number, caCertificates?: string[]) =>
  counter.call('core.enrol', { portalUrl: portal.url, code: office.codes[code]!, deviceName: 'Máy quầy thử', ...(caCertificates ? { caCertificates } : {}) })

/** Somebody between counter and portal: shows a certificate of its own and keeps every byte it is sent. */
async function startImpostor(certificate: ServerCertificate): Promise<{ url: string; heard: Buffer[]; tries(): number; close(): void }> {
  const heard: Buffer[] = []
  const sockets = new Set<TLSSocket>()
  let tries = 0
  const server = createServer(certificate, (socket) => {
    sockets.add(socket)
    socket.on('data', (bytes: Buffer) => heard.push(bytes))
    socket.on('error', () => undefined)
  })
  server.on('connection', () => tries++)
  server.on('tlsClientError', () => undefined)
  await listen(server)
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, heard, tries: () => tries, close: () => (sockets.forEach((socket) => socket.destroy()), server.close()) }
}

const listen = (server: Server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

/** The address of the portal now leads elsewhere, as after a poisoned name service. */
async function leadTo(url: string): Promise<void> {
  await counter.close()
  const db = openDatabase({ path: join(counter.dataFolder, 'counter.db'), key: counter.key, mustExist: true })
  write(db, (writeDb) => putSetting(writeDb, 'device', { ...getDevice(db), portalUrl: url }))
  db.close()
  await openFolder(counter.call, counter)
  await counter.logIn(office.officerId('reception'))
}

test('a portal no known authority vouches for enrols nobody, and its code is not spent', async () => {
  expect(await enrolAt(0)).toEqual({ ok: false, error: { kind: 'portal-untrusted', portalUrl: portal.url, isTime: false } })
  expect(await enrolAt(0, [stranger.pem])).toEqual({ ok: false, error: { kind: 'portal-untrusted', portalUrl: portal.url, isTime: false } })
})

test('enrolled with the authority of its file, it keeps the pin the portal gave: entries and a signed scan arrive over HTTPS', async () => {
  getOk(await enrolAt(0, [authority.pem]))
  await counter.logIn(office.officerId('reception'))
  await waitForCatalogue(counter.call)
  expect(inspect(counter, getDevice).caCertificates).toEqual([authority.pem])
  const { id } = await desk.receiveWithScan(counter, 20_000)
  await waitForDelivery(counter.call, id, 'received')
  await waitFor('the scan at the portal', async () => getOk(await counter.call('dossier.get', { id })).files.received === 1)
})

/** The one question anybody may ask: what the portal has announced. It names neither counter nor office. */
const publicQuestion = /^(GET \/v1\/keys HTTP\/1\.1\r\nHost: [\d.:]+\r\nConnection: close\r\n\r\n)*$/

test.each([
  ['of another authority', () => stranger.issue(), 'authority'],
  ['of the right authority for another address', () => authority.issue({ address: '127.0.0.9' }), 'authority'],
  ['out of its time', () => authority.issue({ notAfter: '20210101000000Z' }), 'time'],
  ['not of its time yet', () => authority.issue({ notBefore: '20980101000000Z' }), 'time']
] as const)('a certificate %s is refused and told; nothing of this counter is sent, and work goes on', async (_name, issue, reason) => {
  const impostor = await startImpostor(issue())
  await leadTo(impostor.url)
  const id = getOk(await counter.call('dossier.receive', makeIntake())).dossierId
  await waitFor('the refusal', async () => (await getStatus(counter.call)).link.state === 'untrusted')
  expect((await getStatus(counter.call)).link).toEqual({ state: 'untrusted', reason })
  expect(getOk(await counter.call('dossier.get', { id })).delivery.state).not.toBe('received')
  expect(impostor.tries()).toBeGreaterThan(0)
  expect(Buffer.concat(impostor.heard).toString()).toMatch(reason === 'time' ? /^$/ : publicQuestion)
  impostor.close()
})

test("an upload's own connection is held to the same pin", async () => {
  const impostor = await startImpostor(stranger.issue())
  const closing = new AbortController()
  const agent = await pinAuthorities([authority.pem], closing.signal).getAgent()
  const failure = await new Promise((resolve) => request(impostor.url, { agent, method: 'PATCH' }).on('error', resolve).end('scan'))
  expect(readLineFailure({ cause: failure })).toEqual({ kind: 'untrusted', reason: 'authority' })
  expect(impostor.heard).toEqual([])
  closing.abort()
  impostor.close()
})

test('back at the true portal what waited goes', async () => {
  await leadTo(portal.url)
  await waitFor('every dossier at the portal', async () => (await listArrived(portal.database, office)).length === 5)
})
