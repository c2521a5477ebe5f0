import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LeaseAnswer } from '../../../electron/contract/leases.ts'
import { wirePaths, type SignedHead } from '../../../electron/contract/wire.ts'
import { addDays, localDay } from '../../../electron/domain/calendar.ts'
import { enrolCounter, type TestCounter } from './support/counter.ts'
import { receive } from './support/dossier.ts'
import { engines, startTestPortal, type TestPortal } from './support/engines.ts'
import { openOffice } from './support/office.ts'

/** What a portal that was put back from a copy believes of one counter's word, and how an administrator takes it back. */

describe.each(engines)('a word that stands alone on %s', (engine) => {
  let portal: TestPortal
  const year = String(new Date().getUTCFullYear())
  beforeAll(async () => {
    portal = await startTestPortal(engine)
  })
  afterAll(() => portal.close())

  const bearer = () => ({ authorization: `Bearer ${portal.adminToken}` })
  const read = async (path: string) => (await fetch(portal.url + path, { headers: bearer() })).text()
  const post = (path: string, fields: Record<string, string>) => fetch(portal.url + path, { method: 'POST', headers: bearer(), body: new URLSearchParams(fields), redirect: 'manual' })
  const tokenOn = (page: string) => /name="form-token" value="([^"]+)"/.exec(page)?.[1] ?? ''

  /** A counter with a head that the portal no longer holds. */
  async function openForgotten(): Promise<{ counter: TestCounter; office: string; codes: string[]; head: SignedHead }> {
    const office = await openOffice(portal.database)
    const counter = await enrolCounter(portal.url, office.codes[0]!)
    const { head } = await counter.push([receive(counter, 1)])
    await portal.database.query('delete from chain_link where device_id = $1', [counter.enrolment.device])
    return { counter, office: office.id, codes: office.codes, head }
  }
  async function tell(counter: TestCounter, body: object): Promise<void> {
    expect((await counter.call('POST', wirePaths.recall, body)).status).toBe(200)
  }
  async function lease(counter: TestCounter, series: string, period: string, after = 0): Promise<LeaseAnswer['leases']> {
    return ((await counter.call('POST', wirePaths.leases, { epoch: 1, wants: [{ series, period, after }] })).body as LeaseAnswer).leases
  }
  const numbersOf = async (codes: readonly string[]) => {
    const counters = []
    for (const code of codes) counters.push((await enrolCounter(portal.url, code)).enrolment.counterNumber)
    return counters
  }

  test('of more counters than the office can have is none: the next is enrolled', async () => {
    const { counter, codes, head } = await openForgotten()
    await tell(counter, { head, highestCounter: 9_999 })
    expect(await numbersOf(codes.slice(1, 3))).toEqual([2, 3])
  })

  test('of counters that the copy lost keeps their ranges, until an administrator who was asked takes it back', async () => {
    const { counter, office, codes, head } = await openForgotten()
    await tell(counter, { head, highestCounter: 3 })
    await expect(numbersOf([codes[1]!])).rejects.toThrow()
    const path = `/admin/numbers/counters/${office}`
    expect(await read('/admin')).toContain('chỉ có theo lời máy quầy')
    expect(await read('/admin/numbers')).toContain(path)
    const asked = await read(path)
    for (const shown of ['Từng có đến quầy số 3; cổng biết đến quầy số 1', 'Máy quầy thử']) expect(asked).toContain(shown)
    expect((await post(path, {})).status).toBe(403)
    expect((await post(path, { 'form-token': tokenOn(asked) })).status).toBe(303)
    expect((await post(path, { 'form-token': tokenOn(asked) })).status).toBe(404)
    expect(await read('/admin/numbers')).not.toContain(path)
    expect(await numbersOf(codes.slice(1, 3))).toEqual([2, 3])
  })

  test('of a range is taken back while no number of it was told, and the office goes on where it was', async () => {
    const { counter, office, head } = await openForgotten()
    const own = { id: 700_001, series: `${office}-fee-receipt`, period: `${year}/001`, from: 1, to: 50, epoch: 1 }
    const far = { ...own, id: 700_002, period: `${year}/998`, from: 49_851, to: 49_900 }
    await tell(counter, { head, leases: [own, far] })
    await portal.database.query("insert into number_account (series, period, serial, state, device_id, epoch, seq) values ($1, $2, 7, 'issued', $3, 1, 2)", [own.series, own.period, counter.enrolment.device])
    const page = await read('/admin/numbers')
    const path = /href="(\/admin\/numbers\/lease\/[^"]+)"[^>]*998/.exec(page)?.[1] ?? ''
    expect(page).not.toContain('/admin/numbers/lease/700001"')
    const asked = await read(path)
    expect((await post('/admin/numbers/lease/700001', { 'form-token': tokenOn(asked) })).status).toBe(403)
    expect((await post(path, { 'form-token': tokenOn(asked) })).status).toBe(303)
    const [, next] = await lease(counter, own.series, year, own.id)
    expect(next).toMatchObject({ period: `${year}/012`, from: 551, to: 600 })
  })

  test('of what would be leased later only is none', async () => {
    const { counter, office, head } = await openForgotten()
    const { agencyCode, device } = counter.enrolment
    const today = localDay(Date.now())
    const later = Number(year) + 2
    await tell(counter, {
      head,
      leases: [
        { id: 600_001, series: `dossier:${agencyCode}`, period: addDays(today, 2), from: 6000, to: 6099, epoch: 1 },
        { id: 600_002, series: `dossier:${agencyCode}`, period: today, from: 6000, to: 6099, epoch: 1 },
        { id: 600_003, series: `${office}-fee-receipt`, period: `${later}/001`, from: 1, to: 50, epoch: 1 },
        { id: 600_004, series: `${office}-fee-receipt`, period: `${year}/001`, from: 1, to: 50, epoch: 9_000 }
      ]
    })
    expect(await portal.database.query('select id::integer as id from number_lease where device_id = $1 and was_lost', [device])).toEqual([{ id: 600_002 }])
  })
})
