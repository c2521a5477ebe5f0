import { getStatus, removeFolder, startCounter } from '../../core/support/counter.ts'
import { createFullDisk } from '../../core/support/full-disk.ts'
import { birthPaper, makeIntake } from '../../core/support/people.ts'
import { openOffice } from '../../core/support/portal.ts'
import { waitFor } from '../../core/support/wait.ts'
import { checkHistory, type History } from '../checker.ts'
import { readCounter, readDevice, readPortal } from '../read-records.ts'
import { beginWork, noteRefusal, openRoom, waitUntilDoneOrFull, type Ground, type Scene } from './scene.ts'

const dossiersEach = 3
const lateScanBytes = 9_000
const drainTimeoutMs = 60_000

/** Intake, a scan that comes after it, change of status and sending. */
export async function openWorkScene({ portal, desk, work }: Ground): Promise<Scene> {
  const office = await openOffice(portal.database)
  const counter = await startCounter(portal.url, office, { press: desk.press })
  // One paper for all: of each dossier it is the first with these bytes.
  const file = await desk.takeIn(counter, lateScanBytes)
  await counter.close()
  const device = readDevice(counter)
  const disk = createFullDisk(work, counter.dataFolder)
  const told: Required<Pick<History, 'acknowledged' | 'acknowledgedChanges' | 'acknowledgedScans' | 'lateScans'>> = { acknowledged: [], acknowledgedChanges: [], acknowledgedScans: [], lateScans: [] }
  const room = openRoom(counter, office)
  return {
    disk,
    most: 84,
    live: async (core) => {
      const refused: string[] = []
      if (!(await beginWork(core, counter, office.officerId('reception'), refused))) return refused
      for (let index = 0; index < dossiersEach; index++) {
        const answer = await core.call('dossier.receive', makeIntake())
        noteRefusal(refused, 'a Receive', answer)
        if (!answer.ok) continue
        const { dossierId: id, code } = answer.value
        told.acknowledged.push({ id, code })
        const attached = await core.call('dossier.attach-scans', { id, baseRevision: 1, componentId: birthPaper, secrecy: 'none', files: [file] })
        noteRefusal(refused, 'a late scan', attached)
        if (attached.ok) told.lateScans.push({ id, sha256: file.sha256, by: device })
        const changed = await core.call('dossier.change-status', { id, baseRevision: attached.ok ? attached.value.revision : 1, to: 4, note: '' })
        noteRefusal(refused, 'a change', changed)
        if (changed.ok) told.acknowledgedChanges.push({ id, revision: changed.value.revision })
      }
      await waitUntilDoneOrFull(disk, async () => (await getStatus(core.call)).queue.entriesWaiting === 0)
      await core.call('core.close', {})
      return refused
    },
    check: async () => {
      await room.work((core) =>
        waitFor('an empty queue', async () => (await getStatus(core.call)).queue.entriesWaiting === 0, drainTimeoutMs).catch(() => undefined)
      )
      return checkHistory({ ...told, counters: [readCounter(counter)], portal: await readPortal(portal.database, office) }).details
    },
    countTold: () => told.acknowledged.length + told.acknowledgedChanges.length + told.lateScans.length,
    readLog: room.readLog,
    end: () => Promise.resolve([]),
    close: async () => {
      await room.close()
      removeFolder(counter)
    }
  }
}
