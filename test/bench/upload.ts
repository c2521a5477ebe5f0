import { randomInt } from 'node:crypto'
import { startServer } from '../../build/postgres.ts'
import { getOk, removeFolder, startCounter } from '../core/support/counter.ts'
import { listArrived, openOffice } from '../core/support/portal.ts'
import { openSigningDesk } from '../core/support/signing-desk.ts'
import { waitFor } from '../core/support/wait.ts'
import { startFaultProxy } from '../portal/fault-proxy.ts'
import { startTestPortal } from '../unit/portal/support/engines.ts'
import type { SectionReport } from './section.ts'

const scanBytes = 20_000_000
const cuts = 3
const patienceMs = 90_000

/** A signed scan of 20 MB over a line that is cut three times at random bytes: every byte that left for the portal, its look-ups and heads too, over the scan's size. */
export async function measure(): Promise<SectionReport> {
  const postgres = await startServer({ durable: true })
  process.env['DATABASE_URL'] = postgres.databaseUrl
  const desk = openSigningDesk()
  const portal = await startTestPortal('postgresql')
  const line = await startFaultProxy(portal.url)
  const office = await openOffice(portal.database)
  const counter = await startCounter(line.url, office, { press: desk.press, random: () => 0 })
  try {
    await line.down()
    const { id, sizeBytes } = await desk.receiveWithScan(counter, scanBytes)
    const places = Array.from({ length: cuts }, () => randomInt(1_000_000, sizeBytes - 1_000_000)).sort((a, b) => a - b)
    await line.up()
    const sentBefore = line.sent['to-portal']
    const sent = (): number => line.sent['to-portal'] - sentBefore
    for (const place of places) {
      line.cutAfter(Math.max(1, place - sent()), 'to-portal')
      getOk(await counter.call('queue.retry', {}))
      await waitFor('the line to be cut', () => sent() >= place, patienceMs)
    }
    const isPresent = async (): Promise<boolean> => (await listArrived(portal.database, office)).find((dossier) => dossier.id === id)?.files.some(({ present }) => present) ?? false
    await waitFor('the scan at the portal', isPresent, patienceMs)
    return { values: { uploadBytesRatio: Number((sent() / sizeBytes).toFixed(4)) }, details: { sizeBytes, sentBytes: sent(), cutAt: places } }
  } finally {
    await counter.close()
    removeFolder(counter)
    await line.close()
    await portal.close()
    await desk.close()
    await postgres.stop()
  }
}
