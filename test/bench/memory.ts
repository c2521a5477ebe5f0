import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startServer } from '../../build/postgres.ts'
import { startFaultProxy } from '../portal/fault-proxy.ts'
import { startPortalProcess } from '../harness/demo-office.ts'
import { demoPassword } from '../portal/seed-data.ts'
import { waitFor } from '../core/support/wait.ts'
import { inspect } from '../core/support/counter.ts'
import { startElectron, type ElectronRun } from './electron-run.ts'
import { writeEmptyApp } from './empty-app.ts'
import { queueOffice } from './drain/queued-office.ts'
import { writeOfficerKeys } from './office/officer-keys.ts'
import { measureTree, sumMb, type TreeMb } from './memory-tree.ts'
import type { BenchOffice } from './office/open-office.ts'
import { prepareOffice } from './office/prepare-office.ts'
import { outFolder } from './out-folder.ts'
import type { SectionReport } from './section.ts'
import { inPage } from './start-page.ts'
import { toThreeDigits } from './stats.ts'

const queued = 10_000
const emptyRestMs = 12_000
/** Press and signer, which look at the token at log-in, have left by then. */
const restMs = 30_000
const looks = 5
const lookEveryMs = 250
const drainTimeoutMs = 120_000

/** PSS of the whole process tree: at rest with 100,000 dossiers, over the empty Electron's; and how far it grows while 10,000 queued dossiers drain. */
export async function measure(): Promise<SectionReport> {
  const empty = await startElectron({ appFolder: writeEmptyApp(), env: {} })
  const emptyTree = await atRest(empty, 'firstPaint()', emptyRestMs)
  const stored = await startApp(await prepareOffice(100_000))
  const storedTree = await atRest(stored, 'true', restMs)
  const { restMb, peakMb } = await drain()
  return {
    values: { memoryRatio: toThreeDigits(sumMb(storedTree) / sumMb(emptyTree)), memoryGrowthMb: Math.round(peakMb - restMb) },
    details: { emptyMb: sumMb(emptyTree), emptyTree, storedMb: sumMb(storedTree), storedTree, drain: { queued, restMb, peakMb } }
  }
}

async function startApp(office: BenchOffice): Promise<ElectronRun> {
  const run = await startElectron({ env: { QMC_DATA: office.dataFolder, QMC_PRINT_FOLDER: join(office.dataFolder, 'in') } })
  await run.page.evaluate<number>(inPage('watchLogin()'))
  await run.page.press([...demoPassword, 'Enter'])
  await run.page.evaluate<number>('bench.intakeFocused')
  return run
}

/** Ends the app. */
async function atRest({ page, pid, quit }: ElectronRun, ready: string, forMs: number): Promise<TreeMb> {
  try {
    await page.evaluate(inPage(ready))
    return await measureRest(pid, forMs)
  } finally {
    page.close()
    await quit()
  }
}

/** The median look: its processes add up. */
async function measureRest(pid: number, forMs: number): Promise<TreeMb> {
  await sleep(forMs)
  const found: TreeMb[] = []
  for (let look = 0; look < looks; look++) {
    found.push(measureTree(pid))
    await sleep(lookEveryMs)
  }
  return found.toSorted((a, b) => sumMb(a) - sumMb(b))[Math.floor(looks / 2)]!
}

async function drain(): Promise<{ restMb: number; peakMb: number }> {
  const folder = join(outFolder, 'work', 'memory')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const postgres = await startServer({ durable: true })
  const portal = await startPortalProcess({ DATABASE_URL: postgres.databaseUrl, PORTAL_DATA: join(folder, 'portal') })
  const line = await startFaultProxy(portal.url)
  try {
    const { office } = await queueOffice({ url: line.url, enrolmentCodes: portal.enrolmentCodes }, folder, queued)
    writeOfficerKeys(office)
    await line.down()
    const { page, pid, quit } = await startApp(office)
    try {
      const restMb = sumMb(await measureRest(pid, restMs))
      await line.up()
      let peakMb = restMb
      await waitFor('an empty queue', async () => {
        peakMb = Math.max(peakMb, sumMb(measureTree(pid)))
        await sleep(lookEveryMs)
        return inspect(office, (db) => db.prepare(`SELECT count(*) FROM delivery WHERE state <> 'received'`).pluck().get()) === 0
      }, drainTimeoutMs)
      return { restMb, peakMb }
    } finally {
      page.close()
      await quit()
    }
  } finally {
    await line.close()
    await portal.stop()
    await postgres.stop()
  }
}
