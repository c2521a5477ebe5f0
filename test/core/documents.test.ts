import { randomUUID } from 'node:crypto'
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problemTypes } from '../../electron/contract/wire.ts'
import { localDay } from '../../electron/domain/calendar.ts'
import { longDate } from '../../electron/domain/forms/form-text.ts'
import type { FaultProxy } from '../portal/fault-proxy.ts'
import { readPdfsig, readPdfText } from '../harness/judge.ts'
import { writeSampleScan } from '../harness/sample-scan.ts'
import { getOk, pullNow, type Counter } from './support/counter.ts'
import type { TestOffice } from './support/portal.ts'
import { walkHandOver } from './support/hand-over-walk.ts'
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

test('a hand-over bundle carries documents to the clerk and back with both lines cut; twice is once, changed is refused, by the line later it is the same document, and one whose maker is gone is told from here', async () => {
  await walkHandOver(desks)
  expect(head.log.join('') + clerk.log.join('')).toBe('')
}, 400_000)
