import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ChangesResponse } from '../../../electron/contract/wire.ts'
import { isLookupCheck, lookupCheck, lookupLink } from '../../../electron/crypto/lookup-link.ts'
import { OfficeLetterhead } from '../../../electron/domain/catalogue.ts'
import { STATUS_NAME } from '../../../electron/domain/dossier-status.ts'
import { enrolCounter, type TestCounter } from './support/counter.ts'
import { attachFile, changeStatus, receive, receivedFacts } from './support/dossier.ts'
import { engines, startTestPortal, type TestPortal } from './support/engines.ts'
import { openOffice } from './support/office.ts'

const secret = Buffer.alloc(32, 1).toString('base64')
const code = '000.17.22.H40-210305-0001'

test('a check is ten characters of its code and its office, and nothing else passes for it', () => {
  const check = lookupCheck(code, secret)
  expect(check).toMatch(/^[0-9a-z]{10}$/)
  expect(isLookupCheck(check, code, secret)).toBe(true)
  const others = [lookupCheck('000.17.22.H40-210305-0002', secret), lookupCheck(code, Buffer.alloc(32, 2).toString('base64')), '', check.slice(1), `${check}0`, 'ạ'.repeat(10)]
  expect(others.map((other) => isLookupCheck(other, code, secret))).toEqual(others.map(() => false))
  expect(lookupLink(code, { baseUrl: 'https://cong.vn/', secret })).toBe(`https://cong.vn/tra-cuu/${code}/${check}`)
})

test('a letterhead of before has no public page; one with an address that is none is refused', () => {
  const old = { parentAgency: null, agency: 'A', counter: 'B', place: 'C', notation: 'D', phone: null, website: null }
  expect(OfficeLetterhead.parse(old).lookup).toBeNull()
  for (const lookup of [{ baseUrl: 'javascript:alert(1)', secret }, { baseUrl: 'https://cong.vn', secret: 'ngắn' }]) expect(OfficeLetterhead.safeParse({ ...old, lookup }).success).toBe(false)
})

