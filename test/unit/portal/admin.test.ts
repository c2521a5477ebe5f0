import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problemTypes } from '../../../electron/contract/wire.ts'
import { STATUS_NAME } from '../../../electron/domain/dossier-status.ts'
import { createTlsAuthority } from '../../core/support/tls-authority.ts'
import { findAnnouncement } from '../../portal/announce-keys.ts'
import { isKeyDue } from '../../portal/device-key-store.ts'
import { listReceiptKeys } from '../../portal/receipt-key-store.ts'
import { lockRestoreCode } from '../../portal/restore/restore-store.ts'
import { enrolCounter } from './support/counter.ts'
import { attachFile, changeStatus, receive, receivedFacts } from './support/dossier.ts'
import { engines, startTestPortal, type TestPortal } from './support/engines.ts'
import { openOffice } from './support/office.ts'

describe.each(engines)("the administrator's pages on %s", (engine) => {
  let portal: TestPortal
  beforeAll(async () => {
    portal = await startTestPortal(engine)
  })
  afterAll(() => portal.close())

  const openCounter = async () => enrolCounter(portal.url, (await openOffice(portal.database)).codes[0]!)
  const bearer = () => ({ authorization: `Bearer ${portal.adminToken}` })
  const read = async (path: string) => (await fetch(portal.url + path, { headers: bearer() })).text()
  const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(portal.url + path, { method: 'POST', headers, body: new URLSearchParams(fields), redirect: 'manual' })
  const tokenOn = (page: string) => /name="form-token" value="([^"]+)"/.exec(page)?.[1] ?? ''
  /** The row of a table that holds this text. */
  const rowOf = (page: string, text: string) => page.split('<tr>').find((row) => row.includes(text)) ?? ''

  test('wants the token; the address with it leads to one without and a cookie, and so does the form', async () => {
    for (const path of ['/admin', '/admin?token=sai', '/admin/dossiers/x', '/admin/devices/x/revoke']) {
      const answer = await fetch(portal.url + path)
      expect([path, answer.status]).toEqual([path, 401])
      expect(await answer.text()).toContain('Nhập mã quản trị')
    }
    expect((await post('/admin', { token: 'sai' })).status).toBe(401)
    // Who follows an address that is none reads a page; a program its problem.
    const astray = await fetch(`${portal.url}/khong-co`, { headers: { accept: 'text/html,*/*' } })
    expect([astray.status, await astray.text()]).toEqual([404, expect.stringContaining('Không có trang này')])
    expect((await fetch(`${portal.url}/khong-co`)).headers.get('content-type')).toContain('application/problem+json')
    expect((await fetch(`${portal.url}/admin`, { headers: { cookie: 'qmc-admin=sai' } })).status).toBe(401)
    const answers = [await fetch(`${portal.url}/admin?token=${portal.adminToken}`, { redirect: 'manual' }), await post('/admin', { token: portal.adminToken })]
    for (const answer of answers) {
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/admin'])
      const cookie = answer.headers.get('set-cookie') ?? ''
      expect(cookie).toMatch(/^qmc-admin=[\w-]{43}; Path=\/admin; HttpOnly; SameSite=Lax$/)
      expect(cookie).not.toContain(portal.adminToken)
      expect((await fetch(`${portal.url}/admin`, { headers: { cookie: cookie.split(';')[0] ?? '' } })).status).toBe(200)
    }
  })

  test('escapes what it shows, runs and loads nothing', async () => {
    const counter = await openCounter()
    await portal.database.query('update device set name = $2 where id = $1', [counter.enrolment.device, '"><script>alert("x")</script>'])
    const answer = await fetch(`${portal.url}/admin`, { headers: bearer() })
    const text = await answer.text()
    expect(text).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;')
    expect(text).not.toContain('<script')
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/default-src 'none'.*form-action 'self'.*frame-ancestors 'none'/)
    expect(policy).not.toContain('unsafe')
  })

  test('tells of a counter what it still holds, of an office what it has', async () => {
    const counter = await openCounter()
    const entries = [1, 2, 3].map((serial) => receive(counter, serial))
    const file = attachFile(counter, entries[0]!.dossier, 1, { sha256: 'ab'.repeat(32), sizeBytes: 9 })
    // The chain announces four; two come.
    await counter.push([entries[0]!, entries[1]!])
    const name = counter.enrolment.officeName
    const row = async () => rowOf(await read('/admin'), `/admin/devices/${counter.enrolment.device}/revoke`)
    const cells = (text: string) => [...text.matchAll(/<td class="number">(\d+)<\/td>/g)].map((cell) => Number(cell[1]))
    const announced = await row()
    expect(cells(announced)).toEqual([1, 2, 0])
    expect(announced).toContain('2 bản ghi, 0 tệp')
    await counter.push([entries[2]!, file])
    const arrived = await row()
    expect(cells(arrived)).toEqual([1, 4, 0])
    expect(arrived).toContain('0 bản ghi, 1 tệp')
    expect(rowOf(await read('/admin'), `>${name}</th>`)).toMatch(/<td class="number">1<\/td><td class="number">3<\/td>/)
  })

  test('lists what stands refused with the code an officer reads out, the step and why', async () => {
    const counter = await openCounter()
    const held = receive(counter, 1)
    const outside = receive(counter, 9_999)
    const file = attachFile(counter, outside.dossier, 1, { sha256: 'cd'.repeat(32), sizeBytes: 9 })
    const conflict = changeStatus(counter, held.dossier, 7, 2, 8)
    await counter.push([held, outside, file, conflict])
    expect(rowOf(await read('/admin'), `/admin/devices/${counter.enrolment.device}/revoke`)).toContain('<a href="/admin/refusals"')
    const page = await read('/admin/refusals')
    const code = receivedFacts(counter, 9_999).code
    const rows = page.split('<tr>').filter((row) => row.includes(counter.enrolment.officeName))
    expect(rows).toHaveLength(3)
    expect(rows.filter((row) => row.includes(code))).toHaveLength(2)
    expect(rows.find((row) => row.includes('Tiếp nhận'))).toContain(problemTypes.numberOutOfRange)
    expect(rows.find((row) => row.includes('Thêm tệp'))).toContain(problemTypes.dossierWaits)
    const changed = rows.find((row) => row.includes('Chuyển trạng thái'))
    for (const told of [problemTypes.baseUnknown, `/admin/dossiers/${held.dossier}`, receivedFacts(counter, 1).code]) expect(changed).toContain(told)
    // Nothing of what was in it.
    expect(page).not.toContain('Trần Thị Mẫu')
    expect((await fetch(`${portal.url}/admin/refusals`)).status).toBe(401)
  })

  test.each(['constructor', 'toString', '__proto__'])('lists what stands refused of a kind that no counter has: %s', async (kind) => {
    const counter = await openCounter()
    await counter.push([receive(counter, 9_999)])
    await portal.database.query('update refusal set kind = $2 where device_id = $1', [counter.enrolment.device, kind])
    expect(rowOf(await read('/admin/refusals'), counter.enrolment.officeName)).toContain(`<td>${kind}</td>`)
  })

  test('asks before a deed with what the counter itself said of its queue', async () => {
    const counter = await openCounter()
    await counter.push([receive(counter, 1)])
    const path = `/admin/devices/${counter.enrolment.device}/revoke`
    // Links of withdrawn steps stay announced for ever: they are no queue.
    await portal.database.query(`update device set reported = $2, reported_at = now() where id = $1`, [counter.enrolment.device, JSON.stringify({ entries: 0, files: 0, bytes: 0, needsOfficer: 0, oldestMs: 0 })])
    expect(await read(path)).toMatch(/Còn ở quầy<\/dt>\s*<dd>Trống \(báo lúc/)
  })

  test('lists dossiers newest first in pages of 50, each with its receipts, verified anew', async () => {
    const counter = await openCounter()
    const entries = Array.from({ length: 52 }, (_, index) => receive(counter, 100 + index))
    await counter.push(entries)
    const codeOf = (index: number) => receivedFacts(counter, 100 + index).code
    const first = await read('/admin')
    const shown = [...first.matchAll(/<a href="\/admin\/dossiers\/([^"]+)"/g)].map((link) => link[1])
    expect(shown).toEqual(entries.map(({ dossier }) => dossier).reverse().slice(0, 50))
    expect(await read('/admin?trang=2')).toContain(codeOf(0))
    for (const strange of ['0', '-1', 'x', '1e99', '1.5']) expect(await read(`/admin?trang=${strange}`)).toContain(codeOf(51))
    expect((await fetch(`${portal.url}/admin?trang=999999`, { headers: bearer() })).status).toBe(200)

    const one = entries[7]!
    const page = await read(`/admin/dossiers/${one.dossier}`)
    for (const told of [codeOf(7), one.link.hash, STATUS_NAME[2], '<td>Đúng</td>', 'Tiếp nhận']) expect(page).toContain(told)
    await portal.database.query("update entry set hash = repeat('0', 64) where dossier_id = $1", [one.dossier])
    expect(await read(`/admin/dossiers/${one.dossier}`)).toContain('<span class="bad">Sai</span>')
    expect((await fetch(`${portal.url}/admin/dossiers/khong-co`, { headers: bearer() })).status).toBe(404)
  })

  test('revokes one counter from its confirmation page alone', async () => {
    const counter = await openCounter()
    const other = await openCounter()
    const path = `/admin/devices/${counter.enrolment.device}/revoke`
    expect((await counter.call('GET', '/v1/changes')).status).toBe(200)
    const token = tokenOn(await read(path))
    const others = tokenOn(await read(`/admin/devices/${other.enrolment.device}/revoke`))
    expect([(await post(path, { 'form-token': token })).status, (await post(path, {}, bearer())).status, (await post(path, { 'form-token': others }, bearer())).status]).toEqual([401, 403, 403])
    expect((await counter.call('GET', '/v1/changes')).status).toBe(200)

    const done = await post(path, { 'form-token': token }, bearer())
    expect(done.status).toBe(303)
    const after = await read(done.headers.get('location') ?? '')
    expect(after).toContain('role="status">Đã thu hồi quyền của')
    expect(after).not.toContain(path)
    const refused = await counter.call('GET', '/v1/changes')
    expect([refused.status, refused.body]).toEqual([403, expect.objectContaining({ type: problemTypes.revokedDevice })])
    expect((await other.call('GET', '/v1/changes')).status).toBe(200)
    expect((await fetch(`${portal.url}/admin/devices/khong-co/revoke`, { headers: bearer() })).status).toBe(404)
  })

  test('writes to the counters from its own form alone, as letters whatever they are, and takes it back', async () => {
    const path = '/admin/messages'
    const token = tokenOn(await read(path))
    const longest = 'ệ'.repeat(500)
    const write = (fields: Record<string, string>) => post(path, { 'form-token': token, text: 'Bảo trì <b>tối nay</b>', office: '', until: '2099-01-01', ...fields }, bearer())
    expect((await post(path, { 'form-token': token, text: 'a', office: '', until: '2099-01-01' })).status).toBe(401)
    expect((await write({ 'form-token': '' })).status).toBe(403)
    for (const wrong of [{ text: ' ' }, { text: `${longest}ệ` }, { until: '2099-02-30' }, { until: '2020-01-01' }, { office: 'khong-co' }] as Record<string, string>[]) expect((await write(wrong)).status).toBe(400)
    expect([(await write({})).status, (await write({ text: longest })).status]).toEqual([303, 303])
    const page = await read(path)
    expect(page).toContain(longest)
    const row = rowOf(page, 'Bảo trì &lt;b&gt;tối nay&lt;/b&gt;')
    const id = /name="withdraw" value="([^"]+)"/.exec(row)?.[1] ?? ''
    expect([(await write({ withdraw: 'khong-co' })).status, (await write({ withdraw: id })).status]).toEqual([404, 303])
    expect(rowOf(await read(path), 'Bảo trì')).toContain('Đã thu hồi')
  })

  test('asks before it makes a restore code, has a counter change its key, changes the receipt key or announces authorities', async () => {
    const counter = await openCounter()
    const path = (deed: string) => `/admin/devices/${counter.enrolment.device}/${deed}`
    const asked = async (at: string) => ({ 'form-token': tokenOn(await read(at)) })
    // A token of one deed does no other.
    const revoking = await asked(path('revoke'))
    for (const deed of ['restore-code', 'device-key']) expect((await post(path(deed), revoking, bearer())).status).toBe(403)
    expect(await portal.database.query('select 1 from enrolment_code where restores = $1', [counter.enrolment.device])).toEqual([])

    const shown = await (await post(path('restore-code'), await asked(path('restore-code')), bearer())).text()
    const code = /class="status">([A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4})</.exec(shown)?.[1]
    expect(await portal.database.transaction((tx) => lockRestoreCode(tx, code ?? ''))).toBe(counter.enrolment.device)

    const rekeyed = await post(path('device-key'), await asked(path('device-key')), bearer())
    expect(await read(rekeyed.headers.get('location') ?? '')).toContain('đổi khóa ở lần liên lạc kế tiếp')
    expect(await isKeyDue(portal.database, counter.enrolment.device)).toBe(true)

    const before = await listReceiptKeys(portal.database)
    expect((await post('/admin/keys/receipt', { ...(await asked('/admin/keys/receipt')), overlap: '-1' }, bearer())).status).toBe(403)
    const rotated = await post('/admin/keys/receipt', { ...(await asked('/admin/keys/receipt')), overlap: '24' }, bearer())
    const keys = await listReceiptKeys(portal.database)
    expect(keys).toHaveLength(before.length + 1)
    expect(keys.at(-1)!.signsFrom!.getTime() - Date.now()).toBeGreaterThan(23 * 3_600_000)
    const page = await read(rotated.headers.get('location') ?? '')
    expect(page).toContain('Đã tạo và công bố khóa ký biên nhận mới')
    expect(rowOf(page, keys.at(-1)!.keyId)).toContain('chờ đến lúc ký')
    expect(rowOf(page, before.at(-1)!.keyId)).toContain('Đang ký')

    const authority = createTlsAuthority('CA moi cua Cong')
    const { cert: notAnAuthority } = authority.issue()
    authority.close()
    const announce = async (list: string) => post('/admin/keys/authorities', { ...(await asked('/admin/keys/authorities')), list }, bearer())
    for (const list of ['', 'CA', notAnAuthority]) expect((await announce(list)).status).toBe(400)
    expect((await announce(authority.pem)).status).toBe(303)
    expect((await findAnnouncement(portal.database))?.statement.caCertificates).toEqual([expect.stringContaining(authority.pem.trim())])
    expect(await read('/admin/keys')).toContain('CA moi cua Cong')
  })
})
