import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problemTypes } from '../../electron/contract/wire.ts'
import { getDevice } from '../../electron/core/context.ts'
import { findOfficeCounters } from '../../electron/core/documents/office-counters.ts'
import { importPrivateKey } from '../../electron/crypto/ed25519.ts'
import { readHandover, writeHandover } from '../../electron/crypto/handover-file.ts'
import { localDay } from '../../electron/domain/calendar.ts'
import { longDate } from '../../electron/domain/forms/form-text.ts'
import type { FaultProxy } from '../portal/fault-proxy.ts'
import { readPdfsig, readPdfText } from '../harness/judge.ts'
import { writeSampleScan } from '../harness/sample-scan.ts'
import { getOk, inspect, pullNow, type Counter } from './support/counter.ts'
import type { TestOffice } from './support/portal.ts'
import { clerkName, headName, startTwoDesks, type TwoDesks } from './support/two-desks.ts'
import { waitFor } from './support/wait.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

/** Two PCs of one office: the head's with her token, the records clerk's with the agency's. The half-signed document travels through the portal. */

let desks: TwoDesks
let work: string
let portal: TestPortal
let office: TestOffice
let head: Counter
let clerk: Counter
let headLine: FaultProxy
let clerkLine: FaultProxy
let importDocument: TwoDesks['importDocument']
let getRow: TwoDesks['getRow']
let exportDocument: TwoDesks['exportDocument']
let findStoredPath: TwoDesks['findStoredPath']

beforeAll(async () => {
  desks = await startTwoDesks()
  ;({ work, portal, office, head, clerk, headLine, clerkLine, importDocument, getRow, exportDocument, findStoredPath } = desks)
}, 240_000)
afterAll(() => desks.close())

