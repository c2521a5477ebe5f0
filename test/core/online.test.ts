import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { request as openRequest, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findSetting } from '../../electron/core/db/setting-store.ts'
import { findFile, toStoredFile } from '../../electron/core/files/file-store.ts'
import { readEncryptedFile } from '../../electron/crypto/file-cipher.ts'
import { lookupCheck } from '../../electron/crypto/lookup-link.ts'
import { addDays, localDay } from '../../electron/domain/calendar.ts'
import { parseDossierCode } from '../../electron/domain/dossier-code.ts'
import { Procedure } from '../../electron/domain/catalogue.ts'
import { putChanges } from '../portal/change-store.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import { getStanding } from '../portal/standing.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { getDelivery, getOk, inspect, listAll, pullNow, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { listArrived, openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'
import { join } from 'node:path'

let portal: TestPortal
let office: TestOffice
let counter: Counter
let line: FaultProxy
let procedure: Procedure

beforeAll(async () => {
  portal = await startReferencePortal()
  office = await openOffice(portal.database)
  const rows = await portal.database.query<{ value: unknown }>("select value from change_log where kind = 'procedure' and value::jsonb->'channels' ? 'online' order by ref")
  procedure = rows.flatMap(({ value }) => Procedure.safeParse(value).data ?? []).find((each) => !each.secret && !each.generated && each.timeLimit.unit === 'working-day' && each.components.every(({ secret }) => !secret))!
  line = await startFaultProxy(portal.url)
  counter = await startCounter(line.url, office)
})
afterAll(async () => {
  await counter.close()
  await line.close()
  await portal.close()
  removeFolder(counter)
})

const pdf = (text: string): Blob => new Blob([`%PDF-1.4\n% ${text}\n%%EOF\n`], { type: 'application/pdf' })
const waitMs = 60_000

function makeForm(changes: Record<string, string> = {}, papers: Record<string, Blob> = Object.fromEntries(procedure.components.map(({ id }) => [`paper-${id}`, pdf(id)]))): FormData {
  const form = new FormData()
  const fields = { fullName: 'Trần Thị Ánh Nguyệt', idNumber: '036190001234', birthDate: '1990-05-02', address: 'Xóm 4, xã Giao Yến', phone: '0912345678', email: '', note: 'Gửi qua mạng', resultBy: 'counter', open: 'yes', ...changes }
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  for (const [name, value] of Object.entries(papers)) form.set(name, value, `${name}.pdf`)
  return form
}

const post = (path: string, form: FormData) => fetch(portal.url + path, { method: 'POST', body: form, redirect: 'manual' })
const fileAt = (office_: { id: string }, form: FormData) => post(`/nop-truc-tuyen/to-khai?office=${office_.id}&procedure=${procedure.code}`, form)

/** Files one and waits until the counter has it in its list. */
async function fileOne(form = makeForm()): Promise<{ address: string; reference: string; id: string }> {
  const filed = await fileAt(office, form)
  expect(filed.status).toBe(303)
  const address = filed.headers.get('location')!.replace(/\?.*/, '')
  const reference = address.split('/')[3]!
  await pullNow(counter)
  const row = await waitFor('the filing at the counter', async () => (await listAll(counter.call)).find(({ code }) => code === reference), waitMs)
  return { address, reference, id: row.id }
}

async function hearOtherDay(days: number): Promise<void> {
  line.tellOtherDay(days)
  await pullNow(counter)
  await waitFor('the day the portal tells', () => inspect(counter, (db) => Math.round((findSetting<number>(db, 'clock-offset-ms') ?? 0) / 86_400_000) === days), waitMs)
}

const getDueAt = (at: Counter, id: string) => inspect(at, (db) => db.prepare('SELECT due_at FROM dossier WHERE id = ?').pluck().get(id))
const read = async (path: string): Promise<string> => (await fetch(portal.url + path)).text()
const view = async (id: string) => getOk(await counter.call('dossier.get', { id }))

test('filed online it waits in the work list, its papers are fetched, and acceptance gives it number, appointment and receipt', async () => {
  const { address, reference, id } = await fileOne()
  expect(await read(address)).toContain('Mới đăng ký')
  expect(getOk(await counter.call('worklist.count', {})).online).toBeGreaterThanOrEqual(1)
  expect(getOk(await counter.call('worklist.list', { list: 'online', limit: 50 })).length).toBeGreaterThanOrEqual(1)
  expect(await view(id)).toMatchObject({ status: 1, dueAt: null, applicantName: 'Trần Thị Ánh Nguyệt', delivery: { state: 'from-portal' } })
  // Within eight office hours somebody has to look at it; until then it is late like any other.
  const { filingCheck } = await view(id)
  expect(filingCheck).toMatchObject({ hours: 8 })
  const findLate = async () => getOk(await counter.call('worklist.list', { list: 'overdue', limit: 50 })).find((row) => row.id === id)
  expect(await findLate()).toBeUndefined()
  counter.clock.offsetMs = Date.parse(filingCheck!.dueAt) + 60_000 - Date.now()
  expect(await findLate()).toMatchObject({ dueAt: filingCheck!.dueAt })
  counter.clock.offsetMs = 0
  await waitFor('its papers', async () => (await view(id)).dossierFiles.every(({ state }) => state === 'filed'), waitMs)
  const [paper] = (await view(id)).dossierFiles
  const bytes = inspect(counter, (db) => {
    const stored = toStoredFile(join(counter.dataFolder, 'files'), findFile(db, paper!.sha256)!)
    return readEncryptedFile(stored.path, stored.key)
  })
  expect(createHash('sha256').update(bytes!).digest('hex')).toBe(paper!.sha256)
  // No officer signs what a citizen sent.
  expect(getOk(await counter.call('worklist.count', {})).unsigned).toBe(0)

  // The portal tells another day: no number before the officer's yes to this one.
  const day = localDay(Date.now())
  const accept = async (confirmedDay?: string) => counter.call('dossier.change-status', { id, baseRevision: (await view(id)).revision, to: 2, note: '', ...(confirmedDay === undefined ? {} : { confirmedDay }) })
  await hearOtherDay(1)
  expect(await accept()).toEqual({ ok: false, error: { kind: 'clock-jumped', today: day, portalDay: addDays(day, 1) } })
  getOk(await accept(day))
  await hearOtherDay(0)
  const accepted = await view(id)
  const code = parseDossierCode(accepted.code)
  expect(code).toMatchObject({ ok: true, value: { agencyCode: office.agencyCode, serial: 1 } })
  expect(accepted).toMatchObject({ status: 2, life: { filed: { code: reference } } })
  // Its papers are the portal's own: none is signed or sent from here.
  const [row] = getOk(await counter.call('dossier.list', { limit: 1 }))
  expect(row?.files).toEqual({ total: accepted.files.total, unsigned: 0, uploading: 0, received: 0, filed: accepted.files.total })
  expect(accepted.dueAt! > accepted.receivedAt).toBe(true)
  expect(accepted.dueSteps[0]).toMatchObject({ kind: 'received' })
  expect(getOk(await counter.call('form.render', { kind: 'receipt', dossierId: id })).html).toContain(accepted.code)
  await waitForDelivery(counter.call, id, 'received', waitMs)

  const [arrived] = (await listArrived(portal.database, office)).filter((dossier) => dossier.id === id)
  expect(arrived).toMatchObject({ code: accepted.code, status: 2, dueAt: accepted.dueAt, scansPending: false })
  // After a restore the counter is told of this number as of its others.
  expect((await getStanding(portal.database, arrived!.device)).numbers).toEqual([expect.objectContaining({ serial: 1 })])
  expect(await read(address)).toContain(accepted.code)
  const [{ secret } = { secret: '' }] = await portal.database.query<{ secret: string }>('select lookup_secret as secret from office where id = $1', [office.id])
  for (const known of [reference, accepted.code]) {
    const page = await read(`/tra-cuu/${known}/${lookupCheck(known, secret)}`)
    expect(page).toContain('Được tiếp nhận')
    expect(page).not.toContain('Nguyệt')
  }
  // The next one received at the counter goes on behind.
  const next = await fileOne(makeForm({ idNumber: '036190001235' }))
  getOk(await counter.call('dossier.change-status', { id: next.id, baseRevision: (await view(next.id)).revision, to: 2, note: '' }))
  expect(parseDossierCode((await view(next.id)).code)).toMatchObject({ value: { serial: 2 } })
}, 180_000)

test('a counter that begins hears of a filing before the work calendar: it has both, and the filing is dated', async () => {
  const { id } = await fileOne(makeForm({ idNumber: '036190001236' }))
  // Published again, it stands behind the filing in the feed.
  const [calendar] = await portal.database.query<{ ref: string; value: unknown }>("select ref, value from change_log where kind = 'work-calendar'")
  await putChanges(portal.database, [{ kind: 'work-calendar', ...calendar! }])
  const fresh = await startCounter(line.url, office, { code: 1 })
  const { filingCheck } = await view(id)
  await waitFor('the dated filing', async () => getOk(await fresh.call('worklist.list', { list: 'online', limit: 50 })).some((row) => row.id === id && getDueAt(fresh, id) === filingCheck!.dueAt), waitMs)
  expect(getOk(await fresh.call('dossier.get', { id }))).toMatchObject({ status: 1, filingCheck })
  await fresh.close()
  removeFolder(fresh)
}, 180_000)

test('a supplement is asked for and answered on the citizen’s page; the officer looks, then accepts', async () => {
  const { address, id } = await fileOne()
  getOk(await counter.call('dossier.change-status', { id, baseRevision: (await view(id)).revision, to: 5, note: '', supplement: { items: ['Bản sao giấy khai sinh'], answerBy: null } }))
  await waitForDelivery(counter.call, id, 'received', waitMs)
  expect(await read(address)).toContain('Bản sao giấy khai sinh')
  const empty = await post(address, makeForm({ note: '' }, {}))
  expect([empty.status, await empty.text()]).toEqual([422, expect.stringContaining('Chưa có gì để gửi')])
  expect((await post(address, makeForm({ note: 'Đã chụp lại' }, { 'paper-': pdf('khai sinh') }))).status).toBe(303)
  await pullNow(counter)
  await waitFor('the answer at the counter', async () => (await view(id)).life.supplement?.answer, waitMs)
  expect((await view(id)).life.supplement).toMatchObject({ answer: { note: 'Đã chụp lại' }, completedAt: null })
  await waitFor('its paper', async () => (await view(id)).dossierFiles.some(({ name, state }) => name === 'paper-.pdf' && state === 'filed'), waitMs)
  getOk(await counter.call('dossier.change-status', { id, baseRevision: (await view(id)).revision, to: 1, note: '' }))
  getOk(await counter.call('dossier.change-status', { id, baseRevision: (await view(id)).revision, to: 2, note: '' }))
  await waitForDelivery(counter.call, id, 'received', waitMs)
  expect(await read(address)).toContain('Được tiếp nhận')
  expect((await post(address, makeForm({ note: 'thêm' }, {}))).status).toBe(422)
}, 180_000)

test('refused it tells so; a stranger, a secret paper and what is no PDF change nothing', async () => {
  const { address, id } = await fileOne()
  getOk(await counter.call('dossier.change-status', { id, baseRevision: (await view(id)).revision, to: 3, note: 'Không thuộc thẩm quyền' }))
  await waitForDelivery(counter.call, id, 'received', waitMs)
  expect(await read(address)).toContain('Không được tiếp nhận')
  expect((await view(id)).code).toMatch(/^TT/)
  // Received is what was accepted: neither the refused one nor one that waits stands in the register.
  const today = localDay(Date.now())
  const register = getOk(await counter.call('register.list', { from: addDays(today, -1), to: today, limit: 100 }))
  const accepted = (await listAll(counter.call)).flatMap(({ code }) => (code.startsWith('TT') ? [] : [code])).sort()
  expect([register.total, register.lines.map((line) => line.code).sort()]).toEqual([accepted.length, accepted])
  const first = getOk(await counter.call('register.list', { from: addDays(today, -1), to: today, limit: 1 }))
  const rest = getOk(await counter.call('register.list', { from: addDays(today, -1), to: today, limit: 100, after: first.next! }))
  expect([[...first.lines, ...rest.lines], rest.next]).toEqual([register.lines, null])

  const count = async () => (await listArrived(portal.database, office)).length
  const before = await count()
  // No check has the letter u.
  expect((await fetch(`${portal.url}${address.slice(0, -1)}u`)).status).toBe(404)
  for (const [form, words] of [
    [makeForm({ open: '' }), 'dấu mật'],
    [makeForm({ idNumber: '12' }), 'số giấy tờ'],
    [makeForm({}, { 'paper-': new Blob(['<html>']) }), 'không phải PDF']
  ] as const) {
    const answer = await fileAt(office, form)
    expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining(words)])
  }
  expect((await post(`/nop-truc-tuyen/to-khai?office=${office.id}&procedure=khong-co`, makeForm())).headers.get('location')).toBe('/nop-truc-tuyen')
  expect(await count()).toBe(before)
  expect(await getDelivery(counter.call, id)).toMatchObject({ state: 'received' })
}, 180_000)

