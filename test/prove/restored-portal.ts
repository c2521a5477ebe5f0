import { setTimeout as sleep } from 'node:timers/promises'
import { copyDatabase } from '../core/support/copy-database.ts'
import { getOk, getStatus, removeFolder, startCounter, type Counter } from '../core/support/counter.ts'
import { makeIntake } from '../core/support/people.ts'
import { openOffice, startReferencePortal } from '../core/support/portal.ts'
import { waitFor } from '../core/support/wait.ts'
import type { Portal } from '../portal/server.ts'
import { readPortal } from './read-records.ts'
import { startRelay, type Relay } from './relay.ts'
import { findDatabaseUrl } from './victim.ts'

export interface RestoredResult {
  portalRestores: number
  /** Dossiers whose receipt a counter holds and that the restored portal was not offered again. */
  forgotten: number
  /** Entries of after the restore that did not come through. */
  stuckAfterRestore: number
  details: string[]
}

const each = 6
const offeredAgainWithinMs = 12_000

/** The portal is put back from a copy of its database; its counters must offer again what it forgot, and what is new must come through. Needs PostgreSQL. */
export async function proveRestoredPortal(options: { restores: number; untilMs?: number }): Promise<RestoredResult> {
  const result: RestoredResult = { portalRestores: 0, forgotten: 0, stuckAfterRestore: 0, details: [] }
  for (let index = 0; index < options.restores && Date.now() < (options.untilMs ?? Infinity); index++) await restoreOnce(result)
  return result
}

async function restoreOnce(result: RestoredResult): Promise<void> {
  const first = await startReferencePortal()
  const url = await findDatabaseUrl(first)
  const office = await openOffice(first.database)
  const seats: { counter: Counter; relay: Relay }[] = []
  let instance: Portal | undefined = first
  const stop = async (): Promise<void> => {
    await (instance === first ? first.stop() : instance?.close())
    instance = undefined
  }
  const start = async (): Promise<Portal> => {
    instance = await first.startAnother()
    for (const { relay } of seats) relay.target = instance.url
    return instance
  }
  try {
    for (const code of [0, 1]) {
      const relay = await startRelay(first.url)
      seats.push({ relay, counter: await startCounter(relay.url, office, { code, random: () => 0 }) })
    }
    const told: string[] = []
    const work = async (): Promise<void> => {
      for (const { counter } of seats) for (let i = 0; i < each; i++) told.push(getOk(await counter.call('dossier.receive', makeIntake())).dossierId)
    }
    const isSent = async (): Promise<boolean> => (await Promise.all(seats.map(({ counter }) => getStatus(counter.call)))).every(({ queue }) => queue.entriesWaiting === 0)
    await work()
    await waitFor('the first dossiers at the portal', isSent, 30_000)
    await stop()
    await copyDatabase(url, 'keep')
    await start()
    await work()
    await waitFor('what the portal will forget', isSent, 30_000)
    await stop()
    await copyDatabase(url, 'put-back')
    const restored = await start()
    await work()
    for (const { counter } of seats) await counter.call('queue.retry', {})
    const held = async (): Promise<Set<string>> => new Set((await readPortal(restored.database, office)).map(({ id }) => id))
    const until = performance.now() + offeredAgainWithinMs
    while (performance.now() < until && (await held()).size < told.length) await sleep(200)
    const there = await held()
    const missing = (ids: readonly string[]): string[] => ids.filter((id) => !there.has(id))
    const forgotten = missing(told.slice(0, 4 * each))
    const stuck = missing(told.slice(4 * each))
    result.portalRestores += 1
    result.forgotten += forgotten.length
    result.stuckAfterRestore += stuck.length
    if (forgotten.length > 0) result.details.push(`portal restored: ${forgotten.length} of ${2 * each} dossiers it forgot were not offered again`)
    if (stuck.length > 0) result.details.push(`portal restored: ${stuck.length} of ${2 * each} new dossiers did not come through`)
  } finally {
    for (const { counter, relay } of seats) {
      await counter.close()
      await relay.close()
      removeFolder(counter)
    }
    await stop()
    await copyDatabase(url, 'forget')
    await first.close()
  }
}