describe('an outgoing document', () => {
  test('is signed by the head at her PC, sealed by the clerk at another, and both hold the same bytes', async () => {
    const id = await importDocument(head)
    const [row] = getOk(await head.call('document.list', {}))
    expect(row).toMatchObject({ id, stage: 'waits-person', file: { state: 'here' } })
    expect(row).not.toHaveProperty('number')
    const [signed] = getOk(await head.call('document.sign', { documents: [{ id, sha256: row!.sha256 }] }))
    expect(signed?.outcome.ok).toBe(true)

    await desks.emptied(head)
    const half = await waitFor('the half-signed document at the clerk’s', async () => {
      await pullNow(clerk)
      const found = await getRow(clerk, id)
      return found?.stage === 'waits-agency' && found.file.state === 'here' ? found : undefined
    })
    const [sealed] = getOk(await clerk.call('document.seal', { documents: [{ id, sha256: half.sha256 }] }))
    expect(sealed?.outcome).toMatchObject({ ok: true, number: '01/QĐ-UBND' })
    await desks.emptied(clerk)
    const done = await waitFor('the sealed document back at the head’s', async () => {
      await pullNow(head)
      const found = await getRow(head, id)
      return found?.stage === 'issued' && found.file.state === 'here' ? found : undefined
    })
    expect(done.sha256).toBe((await getRow(clerk, id))?.sha256)
    const said = readPdfsig(exportDocument(head, done.sha256))
    expect(said.match(/Signature is Valid/g)).toHaveLength(2)
    expect(said).toContain('Total document signed')
    const today = localDay(Date.now())
    expect(readPdfText(exportDocument(head, done.sha256))).toContain(`Số: 01/QĐ-UBND, ${longDate(today)}`)
    expect(done.number).toBe('01/QĐ-UBND')
    const view = getOk(await clerk.call('document.get', { id }))
    expect(view.signatures.map(({ role, signerName, officerName }) => [role, signerName, officerName])).toEqual([
      ['person', headName, headName],
      ['agency', office.name, clerkName]
    ])
    expect(head.log.join('') + clerk.log.join('')).toBe('')
  }, 300_000)

  test('keeps its number when its sealing fails, for the next try of the same document; one sent back instead has its number voided', async () => {
    // Signed within one second the same paper would be the same bytes.
    const papers = await Promise.all(['Thứ nhất', 'Thứ hai', 'Thứ ba'].map((title, index) => writeSampleScan(join(work, `van-ban-${index}.pdf`), title)))
    const ids = [await importDocument(head, { paths: [papers[0]] }), await importDocument(head, { paths: [papers[1]] }), await importDocument(head, { paths: [papers[2]] })] as const
    const rows = await Promise.all(ids.map(async (id) => ({ id, sha256: (await getRow(head, id))!.sha256 })))
    for (const { outcome } of getOk(await head.call('document.sign', { documents: rows }))) expect(outcome.ok).toBe(true)
    await desks.emptied(head)
    const half = await waitFor('the half-signed documents at the clerk’s', async () => {
      await pullNow(clerk)
      const found = await Promise.all(ids.map((id) => getRow(clerk, id)))
      return found.every((row) => row?.stage === 'waits-agency' && row.file.state === 'here') ? found.map((row) => ({ id: row!.id, sha256: row!.sha256 })) : undefined
    })
    const moved = half.slice(0, 2).map(({ sha256 }) => findStoredPath(clerk, sha256))
    for (const path of moved) renameSync(path, `${path}.away`)
    const failed = getOk(await clerk.call('document.seal', { documents: half.slice(0, 2) }))
    expect(failed.map(({ outcome }) => outcome.ok)).toEqual(failed.map(() => false))
    for (const path of moved) renameSync(`${path}.away`, path)
    const numbered = await Promise.all(ids.map(async (id) => (await getRow(clerk, id))?.number))
    const first = numbered[0]
    expect(first).toMatch(/^\d\d\/QĐ-UBND$/)
    expect(numbered[2]).toBeUndefined()

    const returned = getOk(await clerk.call('document.get', { id: ids[1] }))
    getOk(await clerk.call('document.return', { id: ids[1], baseRevision: returned.revision, reason: 'Sai thể thức' }))
    const sealed = getOk(await clerk.call('document.seal', { documents: [half[0]!, half[2]!] }))
    const numbers = sealed.map(({ outcome }) => (outcome.ok ? outcome.number : undefined))
    expect(numbers[0]).toBe(first)
    const given = [numbered[0], numbered[1], numbers[1]].filter((number) => number !== undefined)
    expect(new Set(given).size).toBe(given.length)
    // Every number is accounted for at the portal: given or void, none between them missing.
    const account = await waitFor('the numbers at the portal', async () => {
      const told = await portal.database.query<{ serial: number; state: string }>('select serial, state from number_account where series like $1 order by serial', [`%${office.id}%`])
      return told.length === given.length + 1 ? told : undefined
    })
    expect(account.map(({ serial }) => serial)).toEqual(account.map((_, index) => index + 1))
    expect(account.filter(({ state }) => state === 'void').length).toBe(numbered[1] === undefined ? 0 : 1)
  }, 300_000)

  test('is not sealed before the head has signed, nor by the clerk with her own token, nor other bytes than were seen; a secret one is not even read', async () => {
    const id = await importDocument(clerk)
    const row = (await getRow(clerk, id))!
    const [early] = getOk(await clerk.call('document.seal', { documents: [{ id, sha256: row.sha256 }] }))
    expect(early?.outcome).toEqual({ ok: false, error: { kind: 'document-not-your-turn', stage: 'waits-person' } })
    expect(await clerk.call('document.sign', { documents: [{ id, sha256: row.sha256 }] })).toEqual({ ok: false, error: { kind: 'not-permitted', role: 'records-clerk' } })
    expect(await head.call('document.seal', { documents: [{ id, sha256: row.sha256 }] })).toEqual({ ok: false, error: { kind: 'not-permitted', role: 'head' } })
    const copy = await importDocument(clerk, { documentKind: 'copy', ownNumber: null })
    const [changed] = getOk(await clerk.call('document.seal', { documents: [{ id: copy, sha256: 'a'.repeat(64) }] }))
    expect(changed?.outcome).toEqual({ ok: false, error: { kind: 'file-changed' } })
    const certificates = getOk(await clerk.call('signing.certificates', { role: 'agency' }))
    expect(certificates.map(({ commonName, obstacle }) => [commonName, obstacle])).toEqual([
      [office.name, undefined],
      [clerkName, 'of-another']
    ])
    const clerksOwn = certificates.find(({ commonName }) => commonName === clerkName)!
    const { tokenSerial, certificateId } = clerksOwn
    expect(await clerk.call('document.seal', { documents: [{ id: copy, sha256: (await getRow(clerk, copy))!.sha256 }], certificate: { tokenSerial, certificateId } })).toEqual({
      ok: false,
      error: { kind: 'agency-token-needed', signerName: clerkName, agencyName: office.name }
    })
    const [sealed] = getOk(await clerk.call('document.seal', { documents: [{ id: copy, sha256: (await getRow(clerk, copy))!.sha256 }] }))
    expect(sealed?.outcome.ok).toBe(true)
    const secret = { id: randomUUID(), documentKind: 'outgoing' as const, title: 'Kế hoạch', dossierId: null, ownNumber: '1', notation: null, formOfCopy: null, secrecy: 'mat' as const, name: 'x.pdf', paths: [join(work, 'not-there.pdf')] }
    expect(await clerk.call('document.import', secret)).toEqual({ ok: false, error: { kind: 'secret-document', names: [] } })
    const returned = getOk(await clerk.call('document.get', { id }))
    getOk(await clerk.call('document.return', { id, baseRevision: returned.revision, reason: 'Sai thể thức' }))
    expect((await getRow(clerk, id))?.stage).toBe('returned')
  }, 300_000)
})

