import { app, ipcMain, session as sessions, type BrowserWindow, type IpcMainInvokeEvent } from 'electron'
import { coreCounterMethods, importingMethods, mainCounterMethods } from '../contract/counter.ts'
import type { WaitingHere } from '../contract/control.ts'
import { PinNeeded } from '../contract/signer.ts'
import { readEncryptedFile, sha256Hex } from '../crypto/file-cipher.ts'
import { err, type Result } from '../domain/result.ts'
import { createBugReporter } from '../rpc/report-bug.ts'
import { answerCall } from '../rpc/serve.ts'
import { appOrigin, registerAppScheme, serveApp } from './app-protocol.ts'
import { askBeforeClosing } from './ask-before-closing.ts'
import { createChildren, isSignerName } from './child-process.ts'
import { createCoreHost } from './core-host.ts'
import { createCitizenScreen } from './citizen-window.ts'
import { createCounterHandlers } from './counter-handlers.ts'
import { writeLog } from './log.ts'
import { createMainWindow } from './main-window.ts'
import { getChromiumFolder } from './paths.ts'
import { isInvented, runMode } from './run-mode.ts'
import { endPrintWindows } from './printing/print-window.ts'
import { openPinWindow } from './pin-window.ts'
import { enrolByFile } from './provisioning.ts'
import { lockDown } from './security.ts'
import { createSession } from './session.ts'
import { answerSmokePin, runSmoke } from './smoke.ts'
import { createUnsavedForm } from './unsaved-form.ts'

// Two apps on one database would fight over the queue: the second shows the first one's window and ends.
app.setPath('userData', getChromiumFolder())
if (!app.requestSingleInstanceLock()) app.exit(0)
registerAppScheme()
lockDown()
// Calls that wait for a person, a scanner or a slow stick answer for themselves; main only stops waiting when core is gone.
const patientMethods = new Set<string>([...importingMethods, 'signing.sign', 'document.sign', 'document.seal', 'file.scan', 'scans.take', 'file.split', 'dossier.fetch-file', 'token.refresh', 'signing.certificates', 'verify.stored', 'token.doctor', 'backup.run', 'queue.export', 'journal.export', 'retention.preview', 'retention.purge', 'handover.export', 'diagnostics.run'])
const takesPaths = (name: unknown): boolean => importingMethods.some((known) => known === name)
const patientTimeoutMs = 30 * 60_000
// Nobody reads main's own stderr on an officer's PC.
const reportBug = createBugReporter('main', writeLog)

