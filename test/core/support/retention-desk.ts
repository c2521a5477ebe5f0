import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { listDueHistories } from '../../../electron/core/history/history-store.ts'
import type { TestPortal } from '../../unit/portal/support/engines.ts'
import { getOk, getStatus, inspect, removeFolder, startCounter, type Counter } from './counter.ts'
import { makeIntake } from './people.ts'
import { openOffice, startReferencePortal, type TestOffice } from './portal.ts'
import { openSigningDesk, type SigningDesk } from './signing-desk.ts'
import { waitFor } from './wait.ts'

export const purgeReason = 'Quyết định 12/QĐ-UBND về hủy tài liệu hết giá trị'
export const collector = 'Hoàng Thị Nhận Thay'

export interface RetentionDesk {
  portal: TestPortal
  office: TestOffice
  desk: SigningDesk
  counter: Counter
  /** For copies and exports; gone with the tests. */
  work: string
}

/** A counter whose dossiers are to grow old, and what its tests do with them. @param use is given the desk before the first test */
export function useRetentionDesk(use: (made: RetentionDesk) => void) {
  let made: RetentionDesk

  beforeAll(async () => {
    const portal = await startReferencePortal()
    const office = await openOffice(portal.database)
    const desk = openSigningDesk()
    const counter = await startCounter(portal.url, office, { press: desk.press, random: () => 0 })
    made = { portal, office, desk, counter, work: mkdtempSync(join(tmpdir(), 'qmc-retention-')) }
    use(made)
  })
  afterAll(async () => {
    await made.counter.close()
    await made.desk.close()
    await made.portal.close()
    removeFolder(made.counter)
    rmSync(made.work, { recursive: true, force: true })
  })

  async function handBack(id: string, fullName = collector): Promise<void> {
    const { counter } = made
    const { revision } = getOk(await counter.call('dossier.get', { id }))
    getOk(await counter.call('dossier.change-status', { id, baseRevision: revision, to: 9, note: '' }))
    getOk(await counter.call('dossier.return-result', { id, baseRevision: revision + 1, handBack: { collector: { kind: 'other', fullName, idKind: 'cccd', idNumber: '036190999999', authorisation: 'giấy ủy quyền' }, originals: [] }, note: '' }))
  }

  async function receiveSettled(): Promise<string> {
    const { dossierId } = getOk(await made.counter.call('dossier.receive', makeIntake()))
    await handBack(dossierId)
    return dossierId
  }

  async function asAdministrator<T>(act: () => Promise<T>): Promise<T> {
    const { counter, office } = made
    await counter.logIn(office.officerId('administrator'))
    try {
      return await act()
    } finally {
      await counter.logIn(office.officerId('reception'))
    }
  }

  return {
    handBack,
    receiveSettled,
    asAdministrator,
    waitUntilSent: () =>
      waitFor('an empty queue', async () => {
        const { queue } = await getStatus(made.counter.call)
        return queue.entriesWaiting + queue.filesWaiting === 0 && inspect(made.counter, (db) => listDueHistories(db, 1).length === 0)
      }),
    preview: () => asAdministrator(() => made.counter.call('retention.preview', {})),
    beginPurge: (dossiers: number, reason = purgeReason) => asAdministrator(() => made.counter.call('retention.purge', { dossiers, reason })),
    waitUntilPurged: () => waitFor('the purge', () => asAdministrator(async () => getOk(await made.counter.call('retention.get', {})).running === null)),
    countFiles: () => readdirSync(join(made.counter.dataFolder, 'files'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length
  }
}