test('a form for which there is no memory is turned away in words before it is read, one that is too large or does not say how large too; then the next is taken', async () => {
  const path = `/nop-truc-tuyen/to-khai?office=${office.id}&procedure=${procedure.code}`
  /** Announces a form and sends nothing of it. */
  const announce = (headers: Record<string, string>) => {
    const request = openRequest(portal.url + path, { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=x', ...headers } })
    request.on('error', () => undefined)
    request.flushHeaders()
    return request
  }
  const refuse = async (headers: Record<string, string>) => {
    const [answer] = (await once(announce(headers), 'response')) as [IncomingMessage]
    const text = Buffer.concat(await answer.toArray()).toString('utf8')
    answer.destroy()
    return [answer.statusCode, /<h1>(.*?)<\/h1>/.exec(text)?.[1]]
  }
  const tooLarge = [413, 'Hồ sơ quá lớn']
  expect(await refuse({ 'content-length': String(65 * 2 ** 20) })).toEqual(tooLarge)
  expect(await refuse({ 'transfer-encoding': 'chunked' })).toEqual(tooLarge)
  // Memory is for two of the largest: one of three is told so.
  const slow = [1, 2, 3].map(() => announce({ 'content-length': String(64 * 2 ** 20) }))
  const busy = [503, 'Cổng đang nhận nhiều hồ sơ']
  const [turnedAway] = (await Promise.race(slow.map((request) => once(request, 'response')))) as [IncomingMessage]
  expect(turnedAway.statusCode).toBe(503)
  expect(await refuse({ 'content-length': '5000' })).toEqual(busy)
  for (const request of slow) request.destroy()
  await waitFor('the memory to be free again', async () => (await fileAt(office, makeForm())).status === 303)
})
