import { getStatus, inspect, removeFolder, startCounter } from '../../core/support/counter.ts'
import { createFullDisk } from '../../core/support/full-disk.ts'
import { openOffice } from '../../core/support/portal.ts'
import { waitFor } from '../../core/support/wait.ts'
import { startFaultProxy } from '../../portal/fault-proxy.ts'
import { checkHistory, type History } from '../checker.ts'
import { readCounter, readPortal } from '../read-records.ts'
import { beginWork, openRoom, waitUntilDoneOrFull, type Ground, type Scene } from './scene.ts'

/** Of two chunks each; of a life the work is one of them, and they last for all lives. */
const scans = 15
const scanBytes = 300_000
const drainTimeoutMs = 60_000

/** Signed scans on their way to the portal: the place to go on, the bytes that went, the portal's receipt for each. */
export async function openUploadScene({ portal, desk, work }: Ground): Promise<Scene> {
  const office = await openOffice(portal.database)
  const line = await startFaultProxy(portal.url)
  const counter = await startCounter(line.url, office, { press: desk.press })
  await line.down()
  const told: Pick<History, 'acknowledged' | 'acknowledgedChanges' | 'acknowledgedScans'> = { acknowledged: [], acknowledgedChanges: [], acknowledgedScans: [] }
  for (let index = 0; index < scans; index++) {
    const { id, code, signedSha256 } = await desk.receiveWithScan(counter, scanBytes)
    told.acknowledged.push({ id, code })
    told.acknowledgedScans.push({ id, sha256: signedSha256 })
  }
  await counter.close()
  const disk = createFullDisk(work, counter.dataFolder)
  const room = openRoom(counter, office)
  return {
    disk,
    most: 26,
    live: async (core) => {
      const refused: string[] = []
      const left = inspect(counter, (db) => db.prepare(`SELECT count(*) FROM upload WHERE state <> 'received'`).pluck().get() as number)
      await line.up()
      if (await beginWork(core, counter, office.officerId('reception'), refused)) await waitUntilDoneOrFull(disk, async () => (await getStatus(core.call)).queue.filesWaiting < Math.max(1, left), 20_000)
      await line.down()
      await core.call('core.close', {})
      return refused
    },
    check: async () => {
      // Without the line: what is called received must be there now, and nothing be half known.
      const called = inspect(counter, (db) => db.prepare(`SELECT upload.sha256, file_receipt.sha256 AS receipt FROM upload LEFT JOIN file_receipt USING (sha256) WHERE state = 'received'`).all() as { sha256: string; receipt: string | null }[])
      const held = new Set((await readPortal(portal.database, office)).flatMap(({ files }) => files.filter(({ present }) => present).map(({ sha256 }) => sha256)))
      return called.filter(({ sha256, receipt }) => receipt === null || !held.has(sha256)).map(({ sha256 }) => `falsely received: file ${sha256}`)
    },
    countTold: () => told.acknowledged.length + told.acknowledgedScans.length,
    readLog: room.readLog,
    end: async () => {
      await line.up()
      await room.work((core) =>
        waitFor('an empty queue', async () => {
          const { queue } = await getStatus(core.call)
          return queue.entriesWaiting === 0 && queue.filesWaiting === 0
        }, drainTimeoutMs).catch(() => undefined)
      )
      return checkHistory({ ...told, counters: [readCounter(counter)], portal: await readPortal(portal.database, office) }).details
    },
    close: async () => {
      await room.close()
      await line.close()
      removeFolder(counter)
    }
  }
}