void app.whenReady().then(() => {
  serveApp(sessions.defaultSession, readDocument)
  let window: BrowserWindow | undefined
  let pinWindow: BrowserWindow | undefined
  let pinSigner: string | undefined

  const children = createChildren({
    onMessage: (name, message) => {
      if (!isSignerName(name) || !PinNeeded.safeParse(message).success || !window) return
      if (runMode === 'smoke') answerSmokePin(children.openPort(name, 'pin'))
      else {
        pinWindow?.destroy()
        pinWindow = openPinWindow(window, children.openPort(name, 'pin'))
        pinSigner = name
      }
    },
    onExit: (name) => {
      if (name === pinSigner) pinWindow?.destroy()
      if (name === 'core') host.restart()
      send('process.restarted', { process: name })
    }
  })
  const host = createCoreHost(children, {
    onEvent: (event, data) => {
      if (event === 'officers.changed') void session.officersChanged(data).catch((error: unknown) => reportBug('officers.changed', error))
      else send(event, data)
    },
    onSessionLost: () => session.lost()
  })
  const citizen = createCitizenScreen((answer) => void host.get().then((core) => core.call('core.rate-visit', answer)))
  const session = createSession(host, (state) => {
    // Nobody's PIN is asked for once she has gone.
    if (state.state !== 'open') pinWindow?.destroy()
    if (state.state !== 'open') citizen.set(false)
    send('session.changed', state)
  })
  const unsaved = createUnsavedForm(() => send('window.closing', {}))
  const handlers = createCounterHandlers(session, host, () => window ?? (window = createMainWindow()), citizen, unsaved)

  function send(event: string, data: unknown): void {
    if (window && !window.isDestroyed()) window.webContents.send('counter.event', event, data)
  }

  /** The very bytes of a stored document, for the page's preview. Believed only when they have their hash. */
  async function readDocument(sha256: string): Promise<Buffer | undefined> {
    if (session.getState().state !== 'open') return undefined
    const file = await (await host.get()).call('core.open-file', { sha256 })
    if (!file.ok) return undefined
    try {
      const bytes = readEncryptedFile(file.value.path, file.value.key)
      return sha256Hex(bytes) === sha256 ? bytes : undefined
    } catch {
      return undefined
    }
  }

  async function answer(name: string, input: unknown): Promise<Result<unknown, unknown>> {
    if (Object.hasOwn(mainCounterMethods, name)) return answerCall(mainCounterMethods, handlers, { method: name, input }, { reportBug })
    if (!Object.hasOwn(coreCounterMethods, name) || session.getState().state !== 'open') return err({ kind: 'invalid-input', path: 'method', message: name })
    const core = await host.get()
    const method = name as keyof typeof coreCounterMethods
    const answered = await core.call(method, input as never, patientMethods.has(name) ? { timeoutMs: patientTimeoutMs } : {})
    // Her key asks for the window that lies behind this one.
    if (!answered.ok && answered.error.kind === 'signing-under-way' && pinWindow && !pinWindow.isDestroyed()) pinWindow.focus()
    return answered
  }

  function answerPage(event: IpcMainInvokeEvent, name: string, input: unknown): Promise<Result<unknown, unknown>> {
    if (event.sender !== window?.webContents || !event.senderFrame?.url.startsWith(`${appOrigin}/`)) throw new Error('refused')
    return answer(name, input).catch((error: unknown) => err({ kind: 'unexpected', reportId: reportBug(name, error) }))
  }
  ipcMain.handle('counter.call', (event, name: unknown, input: unknown) => {
    // Paths come by preload's own channel alone, from files that somebody chose.
    if (takesPaths(name)) throw new Error('refused')
    return answerPage(event, String(name), input)
  })
  ipcMain.handle('counter.import', (event, name: unknown, input: unknown) => {
    if (!takesPaths(name)) throw new Error('refused')
    return answerPage(event, String(name), input)
  })

  async function countWaiting(): Promise<WaitingHere> {
    const counted = await (await host.get()).call('core.count-waiting', {})
    if (!counted.ok) throw new Error(counted.error.kind)
    return counted.value
  }

  let closed = false
  window = createMainWindow()
  askBeforeClosing(window, {
    isEnding: () => closed,
    look: () => (runMode === 'smoke' || !host.state.databaseKey ? undefined : { waiting: isInvented ? Promise.resolve(undefined) : countWaiting(), unsaved: unsaved.ask() })
  })
  // Beside the window's own start, behind its processes: it is ready when the password is typed.
  void host.get()
  // The citizen's window alone must not keep the app up.
  window.once('closed', () => {
    citizen.set(false)
    endPrintWindows()
  })
  if (runMode === 'smoke') void runSmoke({ session, host, children, window })
  else if (runMode === 'training') void session.foundTrainingOffice()
  else void enrolByFile(session)
  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore()
    window?.show()
    window?.focus()
  })
  process.on('uncaughtException', (error) => reportBug('uncaught', error))
  process.on('unhandledRejection', (error) => reportBug('unhandled', error))
  app.on('before-quit', (event) => {
    if (closed) return
    event.preventDefault()
    closed = true
    // What is under way is finished or cut; either way it is in the journal.
    void Promise.race([host.close(), new Promise((resolve) => setTimeout(resolve, 3_500))]).finally(() => {
      children.stopAll()
      app.quit()
    })
  })
  app.on('window-all-closed', () => app.quit())
})
