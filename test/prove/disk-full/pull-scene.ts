import { getOk, removeFolder, startCounter, type CoreCall } from '../../core/support/counter.ts'
import { createFullDisk } from '../../core/support/full-disk.ts'
import { openOffice } from '../../core/support/portal.ts'
import { waitFor } from '../../core/support/wait.ts'
import { putChanges } from '../../portal/change-store.ts'
import { beginWork, openRoom, waitUntilDoneOrFull, type Ground, type Scene } from './scene.ts'

const eachTime = 4
const pullTimeoutMs = 60_000

/** What the portal changed is fetched: no change may be taken as had and not be there. */
export async function openPullScene({ portal, work }: Ground): Promise<Scene> {
  const office = await openOffice(portal.database)
  const counter = await startCounter(portal.url, office)
  await counter.close()
  const disk = createFullDisk(work, counter.dataFolder)
  const procedures = await portal.database.query<{ ref: string; value: { name: string } }>(`select ref, value from change_log where kind = 'procedure' and office_id is null order by ref limit 200`)
  /** By code, as the portal last called it. */
  const names = new Map<string, string>()
  const room = openRoom(counter, office)
  const listMissing = async (call: CoreCall, codes: Iterable<string>): Promise<string[]> => {
    const missing: string[] = []
    for (const code of codes) if (getOk(await call('catalogue.get', { code, channel: 'direct' })).procedure.name !== names.get(code)) missing.push(code)
    return missing
  }
  return {
    disk,
    most: 25,
    live: async (core, write) => {
      const refused: string[] = []
      const from = (write * eachTime) % (procedures.length - eachTime)
      const rows = procedures.slice(from, from + eachTime).map(({ ref, value }) => ({ kind: 'procedure' as const, ref, value: { ...value, name: `${value.name} (${write})` } }))
      await portal.database.transaction((tx) => putChanges(tx, rows))
      for (const { ref, value } of rows) names.set(ref, value.name)
      if (await beginWork(core, counter, office.officerId('reception'), refused)) await waitUntilDoneOrFull(disk, async () => (await listMissing(core.call, rows.map(({ ref }) => ref))).length === 0)
      await core.call('core.close', {})
      return refused
    },
    check: async () => {
      const missing = await room.work(async (core) => {
        await waitFor('the changes', async () => (await listMissing(core.call, names.keys())).length === 0, pullTimeoutMs).catch(() => undefined)
        return listMissing(core.call, names.keys())
      })
      return missing.map((code) => `lost: procedure ${code} is not called "${names.get(code)}"`)
    },
    countTold: () => 0,
    readLog: room.readLog,
    end: () => Promise.resolve([]),
    close: async () => {
      await room.close()
      removeFolder(counter)
    }
  }
}