describe.each(engines)('the public page on %s', (engine) => {
  let portal: TestPortal
  beforeAll(async () => {
    portal = await startTestPortal(engine)
  })
  afterAll(() => portal.close())

  async function received(counter: TestCounter, serial: number) {
    const entry = receive(counter, serial)
    await counter.push([entry])
    const [office] = await portal.database.query<{ lookup_secret: string }>('select lookup_secret from office where id = $1', [counter.enrolment.officeId])
    const facts = receivedFacts(counter, serial)
    return { ...entry, facts, secret: office!.lookup_secret, link: lookupLink(facts.code, { baseUrl: portal.url, secret: office!.lookup_secret }) }
  }

  const openCounter = async () => enrolCounter(portal.url, (await openOffice(portal.database)).codes[0]!)

  test('tells the state of one dossier and of nobody', async () => {
    const counter = await openCounter()
    const { dossier, facts, link } = await received(counter, 1)
    const first = await (await fetch(link)).text()
    for (const told of [facts.code, facts.procedure.name, counter.enrolment.officeName, STATUS_NAME[2], '09 giờ 30 phút, ngày 15/03/2021']) expect(first).toContain(told)
    for (const kept of ['Trần Thị Mẫu', 'Xóm 1', facts.receivedBy.fullName, dossier, counter.enrolment.device]) expect(first).not.toContain(kept)
    await counter.push([attachFile(counter, dossier, 1, { sha256: createHash('sha256').update(dossier).digest('hex'), sizeBytes: 7 }), changeStatus(counter, dossier, 2, 2, 4)])
    const second = await (await fetch(link)).text()
    expect(second).toContain(STATUS_NAME[4])
    expect(second).toContain('Đang chờ bộ phận một cửa gửi lên')
    expect(second).not.toContain('to-khai.pdf')
    expect(first).not.toContain('Bản điện tử')
    await counter.push([changeStatus(counter, dossier, 3, 4, 5, { answerBy: '2021-04-14' })])
    const asked = await (await fetch(link)).text()
    for (const told of [STATUS_NAME[5], 'Tạm dừng tính thời hạn', 'Bổ sung giấy tờ theo phiếu yêu cầu', 'đến hết ngày 14/04/2021']) expect(asked).toContain(told)
  })

  test('a wrong check, a code nobody has and no check at all are one and the same answer', async () => {
    const { facts, link, secret: own } = await received(await openCounter(), 1)
    const other = await received(await openCounter(), 2)
    const unknown = facts.code.replace(/\d{4}$/, '2999')
    const addresses = [
      link.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      lookupLink(unknown, { baseUrl: portal.url, secret: own }),
      // Another office's secret opens nothing here.
      lookupLink(facts.code, { baseUrl: portal.url, secret: other.secret }),
      lookupLink(unknown, { baseUrl: portal.url, secret: Buffer.alloc(32).toString('base64') }),
      `${portal.url}/tra-cuu/${facts.code}`,
      `${portal.url}/tra-cuu/${facts.code}/`,
      `${portal.url}/tra-cuu/%00/${'0'.repeat(10)}`
    ]
    const answers = await Promise.all(addresses.map(async (address) => ((answer) => answer.text().then((text) => `${answer.status} ${text}`))(await fetch(address))))
    expect(new Set(answers).size).toBe(1)
    expect(answers[0]).toMatch(/^404 /)
    expect(answers[0]).not.toContain(facts.code)
    // By hand: what stands on the paper opens it, the code alone asks for the rest.
    const [check = ''] = link.split('/').slice(-1)
    const typed = await fetch(`${portal.url}/tra-cuu?ma=${encodeURIComponent(` ${facts.code.toLowerCase()} `)}&khoa=${check.toUpperCase()}`)
    expect([typed.status, typed.url]).toEqual([200, link])
    expect(await typed.text()).toContain(facts.code)
    const asked = await (await fetch(`${portal.url}/tra-cuu?ma=${facts.code}`)).text()
    expect(asked).toContain('Mã tra cứu')
    expect(asked).not.toContain(facts.code)
  })

  test('runs nothing, loads nothing, is kept by nobody', async () => {
    const { link } = await received(await openCounter(), 1)
    const answer = await fetch(link)
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/)
    expect(policy).not.toContain('unsafe')
    expect([answer.headers.get('cache-control'), answer.headers.get('referrer-policy'), answer.headers.get('x-robots-tag')]).toEqual(['no-store', 'no-referrer', 'noindex'])
    expect(await answer.text()).not.toMatch(/<script|<form|<img|<link|href=|\bon\w+=/)
  })

  test("the demo office's counters are told address and secret, others are not; a restart is no news", async () => {
    const demo = await enrolCounter(portal.url, portal.enrolmentCodes[0]!)
    const stranger = await openCounter()
    const letterheads = async (counter: TestCounter) => {
      const found: unknown[] = []
      for (let since = '', more = true; more; ) {
        const page = ChangesResponse.parse((await counter.call('GET', `/v1/changes?since=${since}`)).body)
        found.push(...page.changes.filter((change) => change.kind === 'office-letterhead').map((change) => change.value))
        ;({ next: since, more } = page)
      }
      return found
    }
    // Whatever else works on the server, its own housekeeping too, holds the feed back for a moment.
    const told = () =>
      vi.waitFor(async () => {
        const found = await letterheads(demo)
        expect(found).toHaveLength(1)
        return OfficeLetterhead.parse(found[0]).lookup
      })
    const [office] = await portal.database.query<{ lookup_secret: string }>('select lookup_secret from office where id = $1', [demo.enrolment.officeId])
    expect(await told()).toEqual({ baseUrl: portal.url, secret: office?.lookup_secret })
    expect(await letterheads(stranger)).toEqual([])
    const last = async () => (await portal.database.query<{ id: string }>('select max(id)::text as id from change_log'))[0]?.id
    const before = await last()
    if (engine === 'pglite') return
    const again = await portal.startAnother({ publicUrl: portal.url })
    expect(await last()).toBe(before)
    await again.close()
    const moved = await portal.startAnother({ publicUrl: 'https://cong.example.vn' })
    await moved.close()
    expect((await told())?.baseUrl).toBe('https://cong.example.vn')
  })
})
