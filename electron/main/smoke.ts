import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { app, type BrowserWindow, type MessagePortMain } from 'electron'
import { trainingPassword } from '../contract/training.ts'
import { PinRequest } from '../contract/signer.ts'
import type { ReceivedDossier } from '../contract/intake.ts'
import { ok, type Result } from '../domain/result.ts'
import type { Children } from './child-process.ts'
import type { CoreHost } from './core-host.ts'
import { fontsFolder, getDataFolder, getPrintFolder } from './paths.ts'
import { printHtml } from './printing/print-html.ts'
import type { SessionKeeper } from './session.ts'

/** The only token a smoke run gives a PIN to, so that no real one is ever tried: whoever packages makes it with SoftHSM, for the training office's receptionist. */
export const smokeToken = { label: 'QMC-SMOKE', pin: '13572468' }
const receptionist = 'tap-huan-tiep-nhan'
/** Certified copies: one paper, no question. */
const procedureCode = '2.000815'
const componentId = '2.000815-TP01'
const draftId = '00000000-0000-4000-8000-000000000001'
const limitMs = 90_000

export interface SmokeParts {
  session: SessionKeeper
  host: CoreHost
  children: Children
  window: BrowserWindow
}

/**
 * Tries the app as it was packaged: page, core, printing, press and signer, on an invented office in a folder that is removed. Prints one line of JSON; ends with 0, or with 1 and the name of
 * the step that failed.
 */
export async function runSmoke(parts: SmokeParts): Promise<void> {
  let step = 'start'
  const took: Record<string, number> = {}
  async function run<T>(name: string, act: () => Promise<T>): Promise<T> {
    step = name
    const started = performance.now()
    const value = await act()
    took[name] = Math.round(performance.now() - started)
    return value
  }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('timed-out')), limitMs)
  })
  try {
    await Promise.race([late, playSmoke(parts, run)])
    console.log(JSON.stringify({ smoke: 'passed', tookMs: took }))
    await end(parts, 0)
  } catch (error) {
    console.log(JSON.stringify({ smoke: 'failed', step, error: error instanceof Error ? error.message : String(error), tookMs: took }))
    await end(parts, 1)
  } finally {
    clearTimeout(timer)
  }
}

async function playSmoke({ session, host, children, window }: SmokeParts, run: <T>(name: string, act: () => Promise<T>) => Promise<T>): Promise<void> {
  await run('page', () => waitForPage(window))
  await run('core', async () => take(await session.foundTrainingOffice()))
  await run('log-in', async () => take(await session.login(receptionist, trainingPassword)))
  const paper = join(getPrintFolder(), 'giay-to.pdf')
  await run('print', async () => take(await printHtml({ html: `<!doctype html><meta charset="utf-8"><title>Giấy tờ</title><h1>Giấy tờ thử</h1>`, title: 'Giấy tờ', paper: 'A4', fontsFolder, outPath: paper })))
  const file = await run('press', async () => take(await (await host.get()).call('file.import', { procedureCode, componentId, secrecy: 'none', paths: [paper], name: 'giay-to.pdf' }, { timeoutMs: limitMs })))
  const received = await run('receive', async () =>
    take(
      await (await host.get()).call('dossier.receive', {
        draftId,
        procedureCode,
        applicant: { fullName: 'Nguyễn Văn Thử', idKind: 'cccd', idNumber: '036090000001', address: 'Xã Tập Huấn' },
        components: [{ id: componentId, ticked: true, originals: 1, certifiedCopies: 0, copies: 0, files: [file] }],
        sets: 1,
        channel: 'direct',
        returnAt: 'counter',
        secrecy: 'none',
        note: '',
        exemptionIds: []
      })
    )
  )
  await run('commit', () => expectCommitted(host, children, received))
  await run('sign', async () => {
    const [signed] = take(await (await host.get()).call('signing.sign', { dossierId: received.dossierId }, { timeoutMs: limitMs }))
    if (!signed) throw new Error('nothing-signed')
    take(signed.outcome.ok ? ok(signed.outcome) : signed.outcome)
  })
  await run('form', async () => {
    const form = take(await (await host.get()).call('form.render', { kind: 'receipt', dossierId: received.dossierId, reprint: false }))
    take(await printHtml({ ...form, fontsFolder, outPath: join(getPrintFolder(), 'giay-hen.pdf') }))
  })
}

/** What was answered must be there after core was killed at once: another process reads it from the disk. */
async function expectCommitted(host: CoreHost, children: Children, received: ReceivedDossier): Promise<void> {
  const dead = await host.get()
  const ended = new Promise<void>((resolve) => dead.onClose(resolve))
  const { pid } = children.start('core')
  if (pid === undefined) throw new Error('core-has-no-process')
  process.kill(pid, 'SIGKILL')
  await ended
  // Main hears of the exit in the same turn as this: the host begins anew right after.
  await new Promise((resolve) => setTimeout(resolve, 100))
  const found = take(await (await host.get()).call('dossier.get', { id: received.dossierId }))
  if (found.code !== received.code) throw new Error('another-number')
}

function waitForPage(window: BrowserWindow): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = async (): Promise<void> => {
      for (;;) {
        const shown: unknown = await window.webContents.executeJavaScript(`document.querySelector('main') !== null && 'counter' in window`)
        if (shown === true) return
        await new Promise((wait) => setTimeout(wait, 100))
      }
    }
    const begin = (): void => void look().then(resolve, reject)
    window.webContents.once('did-fail-load', (_event, code) => reject(new Error(`did-fail-load ${code}`)))
    if (window.webContents.isLoading()) window.webContents.once('did-finish-load', begin)
    else begin()
  })
}

/** In the PIN window's place, for the one token that was made for it. */
export function answerSmokePin(port: MessagePortMain): void {
  port.on('message', ({ data }) => {
    const request = PinRequest.safeParse(data)
    if (!request.success) return
    port.postMessage(request.data.tokenLabel === smokeToken.label ? { type: 'pin', pin: smokeToken.pin } : { type: 'cancelled' })
  })
  port.start()
}

function take<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

async function end({ host, children }: SmokeParts, code: number): Promise<void> {
  await Promise.race([host.get().then((core) => core.call('core.close', {})), new Promise((resolve) => setTimeout(resolve, 3_000))])
  children.stopAll()
  await new Promise((resolve) => setTimeout(resolve, 300))
  try {
    rmSync(getDataFolder(), { recursive: true, force: true, maxRetries: 3 })
  } catch {
    // Windows keeps Chromium's own files open until the process has ended; they hold nothing of anybody.
  }
  app.exit(code)
}
