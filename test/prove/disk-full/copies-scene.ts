import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { getDevice } from '../../../electron/core/context.ts'
import { listBackups } from '../../../electron/core/continuity/backup-names.ts'
import { openDatabase } from '../../../electron/core/db/open.ts'
import { getOk, getStatus, inspect, removeFolder, startCounter, type CoreCall } from '../../core/support/counter.ts'
import type { CoreProcess } from '../../core/support/core-process.ts'
import { createFullDisk } from '../../core/support/full-disk.ts'
import { makeIntake } from '../../core/support/people.ts'
import { openOffice } from '../../core/support/portal.ts'
import { describePortal } from '../../core/support/portal-context.ts'
import { waitFor } from '../../core/support/wait.ts'
import { startFaultProxy } from '../../portal/fault-proxy.ts'
import { importQueue } from '../../portal/import-queue.ts'
import { checkHistory, type History } from '../checker.ts'
import { readCounter, readPortal } from '../read-records.ts'
import { beginWork, noteRefusal, openRoom, type Ground, type Scene } from './scene.ts'

const copyTimeoutMs = 30_000

/** Second copy, backup and export of the queue on another disk, which is full while the counter's own is not: work goes on, what is called a copy is one, and there is no half of one. */
export async function openCopiesScene({ portal, work }: Ground): Promise<Scene> {
  const office = await openOffice(portal.database)
  const line = await startFaultProxy(portal.url)
  const counter = await startCounter(line.url, office)
  const context = await describePortal(portal)
  const { device } = inspect(counter, (db) => getDevice(db))
  const stick = join(work, 'stick')
  const carried = join(stick, 'carried')
  mkdirSync(carried, { recursive: true })
  await counter.logIn(office.officerId('administrator'))
  getOk(await counter.call('backup.set-folder', { folder: stick }))
  await line.down()
  await counter.close()
  const disk = createFullDisk(work, stick)
  const told: Pick<History, 'acknowledged' | 'acknowledgedChanges' | 'acknowledgedScans'> = { acknowledged: [], acknowledgedChanges: [], acknowledgedScans: [] }
  const room = openRoom(counter, office)

  /** Never refused: the counter's own disk has room. */
  async function receive(call: CoreCall, refused: string[]): Promise<void> {
    const answer = await call('dossier.receive', makeIntake())
    if (answer.ok) told.acknowledged.push({ id: answer.value.dossierId, code: answer.value.code })
    noteRefusal(refused, 'a Receive', answer, [])
  }

  /** What an administrator does; by turns in another order, so that each meets the full disk. */
  async function keep(core: CoreProcess, write: number, refused: string[]): Promise<void> {
    await beginWork(core, counter, office.officerId('administrator'), refused)
    const acts = [
      async () => noteRefusal(refused, 'a backup', await core.call('backup.run', {}), ['backup-failed']),
      async () => noteRefusal(refused, 'an export', await core.call('queue.export', { folder: carried }), ['disk-full', 'folder-unwritable']),
      async () => noteRefusal(refused, 'an export for an auditor', await core.call('journal.export', { folder: carried, withContent: true }), ['disk-full', 'folder-unwritable'])
    ]
    for (let index = 0; index < acts.length; index++) await acts[(index + write) % acts.length]!()
  }

  async function listWrong(core: CoreProcess): Promise<string[]> {
    const wrong: string[] = []
    await receive(core.call, wrong)
    const unsent = inspect(counter, (db) => db.prepare(`SELECT count(*) FROM delivery WHERE state <> 'received'`).pluck().get() as number)
    await waitFor('the second copy', async () => {
      const { secondCopy } = await getStatus(core.call)
      return secondCopy?.state === 'kept' && secondCopy.entries === unsent
    }, copyTimeoutMs).catch(() => wrong.push('the second copy is not kept again'))
    await beginWork(core, counter, office.officerId('administrator'), wrong)
    if (!(await core.call('backup.run', {})).ok) wrong.push('no backup can be made again')
    if (!(await core.call('queue.export', { folder: carried })).ok) wrong.push('the queue cannot be exported again')
    wrong.push(...listBackups(stick, device).flatMap((name) => (isWhole(join(stick, name)) ? [] : [`backup ${name} does not open`])))
    wrong.push(...[...readdirSync(carried), ...readdirSync(stick)].filter((name) => name.endsWith('.new')).map((name) => `half a file was left: ${name}`))
    for (const path of [join(stick, `unsent-${device}.qmc`), ...readdirSync(carried).filter((name) => name.endsWith('.qmc')).map((name) => join(carried, name))]) {
      const { entries, spoilt } = await importQueue(context, readFileSync(path, 'utf8'))
      if (entries === 0 || spoilt.length > 0) wrong.push(`${path.slice(stick.length)} holds ${entries} entries, ${spoilt.length} lines of it are spoilt`)
    }
    rmSync(carried, { recursive: true })
    mkdirSync(carried)
    const there = new Set((await readPortal(portal.database, office)).map(({ id }) => id))
    wrong.push(...told.acknowledged.filter(({ id }) => !there.has(id)).map(({ code }) => `lost: ${code} is in no copy`))
    return wrong
  }

  function isWhole(path: string): boolean {
    try {
      openDatabase({ path, key: counter.key, mustExist: true }).close()
      for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true })
      return true
    } catch {
      return false
    }
  }

  return {
    disk,
    most: 16,
    live: async (core, write) => {
      const refused: string[] = []
      if (!(await beginWork(core, counter, office.officerId('reception'), refused))) return refused
      await receive(core.call, refused)
      await keep(core, write, refused)
      await core.call('core.close', {})
      return refused
    },
    check: () => room.work(listWrong),
    countTold: () => told.acknowledged.length,
    readLog: room.readLog,
    end: async () => {
      await line.up()
      await room.work((core) =>
        waitFor('an empty queue', async () => (await getStatus(core.call)).queue.entriesWaiting === 0, copyTimeoutMs).catch(() => undefined)
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
