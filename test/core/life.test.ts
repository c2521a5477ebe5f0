import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addDays, localDay } from '../../electron/domain/calendar.ts'
import { findSetting } from '../../electron/core/db/setting-store.ts'
import { getOk, inspect, pullNow, removeFolder, startCounter, waitForDelivery, type Counter } from './support/counter.ts'
import { findPersonalData, handOver, makeIntake } from './support/people.ts'
import { listArrived, openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

/** A dossier's whole life at one counter, and the same at the portal. */

let portal: TestPortal
let office: TestOffice
let counter: Counter

beforeAll(async () => {
  portal = await startReferencePortal()
  office = await openOffice(portal.database)
  counter = await startCounter(portal.url, office)
})
afterAll(async () => {
  await counter.close()
  await portal.close()
  removeFolder(counter)
  expect(counter.log.join('')).toBe('')
  expect(findPersonalData(counter.log.join(''))).toEqual([])
})

const get = async (id: string) => getOk(await counter.call('dossier.get', { id }))
async function receive(): Promise<string> {
  return getOk(await counter.call('dossier.receive', makeIntake())).dossierId
}
type Change = Omit<Parameters<typeof counter.call<'dossier.change-status'>>[1], 'id' | 'baseRevision'>
async function change(id: string, input: Change) {
  return counter.call('dossier.change-status', { id, baseRevision: (await get(id)).revision, ...input })
}

/** The portal's answers of the days ahead are remembered until the next one tells that the clock is right again. */
async function agreeOnTheTime(): Promise<void> {
  counter.clock.offsetMs = 0
  await pullNow(counter)
  await waitFor('a clock that agrees with the portal’s', async () => inspect(counter, (db) => Math.abs(findSetting<number>(db, 'clock-offset-ms') ?? 0) < 3_600_000))
}

describe('from receipt to return', () => {
  test('every act is one entry, offline or not, and the portal folds the same dossier', async () => {
    const id = await receive()
    const dueAt = (await get(id)).dueAt
    getOk(await change(id, { to: 4, note: '' }))
    getOk(await change(id, { to: 5, note: '', supplement: { items: ['Giấy chứng sinh', 'Tờ khai chưa ký'], answerBy: null } }))
    const asked = await get(id)
    expect(asked).toMatchObject({ status: 5, life: { supplement: { items: ['Giấy chứng sinh', 'Tờ khai chưa ký'] } }, acts: [{ act: 'complete-supplement', to: 4 }, { act: 'ask-withdrawal' }, { act: 'stop' }] })
    expect(asked.timeline.at(-1)?.details).toEqual(['1. Giấy chứng sinh', '2. Tờ khai chưa ký'])
    counter.clock.offsetMs += 3 * 86_400_000
    getOk(await change(id, { to: 4, note: '' }))
    const back = await get(id)
    expect(back.life.earlierDueAts).toEqual([dueAt])
    expect(back.dueAt! > dueAt!).toBe(true)
    getOk(await change(id, { to: 6, note: '', payment: { amount: 250_000, content: 'Lệ phí trước bạ' } }))
    expect(await get(id)).toMatchObject({ status: 6, dueAt: back.dueAt })
    counter.clock.offsetMs += 3 * 86_400_000
    getOk(await change(id, { to: 4, note: 'Biên lai 0012' }))
    const paid = await get(id)
    expect(paid.dueAt! > back.dueAt!).toBe(true)
    expect(paid.dueSteps[0]).toMatchObject({ kind: 'waiting-added', why: 'payment' })
    getOk(await change(id, { to: 9, note: '', result: { outcome: 'granted', documentNumber: '12/2021' } }))
    const done = await get(id)
    expect(await change(id, { to: 10, note: '' })).toMatchObject({ ok: false, error: { kind: 'hand-back-empty' } })
    const handBack = { collector: { kind: 'post' as const, trackingNumber: 'EB123456789VN' }, originals: [{ componentId: done.components[1]!.id, name: done.components[1]!.name, count: 1 }] }
    getOk(await counter.call('dossier.return-result', { id, baseRevision: done.revision, handBack, note: '' }))
    const returned = await get(id)
    expect(returned).toMatchObject({ status: 10, acts: [], life: { handBack, payment: { amount: 250_000 }, result: { outcome: 'granted' } } })
    expect(returned.timeline.at(-1)?.details?.[0]).toBe('Gửi bưu chính, số hiệu EB123456789VN')
    await waitForDelivery(counter.call, id, 'received')
    const arrived = (await listArrived(portal.database, office)).find((dossier) => dossier.id === id)
    expect(arrived).toMatchObject({ status: 10, dueAt: returned.dueAt })
    expect(arrived?.entries.map(({ seq }) => seq)).toEqual(returned.timeline.map(({ seq }) => seq))
    await agreeOnTheTime()
  })

  test('the head gives one new appointment, before the old one is due, with a reason', async () => {
    const own = await openOffice(portal.database)
    const one = await startCounter(portal.url, own)
    one.clock.offsetMs = Date.parse('2026-03-02T09:00:00+07:00') - Date.now()
    const id = getOk(await one.call('dossier.receive', makeIntake({ confirmedDay: '2026-03-02' }))).dossierId
    const look = async () => getOk(await one.call('dossier.get', { id }))
    const { dueAt, revision } = await look()
    const ask = (newDueAt: string, reason = 'Chờ xác minh', baseRevision = revision) => one.call('dossier.reappoint', { id, baseRevision, newDueAt, reason })
    expect(await ask('2026-03-05T10:00:00+07:00')).toMatchObject({ ok: false, error: { kind: 'not-permitted', role: 'reception' } })
    await one.logIn(own.officerId('head'))
    expect(await ask('2026-03-07T10:00:00+07:00')).toMatchObject({ ok: false, error: { kind: 'reappoint-office-closed' } })
    expect(await ask('2026-03-05T10:00:00+07:00', ' ')).toMatchObject({ ok: false, error: { kind: 'reappoint-without-reason' } })
    getOk(await ask('2026-03-05T10:00:00+07:00'))
    const moved = await look()
    expect(moved).toMatchObject({ dueAt: '2026-03-05T10:00:00+07:00', life: { reappointed: true, earlierDueAts: [dueAt] }, dueSteps: [{ kind: 'reappointed', previousDueAt: dueAt }, { kind: 'due' }] })
    expect(await ask('2026-03-06T10:00:00+07:00', 'Lần nữa', moved.revision)).toMatchObject({ ok: false, error: { kind: 'already-reappointed' } })
    await one.close()
    removeFolder(one)
  })
})

describe('corrections and conflicts', () => {
  test('an amendment is a new entry on top, told with what stood before', async () => {
    const id = await receive()
    const before = await get(id)
    const applicant = { ...before.applicant, address: 'Xóm 9, xã Giao Yến' }
    getOk(await counter.call('dossier.amend', { id, baseRevision: before.revision, reason: 'Ghi nhầm xóm', changes: { applicant } }))
    const after = await get(id)
    expect(after).toMatchObject({ applicant: { address: 'Xóm 9, xã Giao Yến' }, code: before.code, revision: 2 })
    expect(after.timeline.at(-1)).toMatchObject({ kind: 'dossier.amended', text: 'Ghi nhầm xóm', details: [`Địa chỉ: ${before.applicant.address} → Xóm 9, xã Giao Yến`] })
    await waitForDelivery(counter.call, id, 'received')
  })

  test('who was faster is named, and nothing is overwritten', async () => {
    const id = await receive()
    getOk(await counter.call('dossier.change-status', { id, baseRevision: 1, to: 4, note: '' }))
    const late = await counter.call('dossier.amend', { id, baseRevision: 1, reason: 'Sửa', changes: { note: 'x' } })
    expect(late).toMatchObject({ ok: false, error: { kind: 'edit-conflict', revision: 2, officerName: expect.stringMatching(/\p{L}/u) as string } })
    expect(await get(id)).toMatchObject({ status: 4, revision: 2 })
  })

  test('who may not, does not: the records clerk hands back but decides nothing', async () => {
    const id = await receive()
    await counter.logIn(office.officerId('records-clerk'))
    const notPermitted = { ok: false, error: { kind: 'not-permitted', role: 'records-clerk' } }
    expect(await change(id, { to: 9, note: '' })).toEqual(notPermitted)
    expect(await counter.call('dossier.amend', { id, baseRevision: 1, reason: 'x', changes: {} })).toEqual(notPermitted)
    await counter.logIn(office.officerId('reception'))
    getOk(await change(id, { to: 9, note: '' }))
    await counter.logIn(office.officerId('records-clerk'))
    getOk(await counter.call('dossier.return-result', { id, baseRevision: 2, handBack: { collector: { kind: 'applicant' }, originals: [] }, note: '' }))
    await counter.logIn(office.officerId('reception'))
    expect(await get(id)).toMatchObject({ status: 10 })
  })
})

describe('papers with a number of their own', () => {
  test('a form takes its number at the first printing, keeps it, and says BẢN IN LẠI from the second on', async () => {
    const id = await receive()
    const answerBy = addDays(localDay(Date.now()), 30)
    getOk(await change(id, { to: 5, note: '', supplement: { items: ['Giấy chứng sinh'], answerBy } }))
    const form = { kind: 'supplement' as const, dossierId: id }
    const numberOf = (html: string) => /Số: ([^<]+)</.exec(html)?.[1]
    expect(numberOf(getOk(await counter.call('form.render', form)).html)).toBe('………/HDHS')
    const first = getOk(await counter.call('form.prepare', form))
    const number = numberOf(first.html)
    expect(first.html).toMatch(new RegExp(`đến hết (<b>)?ngày ${answerBy.slice(8)} tháng`))
    expect(number).toMatch(/^\d\d+\/HDHS$/)
    // It jammed: nothing came out, so the next is the first.
    const again = getOk(await counter.call('form.prepare', form))
    expect([numberOf(again.html), again.isReprint]).toEqual([number, false])
    getOk(await counter.call('form.printed', form))
    const reprint = getOk(await counter.call('form.render', form))
    expect([numberOf(reprint.html), reprint.isReprint]).toEqual([number, true])
    expect(reprint.html).toContain('BẢN IN LẠI')
    // A withdrawal that was taken back asks for nothing new: the same paper.
    getOk(await change(id, { to: 7, note: '' }))
    counter.clock.offsetMs += 1000
    getOk(await change(id, { to: 5, note: '' }))
    const same = getOk(await counter.call('form.render', form))
    expect([numberOf(same.html), same.isReprint, same.html.includes('Giấy chứng sinh')]).toEqual([number, true, true])
    // Another request is another paper.
    getOk(await change(id, { to: 2, note: '' }))
    counter.clock.offsetMs += 1000
    getOk(await change(id, { to: 5, note: '', supplement: { items: ['Tờ khai'], answerBy: null } }))
    const other = getOk(await counter.call('form.prepare', form))
    expect(other.isReprint).toBe(false)
    expect(other.html).not.toContain('Thời hạn bổ sung')
    expect(Number.parseInt(numberOf(other.html)!)).toBe(Number.parseInt(number!) + 1)
    await agreeOnTheTime()
  })

  test('papers refused at the counter leave a journalled refusal with its form, and no dossier', async () => {
    const { applicant, procedureCode } = makeIntake()
    const before = getOk(await counter.call('dossier.list', { limit: 500 })).length
    const ask = { procedureCode, applicant, reason: 'Không thuộc thẩm quyền của xã', secrecy: 'none' as const }
    expect(await counter.call('dossier.refuse-at-counter', { ...ask, reason: ' ' })).toMatchObject({ ok: false, error: { kind: 'refusal-without-reason' } })
    expect(await counter.call('dossier.refuse-at-counter', { ...ask, secrecy: 'mat' })).toMatchObject({ ok: false, error: { kind: 'secret-document' } })
    const { seq } = getOk(await counter.call('dossier.refuse-at-counter', ask))
    const paper = { kind: 'counter-refusal' as const, seq }
    const { html } = getOk(await counter.call('form.prepare', paper))
    for (const words of ['Không thuộc thẩm quyền của xã', applicant.fullName!, 'PHIẾU TỪ CHỐI']) expect(html).toContain(words)
    expect(html).toMatch(/Số: \d\d+\//)
    expect(html).not.toContain('Mã hồ sơ')
    getOk(await counter.call('form.printed', paper))
    expect(getOk(await counter.call('form.render', paper)).html).toContain('BẢN IN LẠI')
    const today = localDay(Date.now())
    const [line] = getOk(await counter.call('register.refusals', { from: today, to: today, limit: 10 }))
    expect(line).toMatchObject({ seq, personName: applicant.fullName, reason: ask.reason, number: expect.stringMatching(/^\d\d+$/) as string, officerName: expect.stringMatching(/\p{L}/u) as string })
    expect(getOk(await counter.call('register.refusals', { from: '2021-01-01', to: addDays(today, -1), limit: 10 }))).toEqual([])
    expect(await counter.call('form.render', { kind: 'counter-refusal', seq: 1 })).toMatchObject({ ok: false, error: { kind: 'form-not-due' } })
    expect(getOk(await counter.call('dossier.list', { limit: 500 }))).toHaveLength(before)
    await waitFor('the refusal received by the portal', async () => (await portal.database.query("select 1 from entry where kind = 'counter.refused'")).length === 1)
  })
})

describe('an interlinked dossier', () => {
  test('goes to each agency under one receipt and is done when all have answered; slip and portal tell the same', async () => {
    const code = '2.000986'
    const { procedure } = getOk(await counter.call('catalogue.get', { code, channel: 'direct' }))
    const id = getOk(await counter.call('dossier.receive', makeIntake({ procedureCode: code, components: procedure.components.map((component) => handOver(component.id)) }))).dossierId
    const tell = async (legId: string, answer?: 'accepted' | 'granted') => {
      const target = { id, baseRevision: (await get(id)).revision, legId, note: '' }
      return getOk(await (answer === undefined ? counter.call('dossier.send-leg', target) : counter.call('dossier.answer-leg', { ...target, answer, documentNumber: answer === 'granted' ? `12/${legId}` : '' })))
    }
    await tell('khai-sinh')
    expect(await change(id, { to: 9, note: '' })).toMatchObject({ ok: false, error: { kind: 'legs-open', names: { length: 3 } } })
    await tell('khai-sinh', 'granted')
    await tell('cu-tru')
    await tell('cu-tru', 'accepted')
    const half = await get(id)
    expect(half.flow.legs.map(({ state }) => state)).toEqual(['granted', 'accepted', 'ready'])
    expect(half.timeline.at(-3)).toMatchObject({ kind: 'leg.answered', text: 'đồng ý', details: ['Đăng ký khai sinh, Ủy ban nhân dân cấp xã', 'Số 12/khai-sinh'] })
    const slip = getOk(await counter.call('form.render', { kind: 'control-slip', dossierId: id, reprint: false })).html
    for (const words of ['Liên thông: Đăng ký khai sinh', 'Kết quả số 12/khai-sinh', 'Bảo hiểm xã hội huyện Giao Thủy']) expect(slip).toContain(words)
    await tell('cu-tru', 'granted')
    await tell('bhyt')
    await tell('bhyt', 'granted')
    getOk(await change(id, { to: 9, note: '', result: { outcome: 'granted', documentNumber: null } }))
    await waitForDelivery(counter.call, id, 'received')
    expect((await listArrived(portal.database, office)).find((dossier) => dossier.id === id)).toMatchObject({ status: 9 })
  })
})

// Last: it sets the clock weeks ahead, and the portal's word on that comes when it comes.
describe('hand-overs', () => {
  test('the papers go from desk to desk, each step planned and real on the control slip, and the portal folds the same', async () => {
    const id = await receive()
    const { flow, components } = await get(id)
    expect(flow).toMatchObject({ rows: [{ step: { id: 'tiep-nhan' } }], stepsToCome: [{ id: 'tham-dinh' }, { id: 'ky' }, { id: 'tra' }], open: null })
    const clerk = flow.receivers.find(({ officerId }) => officerId === office.officerId('records-clerk'))!
    const give = { stepId: 'tham-dinh', to: clerk, componentIds: components.map((component) => component.id), otherPapers: '', isTaken: false, note: 'Giao tận tay' }
    getOk(await counter.call('dossier.hand-over', { id, baseRevision: 1, ...give }))
    const given = await get(id)
    // Two entries that only stand together: the papers left the counter, so it is being processed.
    expect(given).toMatchObject({ status: 4, revision: 3, flow: { open: { to: clerk }, holder: { officerId: office.officerId('reception') } } })
    expect(given.timeline.map(({ kind }) => kind)).toEqual(['dossier.received', 'dossier.handed-over', 'dossier.status-changed'])
    expect(given.timeline[1]?.details).toEqual(['Bước: Thẩm định, ghi sổ hộ tịch, in giấy tờ', 'Toàn bộ 2 giấy tờ của hồ sơ', 'Chờ bên nhận ký nhận', 'Giao tận tay'])
    expect(await counter.call('dossier.take-over', { id, baseRevision: 3, signedBy: null })).toMatchObject({ ok: false, error: { kind: 'take-over-by-giver' } })
    const handedToMe = async () => getOk(await counter.call('worklist.list', { list: 'handed', limit: 10 })).map((row) => [row.id, row.isOnItsWay])
    expect(await handedToMe()).toEqual([])
    await counter.logIn(office.officerId('records-clerk'))
    expect(await handedToMe()).toEqual([[id, true]])
    getOk(await counter.call('dossier.take-over', { id, baseRevision: 3, signedBy: null }))
    expect(await handedToMe()).toEqual([[id, false]])
    expect(getOk(await counter.call('worklist.count', {}))).toMatchObject({ handed: 1 })
    counter.clock.offsetMs += 20 * 86_400_000
    const late = await get(id)
    expect(late.flow).toMatchObject({ open: null, holder: { officerId: clerk.officerId }, rows: [{}, { outcome: 'late', endedAt: null }] })
    const slip = getOk(await counter.call('form.render', { kind: 'control-slip', dossierId: id, reprint: false })).html
    for (const words of [clerk.fullName, 'Thời hạn: 04 giờ làm việc, đến', '<b>Quá hạn</b>', 'Ký duyệt kết quả']) expect(slip).toContain(words)
    getOk(await counter.call('dossier.hand-over', { id, baseRevision: 4, ...give, stepId: 'ky', to: { unit: 'Lãnh đạo Ủy ban nhân dân xã', fullName: 'Phạm Văn Khánh', officerId: null }, otherPapers: 'Dự thảo kết quả', isTaken: true }))
    await counter.logIn(office.officerId('reception'))
    const last = await get(id)
    expect(last.flow.rows.map(({ outcome }) => outcome)).toEqual([expect.anything(), 'late', null])
    expect(await counter.call('dossier.decline-hand-over', { id, baseRevision: 5, reason: 'Nhầm' })).toMatchObject({ ok: false, error: { kind: 'nothing-to-take-over' } })
    await waitForDelivery(counter.call, id, 'received')
    const arrived = (await listArrived(portal.database, office)).find((dossier) => dossier.id === id)
    expect(arrived?.entries.map(({ seq }) => seq)).toEqual(last.timeline.map(({ seq }) => seq))
    await agreeOnTheTime()
  })
})
