import { BrowserWindow, type WebContents } from 'electron'
import { err, type Result } from '../../domain/result.ts'
import { type PrintFailure, printFailure, within } from './print-failure.ts'
import { emptyFormPath, publishForm } from './form-pages.ts'
import { getPrintSession, PRINT_ORIGIN } from './print-session.ts'

const LOAD_TIMEOUT_MS = 20_000
/** So long after a print its window is kept for the next: making one takes longer than printing. */
const KEEP_MS = 10 * 60_000

let kept: { window: BrowserWindow; timer: NodeJS.Timeout } | undefined
let isEnded = false

/**
 * Shows a form in a window nobody sees, sandboxed and without JavaScript, and lets `use` print it. The form is gone from the window before another comes; a window in which anything failed is
 * destroyed. The form's fonts have arrived when `use` is called: it preloads them, and that holds back the load event.
 */
export async function withPrintWindow<T>(
  form: { html: string; fontsFolder: string },
  use: (contents: WebContents) => Promise<Result<T, PrintFailure>>
): Promise<Result<T, PrintFailure>> {
  const window = takeWindow(form.fontsFolder)
  const page = publishForm(form.html)
  let result: Result<T, PrintFailure> | undefined
  let onGone: ((event: unknown, details: { reason: string }) => void) | undefined
  try {
    const gone = new Promise<never>((_resolve, reject) => {
      onGone = (_event, details) => reject(Object.assign(new Error('gone'), { code: details.reason }))
      window.webContents.once('render-process-gone', onGone)
    })
    gone.catch(() => undefined)
    await within(Promise.race([window.loadURL(PRINT_ORIGIN + page.path), gone]), LOAD_TIMEOUT_MS, 'load-timeout')
    result = await Promise.race([use(window.webContents), gone])
    return result
  } catch (cause) {
    return err(printFailure('load', cause))
  } finally {
    page.forget()
    if (onGone && !window.isDestroyed()) window.webContents.off('render-process-gone', onGone)
    if (result?.ok === true) void keepWindow(window)
    else if (!window.isDestroyed()) window.destroy()
  }
}

/** The officer's window is closed: none is kept any more, which would keep the app. */
export function endPrintWindows(): void {
  isEnded = true
  closeKept()
}

function closeKept(): void {
  if (!kept) return
  clearTimeout(kept.timer)
  if (!kept.window.isDestroyed()) kept.window.destroy()
  kept = undefined
}

/** The one that is kept, or a new one: two forms at once have a window each. */
function takeWindow(fontsFolder: string): BrowserWindow {
  const ready = kept
  kept = undefined
  clearTimeout(ready?.timer)
  return ready && !ready.window.isDestroyed() && !ready.window.webContents.isCrashed() ? ready.window : makeWindow(fontsFolder)
}

function makeWindow(fontsFolder: string): BrowserWindow {
  const window = new BrowserWindow({
    show: false,
    skipTaskbar: true,
    webPreferences: {
      session: getPrintSession(fontsFolder),
      javascript: false,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: false,
      backgroundThrottling: false
    }
  })
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
  return window
}

/** Empties the window first: nothing of a citizen's form stays in it, not even to go back to. */
async function keepWindow(window: BrowserWindow): Promise<void> {
  try {
    await within(window.loadURL(PRINT_ORIGIN + emptyFormPath), LOAD_TIMEOUT_MS, 'load-timeout')
    window.webContents.navigationHistory.clear()
    if (kept || isEnded) return window.destroy()
    kept = { window, timer: setTimeout(closeKept, KEEP_MS) }
  } catch {
    if (!window.isDestroyed()) window.destroy()
  }
}
