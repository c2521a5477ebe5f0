import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DocumentDispute } from '../../../electron/contract/document-queue.ts'
import type { DocumentRow } from '../../../electron/contract/documents.ts'
import type { QueueItem } from '../../../electron/contract/views.ts'
import { findFile, toStoredFile } from '../../../electron/core/files/file-store.ts'
import { readEncryptedFile } from '../../../electron/crypto/file-cipher.ts'
import { demoOffice } from '../../harness/demo-office.ts'
import { writeSampleScan, writeTransparentPng } from '../../harness/sample-scan.ts'
import { keepPress } from '../../harness/kept-press.ts'
import { createSoftToken } from '../../native/softhsm.ts'
import { startFaultProxy, type FaultProxy } from '../../portal/fault-proxy.ts'
import type { TestPortal } from '../../unit/portal/support/engines.ts'
import { getOk, inspect, pullNow, removeFolder, startCounter, type Counter } from './counter.ts'
import { openOffice, startReferencePortal, type TestOffice } from './portal.ts'
import { waitFor } from './wait.ts'

const pin = '13572468'
export const headName = demoOffice.officers.find(({ role }) => role === 'head')!.fullName
export const clerkName = demoOffice.officers.find(({ role }) => role === 'records-clerk')!.fullName

/** Two PCs of one office, each with a line of its own: the head's with her token, the records clerk's with her own and the agency's. */
export interface TwoDesks {
  work: string
  portal: TestPortal
  office: TestOffice
  head: Counter
  clerk: Counter
  headLine: FaultProxy
  clerkLine: FaultProxy
  importDocument(counter: Counter, change?: Record<string, unknown>): Promise<string>
  getRow(counter: Counter, id: string): Promise<DocumentRow | undefined>
  /** Writes the newest bytes of a document as one counter keeps them, for a judge. */
  exportDocument(counter: Counter, sha256: string): string
  findStoredPath(counter: Counter, sha256: string): string
  /** A new document of one counter that the other holds too, file and all. */
  shared(from: Counter, to: Counter): Promise<{ id: string; sha256: string }>
  give(counter: Counter, id: string, reason: string): Promise<void>
  findRefused(counter: Counter, id: string): Promise<QueueItem>
  /** The refused item and both sides of it, once the portal's has come. */
  disputeOf(counter: Counter, id: string): Promise<{ item: QueueItem; dispute: DocumentDispute }>
  atPortal(id: string): Promise<{ stage: string; revision: number } | undefined>
  reached(id: string, stage: string): Promise<unknown>
  emptied(counter: Counter): Promise<unknown>
  close(): Promise<void>
}

const waitMs = 120_000

export async function startTwoDesks(): Promise<TwoDesks> {
  const work = mkdtempSync(join(tmpdir(), 'qmc-documents-'))
  const portal = await startReferencePortal()
  const office = await openOffice(portal.database)
  const headLine = await startFaultProxy(portal.url)
  const clerkLine = await startFaultProxy(portal.url)
  const headToken = createSoftToken({ dir: join(work, 'head'), label: 'Lanh dao', pin, commonName: headName })
  const headDesk = keepPress({ env: { ...process.env, ...headToken.env }, answerPin: () => pin })
  const head = await startCounter(headLine.url, office, { officer: office.officerId('head'), press: headDesk.press })
  createSoftToken({ dir: join(work, 'clerk'), label: 'Van thu', pin, commonName: clerkName })
  const agencyToken = createSoftToken({ dir: join(work, 'clerk'), label: 'Co quan', pin, commonName: office.name, algorithm: 'ecdsa-p256' })
  const clerkDesk = keepPress({ env: { ...process.env, ...agencyToken.env }, answerPin: () => pin })
  const clerk = await startCounter(clerkLine.url, office, { code: 1, officer: office.officerId('records-clerk'), press: clerkDesk.press })
  getOk(await head.call('signing.set-picture', { of: 'person', paths: [writeTransparentPng(join(work, 'hand.png'), [20, 40, 200])] }))
  getOk(await clerk.call('signing.set-picture', { of: 'agency', paths: [writeTransparentPng(join(work, 'seal.png'), [200, 20, 20])] }))
  const pdf = await writeSampleScan(join(work, 'van-ban.pdf'), 'Quyết định')
  const findStored = (counter: Counter, sha256: string) => inspect(counter, (db) => toStoredFile(join(counter.dataFolder, 'files'), findFile(db, sha256)!))

  const importDocument: TwoDesks['importDocument'] = async (counter, change = {}) => {
    const id = randomUUID()
    const base = { id, documentKind: 'outgoing' as const, title: 'Quyết định về việc công nhận', dossierId: null, ownNumber: null, notation: 'QĐ-UBND', formOfCopy: null, secrecy: 'none' as const, name: 'quyet dinh.pdf', paths: [pdf] }
    getOk(await counter.call('document.import', { ...base, ...change }))
    return id
  }
  const getRow: TwoDesks['getRow'] = async (counter, id) => getOk(await counter.call('document.list', {})).find((row) => row.id === id)
  const findRefused: TwoDesks['findRefused'] = (counter, id) => waitFor('the refusal', async () => getOk(await counter.call('queue.list', {})).find((item) => item.documentId === id && item.state === 'needs-officer'), waitMs)
  const atPortal: TwoDesks['atPortal'] = async (id) => (await portal.database.query<{ stage: string; revision: number }>('select stage, revision from document where id = $1', [id]))[0]

  const emptied: TwoDesks['emptied'] = (counter) =>
    waitFor('an empty queue', async () => {
      const { entriesWaiting, filesWaiting } = getOk(await counter.call('status.get', {})).queue
      return entriesWaiting + filesWaiting === 0
    }, waitMs)

  return {
    work,
    portal,
    office,
    head,
    clerk,
    headLine,
    clerkLine,
    importDocument,
    getRow,
    exportDocument: (counter, sha256) => {
      const file = findStored(counter, sha256)
      const path = join(work, `${sha256}.pdf`)
      writeFileSync(path, readEncryptedFile(file.path, file.key))
      return path
    },
    findStoredPath: (counter, sha256) => findStored(counter, sha256).path,
    shared: async (from, to) => {
      const id = await importDocument(from, { paths: [await writeSampleScan(join(work, `${randomUUID()}.pdf`), randomUUID())] })
      await emptied(from)
      const row = await waitFor('it at the other counter', async () => {
        await pullNow(to)
        const found = await getRow(to, id)
        return found?.file.state === 'here' ? found : undefined
      }, waitMs)
      return { id, sha256: row.sha256 }
    },
    give: async (counter, id, reason) => {
      const { revision } = getOk(await counter.call('document.get', { id }))
      getOk(await counter.call('document.return', { id, baseRevision: revision, reason }))
    },
    findRefused,
    disputeOf: async (counter, id) => {
      await pullNow(counter)
      const item = await findRefused(counter, id)
      await pullNow(counter)
      const dispute = await waitFor('both sides', async () => {
        const found = await counter.call('queue.document', { seq: item.seq })
        return found.ok ? found.value : undefined
      }, waitMs)
      return { item, dispute }
    },
    atPortal,
    reached: (id, stage) => waitFor(`${stage} at the portal`, async () => (await atPortal(id))?.stage === stage, waitMs),
    emptied,
    close: async () => {
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
    }
  }
}
