import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DraftFile } from '../../electron/contract/intake.ts'
import { problemTypes } from '../../electron/contract/wire.ts'
import { findProcedure, putProcedure } from '../../electron/core/catalogue/procedure-store.ts'
import { write } from '../../electron/core/db/open.ts'
import { localDay } from '../../electron/domain/calendar.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import { putProcedureSecrecy } from '../portal/seed-store.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { attach, birthPaper, declaration, isStored, readAtPortal, takeInPaper, viewOf } from './support/attached-scans.ts'
import { getOk, inspect, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { birthProcedure, makeIntake } from './support/people.ts'
import { openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { openSigningDesk, type SigningDesk } from './support/signing-desk.ts'
import { waitFor } from './support/wait.ts'

/** Scans of papers that turn out to be state secrets: nobody looks at them, none is sent, and they leave the disk (Law 29/2018/QH14 art. 5). */

let portal: TestPortal
let line: FaultProxy
let office: TestOffice
let desk: SigningDesk
let counter: Counter

beforeAll(async () => {
  portal = await startReferencePortal()
  line = await startFaultProxy(portal.url)
  office = await openOffice(portal.database)
  desk = openSigningDesk()
  counter = await startCounter(line.url, office, { press: desk.press })
})
afterAll(async () => {
  await counter.close()
  await line.close()
  await desk.close()
  await portal.close()
  removeFolder(counter)
})
beforeEach(() => line.up())

const takeIn = (componentId?: string): Promise<DraftFile> => takeInPaper(desk, counter, componentId)

async function receive(): Promise<string> {
  const { dossierId } = getOk(await counter.call('dossier.receive', makeIntake()))
  await waitForDelivery(counter.call, dossierId, 'received')
  return dossierId
}

/** As this counter's catalogue says of the birth paper; the portal's says nothing. */
function setSecretHere(secret: boolean): void {
  inspect(counter, (db) => {
    const procedure = findProcedure(db, birthProcedure, localDay(Date.now()))!
    write(db, (own) => putProcedure(own, { ...procedure, components: procedure.components.map((paper) => (paper.id === birthPaper ? { ...paper, secret } : paper)) }))
  })
}

test('of a paper that the portal’s catalogue calls secret meanwhile no scan is taken there, and the withdrawn one leaves the disk', async () => {
  const id = await receive()
  const setSecret = (secretComponents: string[]): Promise<void> => portal.database.transaction((tx) => putProcedureSecrecy(tx, [{ code: birthProcedure, secret: false, secretComponents }]))
  await setSecret([birthPaper])
  const scan = await takeIn()
  getOk(await attach(counter, id, [scan]))
  const { seq } = await waitFor('the refusal', async () => getOk(await counter.call('queue.list', {})).find(({ dossierId, problemType }) => dossierId === id && problemType === problemTypes.secret))
  expect((await readAtPortal(portal, office, id)).kinds).toEqual(['dossier.received'])
  await setSecret([])
  // Until then nobody looks at it: for what the portal said, as the catalogue says nothing.
  expect(await counter.call('core.open-file', { sha256: scan.sha256 })).toEqual({ ok: false, error: { kind: 'file-unknown' } })
  expect((await viewOf(counter, id)).dossierFiles.map(({ isSecret }) => isSecret)).toEqual([true])
  getOk(await counter.call('queue.withdraw', { seq, reason: 'Giấy tờ mật' }))
  expect(isStored(counter, scan)).toBe(false)
})

test('a scan whose paper the catalogue calls secret since it was taken in is shown to nobody, and those of its other papers still are', async () => {
  const id = await receive()
  const [secret, other] = [await takeIn(), await takeIn(declaration)]
  getOk(await attach(counter, id, [secret]))
  getOk(await attach(counter, id, [other], { componentId: declaration }))
  const look = async () => Promise.all([secret, other].map(async ({ sha256 }) => (await counter.call('core.open-file', { sha256 })).ok))
  expect(await look()).toEqual([true, true])
  setSecretHere(true)
  expect(await look()).toEqual([false, true])
  expect(getOk(await counter.call('signing.sign', { dossierId: id })).map(({ sha256 }) => sha256)).toEqual([other.sha256])
  expect((await viewOf(counter, id)).dossierFiles.map(({ name, isSecret }) => [name, isSecret])).toEqual([[secret.name, true], [other.name, undefined]])
  setSecretHere(false)
  expect(await look()).toEqual([true, true])
})

test('a signed scan whose paper the catalogue calls secret before it was sent stays here and waits for the officer', async () => {
  const id = await receive()
  await line.down()
  getOk(await attach(counter, id, [await takeIn()]))
  expect(getOk(await counter.call('signing.sign', { dossierId: id })).map(({ outcome }) => outcome.ok)).toEqual([true])
  setSecretHere(true)
  await line.up()
  await waitFor('the file kept here', () => inspect(counter, (db) => db.prepare(`SELECT state || ' ' || (problem ->> '$.type') FROM upload WHERE dossier = ?`).pluck().get(id)) === `needs-officer ${problemTypes.secret}`)
  expect(await readAtPortal(portal, office, id)).toEqual({ kinds: ['dossier.received', 'file.attached', 'file.signed'], whole: 0 })
  setSecretHere(false)
})

test('what turns out to be a state secret leaves the disk: by the officer’s answer when it is saved, and when it is thrown away; what a dossier holds stays', async () => {
  const id = await receive()
  const [kept, marked, thrown] = [await takeIn(), await takeIn(), await takeIn()]
  getOk(await attach(counter, id, [kept]))
  expect(await attach(counter, id, [marked], { secrecy: 'mat' })).toEqual({ ok: false, error: { kind: 'secret-document', names: [] } })
  getOk(await counter.call('file.discard', { files: [thrown.sha256, kept.sha256] }))
  expect([kept, marked, thrown].map((file) => isStored(counter, file))).toEqual([true, false, false])
  expect((await viewOf(counter, id)).dossierFiles.map(({ name }) => name)).toEqual([kept.name])
})
