import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { electronCommand } from '../../build/launch.ts'
import { openCore, type CoreEnvironment } from '../../electron/core/core.ts'
import { demoPassword } from '../portal/seed-data.ts'
import { startElectron } from './electron-run.ts'
import { writeEmptyApp } from './empty-app.ts'
import { readSlot, type BenchOffice } from './office/open-office.ts'
import { prepareOffice } from './office/prepare-office.ts'
import type { SectionReport } from './section.ts'
import { inPage, typedKey } from './start-page.ts'
import { median } from './stats.ts'

const runs = 10

/** Moments of one start, epoch milliseconds. */
interface EmptyStart {
  spawnedAt: number
  /** The page's navigation began: main is up and its window made. */
  pageAt: number
  firstPaintAt: number
}

interface AppStart extends EmptyStart {
  loginShownAt: number
  passwordEnteredAt: number
  /** The intake form's first field has the focus. */
  intakeFocusedAt: number
  /** The frame that shows the typed key was drawn. */
  keyShownAt: number
}

/**
 * From the officer's double click to her first key in the intake form, on 100,000 dossiers, over what the same Electron needs to paint one word in an empty window.
 * The password is typed the moment its field is there, so all that is counted is ours. A second ratio leaves out what the password itself takes, its typing and its scrypt, which is slow on purpose.
 * Floor and app take turns; the first turn of each is not counted.
 */
export async function measure(): Promise<SectionReport> {
  const office = await prepareOffice(100_000)
  const emptyApp = writeEmptyApp()
  const floors: EmptyStart[] = []
  const starts: AppStart[] = []
  for (let run = 0; run <= runs; run++) {
    const floor = await startEmpty(emptyApp)
    const start = await startApp(office)
    if (run === 0) continue
    floors.push(floor)
    starts.push(start)
  }
  const between = (from: keyof AppStart, to: keyof AppStart): number => Math.round(median(starts.map((start) => start[to] - start[from])))
  const floorsMs = floors.map(({ spawnedAt, firstPaintAt }) => firstPaintAt - spawnedAt)
  const floorMs = median(floorsMs)
  const totalMs = median(starts.map(({ spawnedAt, keyShownAt }) => keyShownAt - spawnedAt))
  // Two parts of the log-in, each measured by itself with nothing else going on.
  const scryptMs = timeScrypt(office)
  const coreOpenMs = await timeCoreOpen(office)
  const passwordMs = between('loginShownAt', 'passwordEnteredAt') + scryptMs
  return {
    values: {
      startRatio: Number((totalMs / floorMs).toFixed(3)),
      startRatioLessPassword: Number(((totalMs - passwordMs) / floorMs).toFixed(3)),
      startSpent: {
        floor: Math.round(floorMs),
        ofItToPage: Math.round(median(floors.map(({ spawnedAt, pageAt }) => pageAt - spawnedAt))),
        total: Math.round(totalMs),
        toPage: between('spawnedAt', 'pageAt'),
        toFirstPaint: between('pageAt', 'firstPaintAt'),
        toLogin: between('firstPaintAt', 'loginShownAt'),
        passwordTyped: between('loginShownAt', 'passwordEnteredAt'),
        logIn: between('passwordEnteredAt', 'intakeFocusedAt'),
        ofItScrypt: scryptMs,
        ofItCoreOpen: coreOpenMs,
        keyShown: between('intakeFocusedAt', 'keyShownAt')
      }
    },
    details: { runs, floorsMs: floorsMs.map(Math.round), startsMs: starts.map(({ spawnedAt, keyShownAt }) => Math.round(keyShownAt - spawnedAt)) }
  }
}

async function startEmpty(appFolder: string): Promise<EmptyStart> {
  const { page, spawnedAt, quit } = await startElectron({ appFolder, env: {} })
  try {
    return { spawnedAt, pageAt: await page.evaluate<number>('performance.timeOrigin'), firstPaintAt: await page.evaluate<number>(inPage('firstPaint()')) }
  } finally {
    page.close()
    await quit()
  }
}

async function startApp(office: BenchOffice): Promise<AppStart> {
  const { page, spawnedAt, quit } = await startElectron({ env: { QMC_DATA: office.dataFolder, QMC_PRINT_FOLDER: join(office.dataFolder, 'in') } })
  try {
    const loginShownAt = await page.evaluate<number>(inPage('watchLogin()'))
    await page.press([...demoPassword, 'Enter'])
    const intakeFocusedAt = await page.evaluate<number>('bench.intakeFocused')
    await page.press([typedKey])
    return {
      spawnedAt,
      pageAt: await page.evaluate<number>('performance.timeOrigin'),
      firstPaintAt: await page.evaluate<number>(inPage('firstPaint()')),
      loginShownAt,
      passwordEnteredAt: await page.evaluate<number>('bench.passwordEntered'),
      intakeFocusedAt,
      keyShownAt: await page.evaluate<number>('bench.keyShown')
    }
  } catch (error) {
    const shown = await page.evaluate<string>('document.body.innerText.slice(-300)').catch(() => 'nothing')
    throw new Error(`the start did not end; the window shows: ${shown.replaceAll('\n', ' | ')}`, { cause: error })
  } finally {
    page.close()
    await quit()
  }
}

/** In the app's own runtime and by the library that log-in takes. */
function timeScrypt(office: BenchOffice): number {
  const { salt, cost } = readSlot(office.dataFolder).loginKey
  const script = `
    const { scrypt } = require(${JSON.stringify(createRequire(import.meta.url).resolve('@noble/hashes/scrypt'))})
    const times = []
    for (let run = 0; run < 5; run++) {
      const startedAt = performance.now()
      scrypt('mat-khau', Buffer.from('${salt}', 'base64'), { N: ${cost}, r: 8, p: 1, dkLen: 32 })
      times.push(performance.now() - startedAt)
    }
    console.log(JSON.stringify(times))`
  const { executable, env } = electronCommand()
  const answer = execFileSync(executable, ['-e', script], { env: { ...env, ELECTRON_RUN_AS_NODE: '1' }, encoding: 'utf8' })
  return Math.round(median(JSON.parse(answer) as number[]))
}

async function timeCoreOpen(office: BenchOffice): Promise<number> {
  const times: number[] = []
  for (let run = 0; run < 5; run++) {
    const startedAt = performance.now()
    const core = openCore({ dataFolder: office.dataFolder, key: office.key }, nobodyElse)
    times.push(performance.now() - startedAt)
    await core.close()
  }
  return Math.round(median(times))
}

/** Core by itself: no siblings answer and nobody listens. */
const nobodyElse: CoreEnvironment = {
  now: Date.now,
  random: Math.random,
  press: { get: () => new Promise(() => undefined) },
  devices: { get: () => new Promise(() => undefined) },
  emit: () => undefined,
  reportBug: (where, error) => {
    console.error(where, error)
    return 'bench'
  }
}
