import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DocumentRow } from '../../electron/contract/documents.ts'
import { findOfficeCounters } from '../../electron/core/documents/office-counters.ts'
import { findFile, toStoredFile } from '../../electron/core/files/file-store.ts'
import { readEncryptedFile } from '../../electron/crypto/file-cipher.ts'
import { localDay } from '../../electron/domain/calendar.ts'
import { longDate } from '../../electron/domain/forms/form-text.ts'
import { createSoftToken } from '../native/softhsm.ts'
import { startFaultProxy, type FaultProxy } from '../portal/fault-proxy.ts'
import { readPdfsig, readPdfText } from '../harness/judge.ts'
import { startSigningProcesses, type SigningProcesses } from '../harness/signing-processes.ts'
import { writeSampleScan, writeTransparentPng } from '../harness/sample-scan.ts'
import { demoOffice } from '../harness/demo-office.ts'
import { getOk, inspect, removeFolder, startCounter, type Counter } from './support/counter.ts'
import { openOffice, startReferencePortal, type TestOffice } from './support/portal.ts'
import { waitFor } from './support/wait.ts'
import type { TestPortal } from '../unit/portal/support/engines.ts'

/** Two PCs of one office: the head's with her token, the records clerk's with the agency's. The half-signed document travels through the portal. */

const pin = '13572468'
const headName = demoOffice.officers.find(({ role }) => role === 'head')!.fullName
const clerkName = demoOffice.officers.find(({ role }) => role === 'records-clerk')!.fullName
const work = mkdtempSync(join(tmpdir(), 'qmc-documents-'))
let portal: TestPortal
let office: TestOffice
let head: Counter
let clerk: Counter
let headDesk: SigningProcesses
let clerkDesk: SigningProcesses
let pdf: string
let headLine: FaultProxy
let clerkLine: FaultProxy

beforeAll(async () => {
  portal = await startReferencePortal()
  office = await openOffice(portal.database)
  headLine = await startFaultProxy(portal.url)
  clerkLine = await startFaultProxy(portal.url)
  const headToken = createSoftToken({ dir: join(work, 'head'), label: 'Lanh dao', pin, commonName: headName })
  headDesk = startSigningProcesses({ env: { ...process.env, ...headToken.env }, answerPin: () => pin })
  head = await startCounter(headLine.url, office, { officer: office.officerId('head'), press: { get: () => Promise.resolve(headDesk.press) } })
  const agencyName = office.name
  createSoftToken({ dir: join(work, 'clerk'), label: 'Van thu', pin, commonName: clerkName })
  const agencyToken = createSoftToken({ dir: join(work, 'clerk'), label: 'Co quan', pin, commonName: agencyName, algorithm: 'ecdsa-p256' })
  clerkDesk = startSigningProcesses({ env: { ...process.env, ...agencyToken.env }, answerPin: () => pin })
  clerk = await startCounter(clerkLine.url, office, { code: 1, officer: office.officerId('records-clerk'), press: { get: () => Promise.resolve(clerkDesk.press) } })
  getOk(await head.call('signing.set-picture', { of: 'person', paths: [writeTransparentPng(join(work, 'hand.png'), [20, 40, 200])] }))
  getOk(await clerk.call('signing.set-picture', { of: 'agency', paths: [writeTransparentPng(join(work, 'seal.png'), [200, 20, 20])] }))
  pdf = await writeSampleScan(join(work, 'van-ban.pdf'), 'Quyết định')
}, 240_000)
afterAll(async () => {
  await head.close()
  await clerk.close()
  await headDesk.stop()
  await clerkDesk.stop()
  await headLine.close()
  await clerkLine.close()
  await portal.close()
  removeFolder(head)
  removeFolder(clerk)
  rmSync(work, { recursive: true, force: true })
})

async function importDocument(counter: Counter, change: Record<string, unknown> = {}): Promise<string> {
  const id = randomUUID()
  const base = { id, documentKind: 'outgoing' as const, title: 'Quyết định về việc công nhận', dossierId: null, ownNumber: null, notation: 'QĐ-UBND', formOfCopy: null, secrecy: 'none' as const, name: 'quyet dinh.pdf', paths: [pdf] }
  getOk(await counter.call('document.import', { ...base, ...change }))
  return id
}

async function getRow(counter: Counter, id: string): Promise<DocumentRow | undefined> {
  return getOk(await counter.call('document.list', {})).find((row) => row.id === id)
}

/** The newest bytes of a document as one counter keeps them, for a judge. */
function exportDocument(counter: Counter, sha256: string): string {
  const bytes = inspect(counter, (db) => {
    const file = toStoredFile(join(counter.dataFolder, 'files'), findFile(db, sha256)!)
    return readEncryptedFile(file.path, file.key)
  })
  const path = join(work, `${sha256}.pdf`)
  writeFileSync(path, bytes)
  return path
}

