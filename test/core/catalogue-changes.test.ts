import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { OfficerRecord } from '../../electron/contract/wire.ts'
import { getDevice } from '../../electron/core/context.ts'
import { lookupLink } from '../../electron/crypto/lookup-link.ts'
import { addDays, localDay } from '../../electron/domain/calendar.ts'
import type { Procedure } from '../../electron/domain/catalogue.ts'
import { putChanges } from '../portal/change-store.ts'
import type { Database, Queryable } from '../portal/database.ts'
import { revokeDevice } from '../portal/device-store.ts'
import { importQueue } from '../portal/import-queue.ts'
import { sendMessage, withdrawMessage } from '../portal/messages-store.ts'
import { getOfficers } from '../portal/enrol-store.ts'
import { mergeOffice } from '../portal/merge-office.ts'
import { lockDevice } from '../portal/push/batch-store.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { getOk, getStatus, inspect, pullNow, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { birthProcedure, handOver, makeIntake } from './support/people.ts'
import { describePortal } from './support/portal-context.ts'
import { listArrived, openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'

/** The province changes what it publishes while the counter has no line: nothing received is touched, nothing begun is lost, and each is told what to do. */

let portal: TestPortal
let office: TestOffice
let line: FaultProxy
let counter: Counter

vi.setConfig({ testTimeout: 150_000 })

beforeAll(async () => {
  portal = await startReferencePortal()
  office = await openOffice(portal.database)
  line = await startFaultProxy(portal.url)
  counter = await startCounter(line.url, office)
})
afterAll(async () => {
  await counter.close()
  await line.close()
  await portal.close()
  removeFolder(counter)
  expect(counter.log.join('')).toBe('')
})

const marriage = '1.000894'
const certificate = '1.004873'
const today = localDay(Date.now())
const look = async (code: string) => getOk(await counter.call('catalogue.get', { code, channel: 'direct' }))

/** The portal publishes a version; one that is announced ahead stands beside the one in force. A kind that no counter knows comes along, by a name every object has. */
async function publish(procedure: Procedure, ref = procedure.code): Promise<void> {
  await portal.database.transaction((tx) => putChanges(tx, [{ kind: 'constructor' as 'procedure', ref, value: {} }, { kind: 'procedure', ref, value: procedure }]))
}

/** The feed shows a change when every transaction before it has ended, those of other tests included: asked for until it is there. */
async function waitForNews(what: string, isThere: () => Promise<boolean> | boolean, at = counter): Promise<void> {
  await waitFor(
    what,
    async () => {
      if (await isThere()) return true
      await pullNow(at)
      await sleep(200)
      return false
    },
    60_000
  )
}

async function reconnect(): Promise<void> {
  await line.up()
  getOk(await counter.call('queue.retry', {}))
}

test('a procedure abolished while the line is down: what was received under it stands, a draft leads to what replaces it', async () => {
  const before = (await look(marriage)).procedure
  const intake = () => makeIntake({ procedureCode: marriage, components: before.components.map(({ id }) => handOver(id)) })
  await line.down()
  const received = getOk(await counter.call('dossier.receive', intake()))
  const begun = { ...intake(), draftId: 'begun-before' }
  const file = { sha256: 'a'.repeat(64), name: 'to-khai.pdf', sizeBytes: 1000, pages: 2, origin: 'scanned' as const }
  getOk(await counter.call('draft.save', { id: begun.draftId, procedureCode: marriage, applicant: { fullName: 'Đỗ Thị Lan' }, components: [{ ...handOver(before.components[0]!.id), files: [file] }], sets: 1, returnAt: 'counter', note: '' }))
  await publish({ ...before, validTo: addDays(today, -1), replacedBy: ['9.999999', certificate] })
  await reconnect()
  await waitForDelivery(counter.call, received.dossierId, 'received')
  await waitForNews('the abolition at the counter', async () => (await look(marriage)).outOfForce !== undefined)

  const [kept] = await portal.database.query<{ version: number; due: string }>(`select (state->'procedure'->>'version')::integer as version, state->>'dueAt' as due from dossier where id = $1`, [received.dossierId])
  expect(kept).toEqual({ version: before.version, due: received.dueAt })
  const old = getOk(await counter.call('dossier.get', { id: received.dossierId }))
  expect(old).toMatchObject({ dueAt: received.dueAt, procedureName: before.name })
  getOk(await counter.call('dossier.change-status', { id: old.id, baseRevision: old.revision, to: 4, note: '' }))
  await waitForDelivery(counter.call, old.id, 'received')

  // Only what the catalogue has in force is offered instead.
  const replacement = { code: certificate, name: (await look(certificate)).procedure.name }
  expect((await look(marriage)).outOfForce).toEqual({ kind: 'ended', lastDay: addDays(today, -1), replacedBy: ['9.999999', certificate], replacements: [replacement] })
  expect(getOk(await counter.call('draft.get', { id: begun.draftId })).components[0]?.files).toEqual([file])
  expect(getOk(await counter.call('draft.list', {}))).toMatchObject([{ id: begun.draftId, applicantName: 'Đỗ Thị Lan', procedureName: before.name }])
  expect(await counter.call('dossier.receive', begun)).toMatchObject({ ok: false, error: { kind: 'procedure-not-in-force', procedureCode: marriage, why: { kind: 'ended', replacedBy: ['9.999999', certificate] } } })
  const hits = getOk(await counter.call('catalogue.search', { text: 'dang ky ket hon', limit: 30 }))
  expect(hits.at(-1)).toMatchObject({ code: marriage, outOfForce: { kind: 'ended' } })
})

test('what is promised and its reason go by the channel, on the screen before Receive as on the receipt after it', async () => {
  const land = '1.012753'
  const offered = async (channel: 'direct' | 'post') => getOk(await counter.call('catalogue.get', { code: land, channel }))
  const [visit, letter] = [await offered('direct'), await offered('post')]
  expect(letter.due).toMatchObject({ limit: { unit: 'working-day', value: 30 } })
  expect(letter.due.dueAt! > visit.due.dueAt!).toBe(true)
  const received = getOk(await counter.call('dossier.receive', makeIntake({ procedureCode: land, channel: 'post', components: letter.procedure.components.map(({ id }) => handOver(id)) })))
  expect(received.dueAt!.slice(0, 10)).toBe(letter.due.dueAt!.slice(0, 10))
})

test('what the portal has to say is shown until somebody read it, until its last day, or until it is taken back; what it says to another office is not', async () => {
  const shown = async () => (await getStatus(counter.call)).messages?.map(({ text, noted }) => ({ text, noted })) ?? []
  const other = await openOffice(portal.database)
  let sentMs = Date.now()
  // A second apart: those of one moment have no order.
  const send = (text: string, officeId?: string, days = 3) => sendMessage(portal.database, { text, until: addDays(today, days) }, { officeId, now: new Date((sentMs += 1_000)) })
  await send('Của đơn vị khác', other.id)
  await send('Đã qua', undefined, -1)
  await send('Cổng bảo trì từ 22 giờ tối nay.')
  await send('Tờ khai mới dùng từ thứ Hai.', office.id)
  await waitForNews('both messages', async () => (await shown()).length === 2)
  expect(await shown()).toEqual([{ text: 'Cổng bảo trì từ 22 giờ tối nay.', noted: false }, { text: 'Tờ khai mới dùng từ thứ Hai.', noted: false }])
  const { messages = [] } = await getStatus(counter.call)
  expect(await counter.call('message.note', { id: messages[0]!.id })).toEqual({ ok: true, value: null })
  expect(await shown()).toEqual([{ text: 'Cổng bảo trì từ 22 giờ tối nay.', noted: true }, { text: 'Tờ khai mới dùng từ thứ Hai.', noted: false }])
  expect(await withdrawMessage(portal.database, messages[1]!.id)).toBe(true)
  await waitForNews('the one taken back', async () => (await shown()).length === 1)
  counter.clock.offsetMs = 4 * 86_400_000
  expect(await shown()).toEqual([])
  counter.clock.offsetMs = 0
})

test('an officer removed while the line is down: what she received is accepted, she is let in no more, and her drafts go on with another', async () => {
  const colleague = { id: `second-${office.id}`, login: `second-${office.id}`, fullName: 'Lê Thị Hồng Gấm' }
  const tell = async (change: Partial<OfficerRecord>) => {
    const one = (await getOfficers(portal.database, office.id)).find(({ id }) => id === office.officerId('reception'))!
    await portal.database.transaction((tx) => putChanges(tx, [{ kind: 'officer', ref: change.id ?? one.id, officeId: office.id, value: { ...one, ...change } }]))
  }
  await tell(colleague)
  await waitForNews('the colleague', () => counter.events.some(({ event }) => event === 'officers.changed'))
  await line.down()
  const { dossierId } = getOk(await counter.call('dossier.receive', makeIntake()))
  await tell({ active: false })
  await reconnect()
  await waitForDelivery(counter.call, dossierId, 'received')
  expect((await listArrived(portal.database, office)).map(({ id }) => id)).toContain(dossierId)
  await waitForNews('the news of the officer', () => counter.events.some(({ event, data }) => event === 'officers.changed' && (data as { officers: OfficerRecord[] }).officers.some(({ id, active }) => id === office.officerId('reception') && !active)))
  await counter.call('core.end-session', {})
  expect(await counter.call('core.begin-session', { officerId: office.officerId('reception'), loginPublicKey: '' })).toMatchObject({ ok: false, error: { kind: 'officer-inactive' } })

  await counter.logIn(colleague.id)
  const [left] = getOk(await counter.call('draft.list', {}))
  expect(left).toMatchObject({ id: 'begun-before', leftBy: expect.stringMatching(/\p{L}/u) as string })
  const draft = getOk(await counter.call('draft.get', { id: left!.id }))
  getOk(await counter.call('draft.save', { ...draft, note: 'Nhận tiếp' }))
  expect(getOk(await counter.call('draft.list', {}))).toEqual([expect.not.objectContaining({ leftBy: expect.anything() as string })])
})

test('a version announced ahead is searched and received from its day on, without the line, and the one in force until then', async () => {
  const { procedure } = await look(birthProcedure)
  const firstDay = addDays(today, 10)
  await publish({ ...procedure, version: procedure.version + 1, validFrom: firstDay, name: 'Thủ tục đăng ký khai sinh theo mẫu mới', timeLimit: { unit: 'working-day', value: 7 } }, `${birthProcedure}@${procedure.version + 1}`)
  await waitForNews('the announced name', async () => getOk(await counter.call('catalogue.search', { text: 'khai sinh theo mau moi', limit: 5 })).length > 0)
  expect(await look(birthProcedure)).toMatchObject({ procedure: { version: procedure.version, name: procedure.name } })
  expect((await look(birthProcedure)).outOfForce).toBeUndefined()
  // Told again in whatever order: the earlier version does not push the announced one out.
  await publish({ ...procedure, subjects: 'Công dân Việt Nam' })
  await waitForNews('the corrected version', async () => (await look(birthProcedure)).procedure.subjects === 'Công dân Việt Nam')

  await line.down()
  counter.clock.offsetMs = 10 * 86_400_000
  expect(await look(birthProcedure)).toMatchObject({ procedure: { version: procedure.version + 1, timeLimit: { value: 7 } } })
  const { dossierId } = getOk(await counter.call('dossier.receive', makeIntake({ confirmedDay: firstDay })))
  expect(getOk(await counter.call('dossier.get', { id: dossierId })).procedureName).toBe('Thủ tục đăng ký khai sinh theo mẫu mới')
  counter.clock.offsetMs = 0
})

test('an office merged into another while its counter is offline: what it numbered comes in under its old code, and it goes on under the new one', async () => {
  const [from, into] = [await openOffice(portal.database), await openOffice(portal.database)]
  const own = await startFaultProxy(portal.url)
  const [moved, neighbour] = [await startCounter(own.url, from), await startCounter(portal.url, into)]
  const earlier = getOk(await moved.call('dossier.receive', makeIntake()))
  await waitForDelivery(moved.call, earlier.dossierId, 'received')
  await own.down()
  const offline = getOk(await moved.call('dossier.receive', makeIntake()))
  // A counter of it that is broken and revoked: it takes no range there, and what it saved last and somebody brings is the new office's all the same.
  const broken = await startCounter(portal.url, from, { code: 1, officer: from.officerId('administrator') })
  const { device } = inspect(broken, getDevice)
  await revokeDevice(portal.database, device)
  await broken.logIn(from.officerId('reception'))
  const saved = getOk(await broken.call('dossier.receive', makeIntake()))
  await broken.logIn(from.officerId('administrator'))
  const { path } = getOk(await broken.call('queue.export', { folder: broken.dataFolder }))
  // One that comes while the office is being merged is asked to come again.
  let turnedAway: Promise<unknown> | undefined
  const merging = Object.assign(Object.create(portal.database) as Database, {
    transaction: <T>(run: (tx: Queryable) => Promise<T>) =>
      portal.database.transaction(async (tx) => {
        await tx.query('select 1 from office where id = $1 for update', [from.id])
        const [{ id } = { id: '' }] = await tx.query<{ id: string }>('select id from device where office_id = $1 and revoked_at is null for update', [from.id])
        turnedAway = portal.database.transaction((other) => lockDevice(other, id)).catch((error: unknown) => error)
        await waitFor('a device that waits', async () => (await portal.database.query('select 1 from pg_locks where not granted')).length > 0)
        return run(tx)
      })
  })
  expect(await mergeOffice({ database: portal.database.engine === 'postgresql' ? merging : portal.database, now: () => new Date() }, from.id, into.id)).toBe(1)
  if (turnedAway) expect(await turnedAway).toMatchObject({ problem: { status: 503 }, headers: { 'retry-after': '1' } })
  expect(await importQueue(await describePortal(portal), readFileSync(path, 'utf8'))).toMatchObject({ entries: 1, held: 1, refused: [] })
  expect((await listArrived(portal.database, into)).map(({ code }) => code)).toContain(saved.code)
  const late = getOk(await moved.call('dossier.receive', makeIntake()))
  await own.up()
  getOk(await moved.call('queue.retry', {}))
  for (const { dossierId } of [offline, late]) await waitForDelivery(moved.call, dossierId, 'received')
  await waitForNews('the merger', async () => getOk(await moved.call('status.get', {})).merged !== undefined, moved)
  expect(getOk(await moved.call('status.get', {})).merged).toMatchObject({ officeName: from.name, agencyCode: from.agencyCode, into: into.name, newCode: into.agencyCode })
  expect([earlier, offline, late].map(({ code }) => code.replace(/-\d{6}-/, ' '))).toEqual([1, 2, 3].map((serial) => `${from.agencyCode} 000${serial}`))

  // Numbers of the new office, in a range of its own there; the old dossiers keep their number, their agency and their receipt.
  const next = getOk(await moved.call('dossier.receive', makeIntake()))
  expect(next.code).toMatch(new RegExp(`^${into.agencyCode.replaceAll('.', '\\.')}-\\d{6}-3000$`))
  await waitForDelivery(moved.call, next.dossierId, 'received')
  await waitForNews('how the new office heads its papers', async () => (await moved.call('form.render', { kind: 'receipt', dossierId: next.dossierId })).ok, moved)
  expect(getOk(await moved.call('form.render', { kind: 'receipt', dossierId: offline.dossierId })).html).toContain(offline.code)
  getOk(await moved.call('dossier.change-status', { id: offline.dossierId, baseRevision: 1, to: 4, note: '' }))
  await waitForDelivery(moved.call, offline.dossierId, 'received')

  // The QR on a receipt that the old office printed, before the merger and after it, still leads to its dossier; so does one of the new office.
  const secretOf = async (id: string) => (await portal.database.query<{ lookup_secret: string }>('select lookup_secret from office where id = $1', [id]))[0]!.lookup_secret
  const lookUp = async (code: string, office: TestOffice) => (await fetch(lookupLink(code, { baseUrl: portal.url, secret: await secretOf(office.id) }))).text()
  for (const [code, office] of [[earlier.code, from], [offline.code, from], [late.code, from], [next.code, into]] as const) expect(await lookUp(code, office)).toContain(code)
  expect(await lookUp(next.code, from)).toContain('Chưa thấy hồ sơ')

  // One work list from now on: the neighbour has the old office's dossiers, and goes on with them.
  await waitForNews('the dossiers at the other counter', async () => getOk(await neighbour.call('dossier.list', { limit: 50 })).length === 5, neighbour)
  getOk(await neighbour.call('dossier.change-status', { id: earlier.dossierId, baseRevision: 1, to: 4, note: '' }))
  await waitForDelivery(neighbour.call, earlier.dossierId, 'received')
  expect((await listArrived(portal.database, into)).map(({ status }) => status).sort()).toEqual([2, 2, 2, 4, 4])
  for (const one of [moved, neighbour, broken]) {
    await one.close()
    removeFolder(one)
  }
  await own.close()
})
