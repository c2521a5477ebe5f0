import { BrowserWindow, type WebContents } from 'electron'
import { err, type Result } from '../../domain/result.ts'
import { type PrintFailure, printFailure, within } from './print-failure.ts'
import { publishForm } from './form-pages.ts'
import { getPrintSession, PRINT_ORIGIN } from './print-session.ts'

const LOAD_TIMEOUT_MS = 20_000

/**
 * Shows a form in a window nobody sees, sandboxed and without JavaScript, lets `use` print it and destroys the window.
 * The form's fonts have arrived when `use` is called: it preloads them, and that holds back the load event.
 */
export async function withPrintWindow<T>(
  form: { html: string; fontsFolder: string },
  use: (contents: WebContents) => Promise<Result<T, PrintFailure>>
): Promise<Result<T, PrintFailure>> {
  const window = new BrowserWindow({
    show: false,
    skipTaskbar: true,
    webPreferences: {
      session: getPrintSession(form.fontsFolder),
      javascript: false,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: false,
      backgroundThrottling: false
    }
  })
  const page = publishForm(form.html)
  try {
    window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
    const gone = new Promise<never>((_resolve, reject) => {
      window.webContents.once('render-process-gone', (_event, details) => reject(Object.assign(new Error('gone'), { code: details.reason })))
    })
    gone.catch(() => undefined)
    await within(Promise.race([window.loadURL(PRINT_ORIGIN + page.path), gone]), LOAD_TIMEOUT_MS, 'load-timeout')
    return await Promise.race([use(window.webContents), gone])
  } catch (cause) {
    return err(printFailure('load', cause))
  } finally {
    page.forget()
    if (!window.isDestroyed()) window.destroy()
  }
}