function findStoredPath(counter: Counter, sha256: string): string {
  return inspect(counter, (db) => toStoredFile(join(counter.dataFolder, 'files'), findFile(db, sha256)!).path)
}

describe('an outgoing document', () => {
  test('is signed by the head at her PC, sealed by the clerk at another, and both hold the same bytes', async () => {
    const id = await importDocument(head)
    const [row] = getOk(await head.call('document.list', {}))
    expect(row).toMatchObject({ id, stage: 'waits-person', file: { state: 'here' } })
    expect(row).not.toHaveProperty('number')
    const [signed] = getOk(await head.call('document.sign', { documents: [{ id, sha256: row!.sha256 }] }))
    expect(signed?.outcome.ok).toBe(true)

    const half = await waitFor('the half-signed document at the clerk’s', async () => {
      const found = await getRow(clerk, id)
      return found?.stage === 'waits-agency' && found.file.state === 'here' ? found : undefined
    }, 120_000)
    const [sealed] = getOk(await clerk.call('document.seal', { documents: [{ id, sha256: half.sha256 }] }))
    expect(sealed?.outcome).toMatchObject({ ok: true, number: '01/QĐ-UBND' })
    const done = await waitFor('the sealed document back at the head’s', async () => {
      const found = await getRow(head, id)
      return found?.stage === 'issued' && found.file.state === 'here' ? found : undefined
    }, 120_000)
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
    const half = await waitFor('the half-signed documents at the clerk’s', async () => {
      const found = await Promise.all(ids.map((id) => getRow(clerk, id)))
      return found.every((row) => row?.stage === 'waits-agency' && row.file.state === 'here') ? found.map((row) => ({ id: row!.id, sha256: row!.sha256 })) : undefined
    }, 120_000)
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
    }, 120_000)
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

describe('a hand-over bundle', () => {
  test('carries a document to the clerk and back with both lines cut; twice is once, changed is refused, and by the line later it is the same document', async () => {
    const stick = join(work, 'usb')
    mkdirSync(stick)
    await waitFor('both counters to know each other', () => [head, clerk].every((counter) => inspect(counter, (db) => findOfficeCounters(db)?.counters.length === 2)), 120_000)
    await headLine.down()
    await clerkLine.down()
    const paper = await writeSampleScan(join(work, 'mang-di.pdf'), 'Mang đi')
    const id = await importDocument(head, { paths: [paper] })
    const unsigned = (await getRow(head, id))!
    expect(getOk(await head.call('document.sign', { documents: [{ id, sha256: unsigned.sha256 }] }))[0]?.outcome.ok).toBe(true)
    const { path, documents } = getOk(await head.call('handover.export', { ids: [id], folder: stick }))
    expect(documents).toBe(1)
    const bundle = readFileSync(path, 'latin1')
    expect(bundle).not.toContain('công nhận')
    expect(readdirSync(stick)).toEqual([basename(path)])

    const refusals = [
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
    expect(getOk(await clerk.call('handover.import', { paths: [path] }))).toMatchObject({ documents: [{ id, outcome: 'taken' }] })
    expect(getOk(await clerk.call('handover.import', { paths: [path] }))).toMatchObject({ documents: [{ id, outcome: 'known' }] })
    const half = (await getRow(clerk, id))!
    expect(half).toMatchObject({ stage: 'waits-agency', file: { state: 'here' } })
    expect(getOk(await clerk.call('document.list', {})).filter((row) => row.id === id)).toHaveLength(1)

    const [sealed] = getOk(await clerk.call('document.seal', { documents: [{ id, sha256: half.sha256 }] }))
    expect(sealed?.outcome).toMatchObject({ ok: true })
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
      return waiting.length === 1 && waiting[0] === id
    }), 120_000)
    expect(await countAtPortal()).toBe(0)
    await headLine.up()
    await waitFor('the whole document at the portal', async () => {
      const [row] = await portal.database.query<{ stage: string; revision: number }>('select stage, revision from document where id = $1', [id])
      return row?.stage === 'issued' && row.revision === 4
    }, 120_000)
    expect(await countAtPortal()).toBe(1)
    for (const counter of [head, clerk]) {
      expect(getOk(await counter.call('document.list', {})).filter((row) => row.id === id)).toMatchObject([{ stage: 'issued', sha256: done.sha256 }])
      await waitFor('an empty queue', async () => getOk(await counter.call('status.get', {})).queue.entriesWaiting === 0, 120_000)
    }
    expect(head.log.join('') + clerk.log.join('')).toBe('')
  }, 400_000)
})
