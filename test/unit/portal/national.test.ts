import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import * as tus from 'tus-js-client'
import { signRequest } from '../../../electron/crypto/http-signature.ts'
import { nationalAccount, startNationalDouble, type NationalDouble } from '../../harness/national-double.ts'
import { getMirror } from '../../portal/national/mirror-store.ts'
import type { PortalOptions } from '../../portal/server.ts'
import { enrolCounter, type TestCounter } from './support/counter.ts'
import { attachFile, changeStatus, receive, receivedFacts } from './support/dossier.ts'
import { startTestPortal, type TestPortal } from './support/engines.ts'
import { openOffice } from './support/office.ts'

const isPostgres = process.env['DATABASE_URL'] !== undefined

describe.runIf(isPostgres)('the relay to the national portal', () => {
  let double: NationalDouble
  let national: NonNullable<PortalOptions['national']>
  let portal: TestPortal
  let counter: TestCounter
  let serial = 0
  beforeAll(async () => {
    double = await startNationalDouble()
    national = { adapterUrl: double.url, ...nationalAccount, restMs: 50 }
    portal = await startTestPortal('postgresql', { national })
    counter = await enrolCounter(portal.url, (await openOffice(portal.database)).codes[0]!)
  })
  afterAll(async () => {
    await portal.close()
    await double.close()
  })
  beforeEach(() => {
    double.trick = () => undefined
    double.refuse = () => undefined
  })

  const wait = <T>(look: () => T | Promise<T>) => vi.waitFor(look, 60_000)
  const hurry = () => portal.database.query('update national_mirror set due_at = now() where told_news < news')
  /** All news are read and told. */
  const expectSettled = async () => {
    const unread = await portal.database.query(`select 1 from change_log, national_relay where kind = 'dossier-status' and (xid, change_log.id) > (feed_xid, feed_id)`)
    expect([unread.length, await getMirror(portal.database)]).toMatchObject([0, { waiting: 0, failing: [] }])
  }
  const settled = () => wait(expectSettled)
  /** @param toggles times that a withdrawal is asked for and taken back: two steps each */
  async function bring(toggles = 0) {
    const entry = receive(counter, ++serial)
    const facts = receivedFacts(counter, serial)
    const changes = [changeStatus(counter, entry.dossier, 1, 2, 4)]
    for (let revision = 2; changes.length < 1 + 2 * toggles; revision += 2) changes.push(changeStatus(counter, entry.dossier, revision, 4, 7), changeStatus(counter, entry.dossier, revision + 1, 7, 4))
    const { results } = await counter.push([entry, ...changes])
    expect(results.every(({ outcome }) => outcome === 'accepted')).toBe(true)
    return { ...entry, facts, revision: 1 + changes.length, stepsThere: () => double.steps.filter(({ MaHoSo }) => MaHoSo === facts.code) }
  }
  async function upload(bytes: Buffer, sha256: string, dossier: string): Promise<void> {
    await new Promise<void>((resolve, reject) =>
      new tus.Upload(bytes, {
        endpoint: `${portal.url}/v1/files`,
        metadata: { sha256, dossier },
        onBeforeRequest: (request) => {
          for (const [name, value] of Object.entries(signRequest({ method: request.getMethod(), path: new URL(request.getURL()).pathname }, counter.key, Math.floor(Date.now() / 1000)))) request.setHeader(name, value)
        },
        onError: reject,
        onSuccess: () => resolve()
      }).start()
    )
  }

  test('tells a dossier, its steps in order and ten at once, and each scan when it is whole', async () => {
    const { dossier, facts, revision, stepsThere } = await bring(12)
    await settled()
    expect(double.dossiers.get(facts.code)).toMatchObject({ MaHoSo: facts.code, TrangThaiHoSo: '4', KenhThucHien: '1', NgayTiepNhan: '20210315093000', ChuHoSo: facts.applicant.fullName, TaiLieuNop: [], NgayTra: '' })
    expect(stepsThere().map(({ TrangThai }) => TrangThai)).toEqual(['2', '4', ...Array.from({ length: 12 }, () => ['7', '4']).flat()])
    expect(double.asked.filter((what) => what.startsWith('CapNhatTienDoHoSoMC')).slice(-3)).toEqual(['CapNhatTienDoHoSoMC 10', 'CapNhatTienDoHoSoMC 10', 'CapNhatTienDoHoSoMC 6'])

    const bytes = randomBytes(5_000)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    await counter.push([attachFile(counter, dossier, revision, { sha256, sizeBytes: bytes.length })])
    await settled()
    expect(double.dossiers.get(facts.code)).toMatchObject({ TaiLieuNop: [], HoSoCoThanhPhanSoHoa: '0' })
    await upload(bytes, sha256, dossier)
    await settled()
    const [paper] = double.dossiers.get(facts.code)!['TaiLieuNop'] as { TenTepDinhKem: string; DuongDanTaiTepTin: string; DuocSoHoa: string }[]
    expect(paper).toMatchObject({ TenTepDinhKem: 'to-khai.pdf', DuocSoHoa: '1', IsDeleted: '0' })
    expect(Buffer.from(await (await fetch(paper!.DuongDanTaiTepTin)).arrayBuffer()).equals(bytes)).toBe(true)
    for (const wrong of [paper!.DuongDanTaiTepTin.slice(0, -1), paper!.DuongDanTaiTepTin.replace(/\?.*/, '')]) expect((await fetch(wrong)).status).toBe(404)
    expect(stepsThere()).toHaveLength(26)
  })

  test('a lost answer, a session that ended and a page in place of an answer cost nothing but time', async () => {
    const tricks = new Map([
      ['DongBoHoSoMC', ['drop', 'html', 'end-session']],
      ['CapNhatTienDoHoSoMC', ['html', 'end-session']]
    ] as const)
    const left = new Map([...tricks].map(([service, some]) => [service as string, [...some]]))
    double.trick = (service) => left.get(service)?.shift()
    const before = double.logIns
    const { facts, stepsThere } = await bring(1)
    await wait(async () => {
      await hurry()
      await expectSettled()
    })
    expect([...left.values()].flat()).toEqual([])
    expect(double.dossiers.get(facts.code)).toMatchObject({ TrangThaiHoSo: '4' })
    expect(stepsThere().map(({ TrangThai }) => TrangThai)).toEqual(['2', '4', '7', '4'])
    expect(double.logIns - before).toBe(2)
  })

  test('what is refused stands on the administrator’s page in the other side’s words, delays no other, and goes when it is mended', async () => {
    double.refuse = (dossier) => (dossier['TrichYeuHoSo'] === 'Nội dung đã sửa' ? undefined : 'Thiếu mã <b>lĩnh vực</b>')
    const { dossier, facts, revision } = await bring()
    const failing = await wait(async () => {
      const mirror = await getMirror(portal.database)
      expect(mirror.failing).toHaveLength(1)
      return mirror.failing[0]!
    })
    expect(failing).toMatchObject({ code: facts.code, problem: 'Thiếu mã <b>lĩnh vực</b>', attempts: 1 })
    const page = await (await fetch(`${portal.url}/admin/national`, { headers: { authorization: `Bearer ${portal.adminToken}` } })).text()
    expect(page).toContain(facts.code)
    expect(page).toContain('Thiếu mã &lt;b&gt;lĩnh vực&lt;/b&gt;')
    expect((await fetch(`${portal.url}/admin/national`)).status).toBe(401)
    double.refuse = (other) => (other.MaHoSo === facts.code && other['TrichYeuHoSo'] !== 'Nội dung đã sửa' ? 'Thiếu mã' : undefined)
    const other = await bring()
    await wait(() => expect(other.stepsThere()).toHaveLength(2))
    expect(double.dossiers.has(facts.code)).toBe(false)
    await counter.push([counter.write({ kind: 'dossier.amended', dossier, baseRevision: revision, payload: { at: '2021-03-15T10:30:00+07:00', reason: 'sửa trích yếu', changes: { subject: 'Nội dung đã sửa' } } })])
    await wait(async () => {
      await hurry()
      expect(double.dossiers.get(facts.code)).toMatchObject({ TrichYeuHoSo: 'Nội dung đã sửa' })
    })
    await settled()
  })

  test('a national portal that forgot a dossier is given it anew at the next change', async () => {
    const { dossier, facts, revision } = await bring()
    await settled()
    double.forget()
    await counter.push([changeStatus(counter, dossier, revision, 4, 9)])
    await settled()
    expect(double.dossiers.get(facts.code)).toMatchObject({ TrangThaiHoSo: '9', NgayKetThucXuLy: '20210315100000' })
  })

  test('two instances share the work and tell each step once', async () => {
    const other = await portal.startAnother({ national })
    try {
      const brought = []
      for (let index = 0; index < 12; index++) brought.push(await bring(2))
      await settled()
      for (const { facts, stepsThere } of brought) {
        expect(double.dossiers.get(facts.code)).toMatchObject({ TrangThaiHoSo: '4' })
        expect(stepsThere()).toHaveLength(6)
      }
    } finally {
      await other.close()
    }
  })
})