describe('what the portal refuses of a document', () => {
  test('signed here, sent back there: the portal’s side stands, and what was signed is sent no more', async () => {
    const document = await desks.shared(clerk, head)
    const { id } = document
    await headLine.down()
    expect(getOk(await head.call('document.sign', { documents: [document] }))[0]?.outcome.ok).toBe(true)
    await desks.give(clerk, id, 'Sai căn cứ')
    await desks.reached(id, 'returned')
    await headLine.up()
    const { item, dispute } = await desks.disputeOf(head, id)
    expect(item).toMatchObject({ kind: 'document.signed', text: headName, problemType: problemTypes.editConflict })
    expect(dispute).toMatchObject({ keepable: 0, isMendable: false, steps: [{ kind: 'document.signed', officerName: headName }], atPortal: { stage: 'returned', returned: { reason: 'Sai căn cứ', by: clerkName }, signatures: [] } })
    const { seq } = item
    const settle = (act: 'withdraw' | 'keep', reason = 'Theo Cổng') => head.call('queue.settle-document', { seq, reason, settlement: { act } })
    expect(await settle('withdraw', ' ')).toEqual({ ok: false, error: { kind: 'reason-missing' } })
    expect(await settle('keep')).toEqual({ ok: false, error: { kind: 'ours-not-applicable' } })
    expect(getOk(await settle('withdraw'))).toEqual({ replayed: 0, withdrawn: 1 })
    expect(await settle('withdraw')).toEqual({ ok: false, error: { kind: 'queue-item-gone' } })
    await desks.emptied(head)
    expect(await getRow(head, id)).toMatchObject({ stage: 'returned', sha256: document.sha256 })
    expect(getOk(await head.call('queue.list', {})).filter(({ documentId }) => documentId === id)).toEqual([])
    expect(getOk(await head.call('queue.withdrawn', {}))).toMatchObject([{ kind: 'document.signed', text: headName, reason: 'Theo Cổng', replaced: false }])
    expect(await portal.database.query('select 1 from refusal')).toEqual([])
  }, 300_000)

  test('sent back here, signed there: the return is kept on the portal’s version; sealed here, sent back there: its number is void', async () => {
    const first = await desks.shared(clerk, head)
    const second = await desks.shared(head, clerk)
    expect(getOk(await head.call('document.sign', { documents: [second] }))[0]?.outcome.ok).toBe(true)
    await desks.emptied(head)
    const half = await waitFor('the half-signed one', async () => {
      await pullNow(clerk)
      const found = await getRow(clerk, second.id)
      return found?.stage === 'waits-agency' && found.file.state === 'here' ? found : undefined
    })
    await clerkLine.down()
    await desks.give(clerk, first.id, 'Thiếu phụ lục')
    const [sealed] = getOk(await clerk.call('document.seal', { documents: [{ id: second.id, sha256: half.sha256 }] }))
    const number = sealed?.outcome.ok ? sealed.outcome.number : undefined
    expect(getOk(await head.call('document.sign', { documents: [first] }))[0]?.outcome.ok).toBe(true)
    await desks.give(head, second.id, 'Ký nhầm')
    await desks.reached(first.id, 'waits-agency')
    await desks.reached(second.id, 'returned')
    await clerkLine.up()

    const kept = await desks.disputeOf(clerk, first.id)
    expect(kept.dispute).toMatchObject({ keepable: 1, atPortal: { stage: 'waits-agency', signatures: [{ role: 'person', signerName: headName }] } })
    expect(getOk(await clerk.call('queue.settle-document', { seq: kept.item.seq, reason: 'Vẫn thiếu phụ lục', settlement: { act: 'keep' } }))).toEqual({ replayed: 1, withdrawn: 0 })
    await desks.reached(first.id, 'returned')

    const lost = await desks.disputeOf(clerk, second.id)
    expect(lost.dispute).toMatchObject({ keepable: 0, number, steps: [{ kind: 'document.numbered' }, { kind: 'document.signed' }] })
    expect(getOk(await clerk.call('queue.settle-document', { seq: lost.item.seq, reason: 'Lãnh đạo ký nhầm', settlement: { act: 'withdraw' } }))).toEqual({ replayed: 0, withdrawn: 2, voided: number })
    expect(await getRow(clerk, second.id)).toMatchObject({ stage: 'returned', sha256: half.sha256, stamp: { state: 'none' } })
    await desks.emptied(clerk)
    const [account] = await portal.database.query<{ state: string }>('select state from number_account where series like $1 and serial = $2', [`%${office.id}%`, Number(number?.split('/')[0])])
    expect(account).toEqual({ state: 'void' })
  }, 300_000)

  test('a title the portal does not take is corrected and all that was done arrives, or the document is withdrawn and in no list', async () => {
    await portal.database.query(`alter table document add constraint title_rule check (state::jsonb ->> 'title' not like '%cấm%')`)
    const copies = await Promise.all([0, 1].map(() => importDocument(clerk, { documentKind: 'copy', title: 'Bản sao cấm', ownNumber: null })))
    const [mended = '', given = ''] = copies
    for (const id of copies) {
      const { sha256 } = (await getRow(clerk, id))!
      expect(getOk(await clerk.call('document.seal', { documents: [{ id, sha256 }] }))[0]?.outcome.ok).toBe(true)
    }
    const { seq } = await desks.findRefused(clerk, mended)
    expect(getOk(await clerk.call('queue.document', { seq }))).toMatchObject({ isMendable: true, title: 'Bản sao cấm' })
    expect(await clerk.call('queue.settle-document', { seq, reason: 'Sai trích yếu', settlement: { act: 'mend', title: ' ' } })).toEqual({ ok: false, error: { kind: 'document-title-missing' } })
    expect(getOk(await clerk.call('queue.settle-document', { seq, reason: 'Sai trích yếu', settlement: { act: 'mend', title: 'Bản sao giấy khai sinh' } }))).toEqual({ replayed: 2, withdrawn: 0 })
    await desks.reached(mended, 'issued')
    expect(await getRow(clerk, mended)).toMatchObject({ title: 'Bản sao giấy khai sinh', stage: 'issued' })
    const other = await desks.findRefused(clerk, given)
    expect(getOk(await clerk.call('queue.settle-document', { seq: other.seq, reason: 'Nhập nhầm', settlement: { act: 'withdraw' } }))).toEqual({ replayed: 0, withdrawn: 2 })
    expect(await getRow(clerk, given)).toBeUndefined()
    await desks.emptied(clerk)
    expect(await desks.atPortal(given)).toBeUndefined()
    expect(getOk(await clerk.call('queue.list', {})).filter(({ documentId }) => documentId === given)).toEqual([])
    expect(head.log.join('') + clerk.log.join('')).toBe('')
  }, 300_000)
})

