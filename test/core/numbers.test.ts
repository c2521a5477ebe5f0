import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { write, type ReadDb } from '../../electron/core/db/open.ts'
import { findSetting } from '../../electron/core/db/setting-store.ts'
import { findDossier } from '../../electron/core/dossier/dossier-store.ts'
import { findPrinted } from '../../electron/core/forms/printed-store.ts'
import { listLeaseUses } from '../../electron/core/numbers/number-store.ts'
import { listWants } from '../../electron/core/numbers/renew-leases.ts'
import { takeNumber, voidNumber, type TakeNumber } from '../../electron/core/numbers/take-number.ts'
import { addDays } from '../../electron/domain/calendar.ts'
import { parseDossierCode } from '../../electron/domain/dossier-code.ts'
import type { TakenNumber } from '../../electron/domain/numbers.ts'
import { renderNumbersPage } from '../portal/admin/numbers-page.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import { getLedger } from '../portal/numbers/ledger-store.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'
import { getOk, getStatus, inspect, pullNow, removeFolder, startCounter, type Counter } from './support/counter.ts'
import { handOver, makeIntake } from './support/people.ts'
import { openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'

let portal: TestPortal
let line: FaultProxy
let office: TestOffice
const counters: Counter[] = []

// Hundreds of synced commits, and a portal beside: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 150_000, hookTimeout: 150_000 })

beforeAll(async () => {
  portal = await startReferencePortal()
})
afterAll(() => portal.close())
beforeEach(async () => {
  line = await startFaultProxy(portal.url)
  office = await openOffice(portal.database, [[1, 20], [21, 40], [41, 400]])
})
afterEach(async () => {
  for (const counter of counters) await counter.close()
  await line.close()
  for (const counter of counters.splice(0)) removeFolder(counter)
})

async function open(code: number): Promise<Counter> {
  // The clerk first: numbers of outgoing documents are leased where somebody seals.
  const counter = await startCounter(line.url, office, { code, officer: office.officerId('records-clerk') })
  await counter.logIn(office.officerId('reception'))
  counters.push(counter)
  await waitFor('leases of every series', () => inspect(counter, (db) => count(db, 'SELECT count(*) FROM number_lease') > 0 && listWants(db, now(counter)).length === 0))
  return counter
}

const now = (counter: Counter): number => Date.now() + counter.clock.offsetMs

/** As a command does, in one transaction. */
function take(counter: Counter, kind: TakeNumber['kind'], more: Partial<TakeNumber> = {}) {
  return inspect(counter, (db) => write(db, (writeDb) => takeNumber(writeDb, { kind, officer: office.officerId('reception'), nowMs: now(counter), ...more })))
}

function takeMany(counter: Counter, kind: TakeNumber['kind'], count: number, more: Partial<TakeNumber> = {}): TakenNumber[] {
  return inspect(counter, (db) => Array.from({ length: count }, () => getOk(write(db, (writeDb) => takeNumber(writeDb, { kind, officer: 'o', nowMs: now(counter), ...more })))))
}

async function drain(counter: Counter): Promise<void> {
  getOk(await counter.call('queue.retry', {}))
  await waitFor('an empty queue', async () => (await getStatus(counter.call)).queue.entriesWaiting === 0)
}

async function hearOtherDay(counter: Counter, days: number): Promise<void> {
  line.tellOtherDay(days)
  await pullNow(counter)
  await waitFor('the day the portal tells', () => inspect(counter, (db) => Math.round((findSetting<number>(db, 'clock-offset-ms') ?? 0) / 86_400_000) === days))
}

const tell = ({ book, serial }: TakenNumber): string => `${book ?? ''}#${serial}`
const count = (db: ReadDb, sql: string): number => db.prepare(sql).pluck().get() as number

describe('numbers of leased series', () => {
  test('are given offline, differ at two counters of one office, and the portal accounts for each', async () => {
    const [first, second] = [await open(0), await open(1)]
    await line.down()
    const given = [first, second].flatMap((counter) => [
      ...takeMany(counter, 'fee-receipt', 120),
      ...takeMany(counter, 'register-line', 5),
      ...takeMany(counter, 'certification-line', 5, { book: 'SCT/BS' }),
      ...takeMany(counter, 'certification-line', 5, { book: 'SCT/CK' }),
      ...takeMany(counter, 'outgoing-document', 5)
    ])
    expect(new Set(given.map((number) => `${number.series} ${tell(number)}`)).size).toBe(given.length)
    expect(new Set(given.map(({ series, period, serial }) => `${series} ${period} ${serial}`)).size).toBe(given.length)
    // A book of fifty, then the next.
    const year = given[0]!.day.slice(0, 4)
    expect(given.filter(({ kind }) => kind === 'fee-receipt').slice(49, 51).map(tell)).toEqual([`01/${year}#50`, `02/${year}#51`])
    expect(tell(given.find(({ book }) => book?.endsWith('SCT/CK'))!)).toBe(`01/${year}-SCT/CK#1`)
    await line.up()
    for (const counter of [first, second]) await drain(counter)
    const held = await portal.database.query<{ series: string; period: string; serial: number }>("select series, period, serial from number_account where state = 'issued' and series like $1", [`${office.id}%`])
    const keys = (numbers: { series: string; period: string; serial: number }[]) => numbers.map(({ series, period, serial }) => `${series} ${period} ${serial}`).sort()
    expect(keys(held)).toEqual(keys(given))
  })

  test('a range that is used up is a clear error and no number, and is leased anew when the line is back', async () => {
    const counter = await open(0)
    await line.down()
    const had = inspect(counter, (db) => count(db, `SELECT sum(serial_to - serial_from + 1) FROM number_lease WHERE series LIKE '%fee-receipt' AND period LIKE '${new Date(now(counter)).getFullYear()}%'`))
    takeMany(counter, 'fee-receipt', had)
    const before = inspect(counter, (db) => count(db, 'SELECT count(*) FROM journal'))
    expect(take(counter, 'fee-receipt')).toEqual({ ok: false, error: { kind: 'number-range-empty', series: 'fee-receipt' } })
    expect(inspect(counter, (db) => count(db, 'SELECT count(*) FROM journal'))).toBe(before)
    await line.up()
    await drain(counter)
    await waitFor('another book', () => take(counter, 'fee-receipt').ok)
  })

  test('a void number stays void here and at the portal', async () => {
    const counter = await open(0)
    const number = getOk(take(counter, 'fee-receipt'))
    inspect(counter, (db) => write(db, (writeDb) => voidNumber(writeDb, { series: number.series, period: number.period, serial: number.serial, reason: 'In hỏng' }, { officer: 'o', nowMs: now(counter) })))
    expect(getOk(take(counter, 'fee-receipt')).serial).toBe(number.serial + 1)
    await drain(counter)
    expect(await portal.database.query('select serial, state, reason from number_account where series = $1 order by serial', [number.series])).toEqual([
      { serial: number.serial, state: 'void', reason: 'In hỏng' },
      { serial: number.serial + 1, state: 'issued', reason: null }
    ])
    const ledger = (await getLedger(portal.database)).filter(({ series, period }) => series === number.series && period === number.period)
    expect(ledger).toMatchObject([{ from: 1, to: 50, issued: 1, void: 1, awaited: 0, unused: 48, ended: false }])
    expect(await renderNumbersPage(portal.database)).toContain('Số biên lai thu phí, lệ phí')
  })

  test('the ledger has a day of the standing range: what was received, what was void, what is still unused', async () => {
    const counter = await open(0)
    const received = getOk(await counter.call('dossier.receive', makeIntake()))
    const { agencyCode, day, serial } = getOk(parseDossierCode(received.code))
    const voided = { series: `dossier:${agencyCode}`, period: day, serial: serial + 1, reason: 'Mất sau khôi phục' }
    inspect(counter, (db) => write(db, (writeDb) => voidNumber(writeDb, voided, { officer: 'o', nowMs: now(counter) })))
    await drain(counter)
    const ledger = (await getLedger(portal.database)).filter(({ series, period, from, to }) => series === voided.series && period === day && from <= serial && serial <= to)
    expect(ledger).toMatchObject([{ issued: 1, void: 1, ended: false }])
    expect(ledger[0]!.unused).toBe(ledger[0]!.to - serial - 1)
  })

  test('a dossier is received with the next line of its register, told and accounted for in its own entry; without a line it is received all the same', async () => {
    const counter = await open(0)
    await line.down()
    const receive = async (change: Parameters<typeof makeIntake>[0] = {}) => {
      const { dossierId } = getOk(await counter.call('dossier.receive', makeIntake(change)))
      return inspect(counter, (db) => findDossier(db, dossierId)!.dossier)
    }
    const certified = { procedureCode: '2.000815', components: [handOver('2.000815-TP01')] }
    const [first, second, certification] = [await receive(), await receive(), await receive(certified)]
    const year = first.day.slice(0, 4)
    expect([first, second, certification].map(({ register }) => [register?.kind, register?.book, register?.serial])).toEqual([
      ['register-line', `01/${year}`, 1],
      ['register-line', `01/${year}`, 2],
      ['certification-line', `01/${year}-SCT/BS`, 1]
    ])
    expect(inspect(counter, (db) => count(db, `SELECT count(*) FROM journal WHERE kind = 'number.issued'`))).toBe(0)
    // The book is written full: every line up to its last is void.
    const { series, period } = first.register!
    const leases = inspect(counter, (db) => listLeaseUses(db, series, 1, year))
    for (const { lease } of leases) inspect(counter, (db) => write(db, (writeDb) => voidNumber(writeDb, { series, period: lease.period, serial: lease.to, reason: 'Hết quyển' }, { officer: 'o', nowMs: now(counter) })))
    const late = await receive()
    expect(late.register).toBeUndefined()
    const { html } = getOk(await counter.call('form.render', { kind: 'receipt', dossierId: getOk(await counter.call('register.list', { from: first.day, to: first.day, limit: 9 })).lines[0]!.dossierId }))
    expect(html).toMatch(new RegExp(`Quyển số:.*01/${year} .*Số thứ tự:.*1<`))
    const lines = getOk(await counter.call('register.list', { from: first.day, to: first.day, limit: 9 })).lines
    const certificate = getOk(await counter.call('form.render', { kind: 'receipt', dossierId: lines[2]!.dossierId })).html
    expect(certificate).toMatch(new RegExp(`Số trang.*Vào Sổ chứng thực, Quyển số:.*01/${year}-SCT/BS .*Số chứng thực: 1<`, 's'))
    await line.up()
    await drain(counter)
    const held = await portal.database.query<{ series: string; serial: number }>("select series, serial, dossier_id is not null as given from number_account where state = 'issued' and series like $1 order by series, serial", [`${office.id}%`])
    expect(held).toEqual([
      { series: certification.register!.series, serial: 1, given: true },
      { series, serial: 1, given: true },
      { series, serial: 2, given: true }
    ])
    // The next book follows once the line is back.
    await waitFor('another book', () => inspect(counter, (db) => listLeaseUses(db, series, 1, year).some(({ lease, lastSerial }) => (lastSerial ?? 0) < lease.to)))
    // The dossier that had none is written into it, once.
    const lateId = lines.at(-1)!.dossierId
    // The portal has another day by now: nothing is numbered before the officer says which is right.
    await hearOtherDay(counter, 1)
    const question = { ok: false, error: { kind: 'clock-jumped', today: first.day, portalDay: addDays(first.day, 1) } }
    const slip = { kind: 'control-slip', dossierId: lateId } as const
    const printSlip = async () => {
      getOk(await counter.call('form.prepare', slip))
      return inspect(counter, (db) => findPrinted(db, `control-slip/${lateId}`)?.number)
    }
    expect(await counter.call('dossier.receive', makeIntake())).toEqual(question)
    expect(await counter.call('dossier.assign-line', { id: lateId, baseRevision: 1 })).toEqual(question)
    expect(await counter.call('form.prepare', slip)).toEqual(question)
    getOk(await counter.call('dossier.assign-line', { id: lateId, baseRevision: 1, confirmedDay: first.day }))
    // Her yes holds for these two days: for transfers, which cannot ask, and for every act.
    expect(await printSlip()).toBe('01')
    expect(take(counter, 'fee-receipt').ok).toBe(true)
    await hearOtherDay(counter, 2)
    const anew = { ok: false, error: { kind: 'clock-jumped', today: first.day, portalDay: addDays(first.day, 2) } }
    expect([await counter.call('dossier.receive', makeIntake()), take(counter, 'fee-receipt')]).toEqual([anew, anew])
    await hearOtherDay(counter, 0)
    expect(await counter.call('dossier.assign-line', { id: lateId, baseRevision: 2 })).toMatchObject({ ok: false, error: { kind: 'line-assigned' } })
    expect(inspect(counter, (db) => findDossier(db, lateId)!.dossier.register)).toMatchObject({ kind: 'register-line', book: `02/${year}`, serial: 1 })
    expect((await receive()).register).toMatchObject({ book: `02/${year}`, serial: 2 })
    await drain(counter)
    const account = await portal.database.query<{ serial: number; given: boolean }>("select serial, dossier_id is not null as given from number_account where state = 'issued' and series = $1 and period like '%/002'", [series])
    expect(account).toContainEqual({ serial: 1, given: true })
    expect(period).toBe(`${year}/001`)
  })

  test('the legal day never runs backwards over all series, and a jump needs the officer’s yes', async () => {
    const counter = await open(0)
    const { day } = getOk(take(counter, 'outgoing-document'))
    const slip = { kind: 'control-slip', dossierId: getOk(await counter.call('dossier.receive', makeIntake())).dossierId } as const
    counter.clock.offsetMs = -3 * 86_400_000
    expect(take(counter, 'register-line')).toMatchObject({ ok: false, error: { kind: 'clock-went-back', highWaterDay: day } })
    expect(await counter.call('dossier.receive', makeIntake())).toMatchObject({ ok: false, error: { kind: 'clock-went-back', highWaterDay: day } })
    counter.clock.offsetMs = 20 * 86_400_000
    const jumped = take(counter, 'register-line')
    expect(jumped).toMatchObject({ ok: false, error: { kind: 'clock-jumped' } })
    const today = new Date(now(counter) + 7 * 3_600_000).toISOString().slice(0, 10)
    expect(take(counter, 'register-line', { confirmedDay: day })).toEqual(jumped)
    // A paper as the first act after the closed days asks too, instead of going without its number.
    expect(await counter.call('form.prepare', slip)).toEqual(jumped)
    getOk(await counter.call('form.prepare', { ...slip, confirmedDay: today }))
    expect(inspect(counter, (db) => findPrinted(db, `control-slip/${slip.dossierId}`)?.number)).toBe('01')
    expect(getOk(take(counter, 'register-line', { confirmedDay: today })).day).toBe(today)
  })
})

describe('dossier numbers', () => {
  test('beyond the standing range are leased for the day, out of ranges no counter stands in', async () => {
    const counter = await open(0)
    const serials: number[] = []
    for (let i = 0; i < 22; i++) {
      serials.push(Number(getOk(await counter.call('dossier.receive', makeIntake())).code.slice(-4)))
      if (i === 19) await waitFor('a further range', () => inspect(counter, (db) => count(db, `SELECT count(*) FROM number_lease WHERE series LIKE 'dossier:%'`) > 0), 60_000)
    }
    expect(serials).toEqual([...Array.from({ length: 20 }, (_, i) => i + 1), 41, 42])
    await drain(counter)
    // That range is not given to a new counter on the same day.
    await open(1)
    const third = await startCounter(line.url, office, { code: 2 }).catch((error: Error) => error.message)
    expect(third).toContain('refused')
  })
})