describe('a hand-over bundle', () => {
  test('carries documents to the clerk and back with both lines cut; twice is once, changed is refused, by the line later it is the same document, and one whose maker is gone is told from here', async () => {
    const stick = join(work, 'usb')
    mkdirSync(stick)
    await waitFor('both counters to know each other', () => [head, clerk].every((counter) => inspect(counter, (db) => findOfficeCounters(db)?.counters.length === 2)), 120_000)
    await headLine.down()
    await clerkLine.down()
    const papers = await Promise.all(['Mang đi', 'Máy kia hỏng'].map((title, index) => writeSampleScan(join(work, `mang-di-${index}.pdf`), title)))
    const [id, orphan] = [await importDocument(head, { paths: [papers[0]] }), await importDocument(head, { paths: [papers[1]] })]
    const unsigned = await Promise.all([id, orphan].map(async (each) => ({ id: each, sha256: (await getRow(head, each))!.sha256 })))
    expect(getOk(await head.call('document.sign', { documents: unsigned })).map(({ outcome }) => outcome.ok)).toEqual([true, true])
    const { path, documents } = getOk(await head.call('handover.export', { ids: [id, orphan], folder: stick }))
    expect(documents).toBe(2)
    const bundle = readFileSync(path, 'latin1')
    expect(bundle).not.toContain('công nhận')
    expect(readdirSync(stick)).toEqual([basename(path)])
    const { privateKey, ...device } = inspect(head, getDevice)
    const [key] = inspect(head, findOfficeCounters)!.keys
    const [list, file] = readHandover(bundle)!.open(key!.key)
    const withTooLongList = writeHandover({ ...device, privateKey: importPrivateKey('ed25519', privateKey) }, key!, '', [Buffer.concat([list!, Buffer.alloc(1_000_000, ' ')]), file!])
    const refusals = [
      [withTooLongList, 'handover-unreadable'],
      [`${bundle.slice(0, bundle.length / 2)}${bundle.at(bundle.length / 2) === 'A' ? 'B' : 'A'}${bundle.slice(bundle.length / 2 + 1)}`, 'handover-tampered'],
      [bundle.slice(0, bundle.length / 2), 'handover-unreadable'],
      [bundle.replace(office.id, 'x'.repeat(office.id.length)), 'handover-foreign'],
      ['%PDF-1.4\n', 'handover-unreadable']
    ] as const
    for (const [text, kind] of refusals) {
      writeFileSync(join(stick, 'hong.qmcbg'), text, 'latin1')
      expect(await clerk.call('handover.import', { paths: [join(stick, 'hong.qmcbg')] })).toEqual({ ok: false, error: { kind } })
    }
    expect(await getRow(clerk, id)).toBeUndefined()
    expect(getOk(await clerk.call('handover.import', { paths: [path] }))).toMatchObject({ documents: [{ id, outcome: 'taken' }, { id: orphan, outcome: 'taken' }] })
    expect(getOk(await clerk.call('handover.import', { paths: [path] }))).toMatchObject({ documents: [{ id, outcome: 'known' }, { id: orphan, outcome: 'known' }] })
    const half = (await getRow(clerk, id))!
    expect(half).toMatchObject({ stage: 'waits-agency', file: { state: 'here' } })
    expect(getOk(await clerk.call('document.list', {})).filter((row) => row.id === id)).toHaveLength(1)

    const sealed = getOk(await clerk.call('document.seal', { documents: [{ id, sha256: half.sha256 }, { id: orphan, sha256: (await getRow(clerk, orphan))!.sha256 }] }))
    expect(sealed.map(({ outcome }) => outcome.ok)).toEqual([true, true])
    const back = getOk(await clerk.call('handover.export', { ids: [id], folder: stick }))
    expect(getOk(await head.call('handover.import', { paths: [back.path] }))).toMatchObject({ documents: [{ id, outcome: 'taken' }] })
    const done = (await getRow(head, id))!
    expect(done).toMatchObject({ stage: 'issued', file: { state: 'here' }, sha256: (await getRow(clerk, id))!.sha256 })
    const said = readPdfsig(exportDocument(head, done.sha256))
    expect(said.match(/Signature is Valid/g)).toHaveLength(2)
    expect(said).toContain('Total document signed')

    // The clerk's line is back first: what she did waits for the head's part, and holds nothing else up.
    await clerkLine.up()
    const countAtPortal = async (): Promise<number> => (await portal.database.query('select 1 from document where id = $1', [id])).length
    await waitFor('all but the carried document received', () => inspect(clerk, (db) => {
      const waiting = db.prepare("SELECT DISTINCT lane FROM delivery WHERE state <> 'received'").pluck().all()
      return waiting.length === 2 && waiting.includes(id) && waiting.includes(orphan)
    }), 120_000)
    expect(await countAtPortal()).toBe(0)
    // It says for whom it waits. The head's PC is lost, as far as the clerk knows: she has it told whole, its steps under those who did them.
    const [held] = getOk(await clerk.call('queue.list', {})).filter(({ documentId }) => documentId === orphan)
    expect(held).toMatchObject({ kind: 'document.numbered', state: 'queued', heldFor: { counterNumber: 1, since: expect.any(String) as string } })
    expect(await clerk.call('queue.tell-for-other', { seq: held!.seq, reason: ' ' })).toEqual({ ok: false, error: { kind: 'reason-missing' } })
    expect(getOk(await clerk.call('queue.tell-for-other', { seq: held!.seq, reason: 'Máy lãnh đạo hỏng ổ đĩa' }))).toEqual({ replayed: 4, withdrawn: 0 })
    expect(await clerk.call('queue.tell-for-other', { seq: held!.seq, reason: 'Lần nữa' })).toEqual({ ok: false, error: { kind: 'queue-item-gone' } })
    await desks.reached(orphan, 'issued')
    expect(await countAtPortal()).toBe(0)
    await headLine.up()
    await waitFor('the whole document at the portal', async () => {
      const [row] = await portal.database.query<{ stage: string; revision: number }>('select stage, revision from document where id = $1', [id])
      return row?.stage === 'issued' && row.revision === 4
    })
    expect(await countAtPortal()).toBe(1)
    // The head's PC was not lost after all: what it still had to tell is there already.
    const { item, dispute } = await desks.disputeOf(head, orphan)
    expect(dispute).toMatchObject({ atPortal: { stage: 'issued', signatures: [{ role: 'person', signerName: headName }, { role: 'agency' }] } })
    expect(getOk(await head.call('queue.settle-document', { seq: item.seq, reason: 'Văn thư đã gửi thay', settlement: { act: 'withdraw' } }))).toEqual({ replayed: 0, withdrawn: 2 })
    expect((await getRow(head, orphan))?.sha256).toBe((await getRow(clerk, orphan))?.sha256)
    for (const counter of [head, clerk]) {
      expect(getOk(await counter.call('document.list', {})).filter((row) => row.id === id)).toMatchObject([{ stage: 'issued', sha256: done.sha256 }])
      await waitFor('an empty queue', async () => getOk(await counter.call('status.get', {})).queue.entriesWaiting === 0, 120_000)
    }
    expect(head.log.join('') + clerk.log.join('')).toBe('')
  }, 400_000)
})
