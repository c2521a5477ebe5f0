import { join } from 'node:path'
import type { BrowserWindow } from 'electron'
import { mainCounterMethods } from '../contract/counter.ts'
import { err, ok } from '../domain/result.ts'
import type { Handlers } from '../rpc/serve.ts'
import type { CoreHost } from './core-host.ts'
import { fontsFolder, getPrintFolder } from './paths.ts'
import { printHtml } from './printing/print-html.ts'
import { printToPrinter } from './printing/print-to-printer.ts'
import { findReceiptPrinter } from './printing/receipt-printer.ts'
import type { SessionKeeper } from './session.ts'

/** Main's own part of what the screen may ask: who is logged in, enrolment, paper. */
export function createCounterHandlers(session: SessionKeeper, host: CoreHost, getWindow: () => BrowserWindow): Handlers<typeof mainCounterMethods> {
  return {
    'session.get': () => ok(session.getState()),
    'session.login': ({ officerId, password }) => session.login(officerId, password),
    'session.logout': () => session.logout(),
    'setup.enrol': (request) => session.enrol(request),
    'print.receipt': async ({ dossierId, reprint }) => {
      const core = await host.get()
      const form = await core.call('form.receipt', { dossierId, reprint })
      if (!form.ok) return form
      const job = { ...form.value, fontsFolder }
      const printer = await findReceiptPrinter(getWindow().webContents, process.env['QMC_PRINTER'])
      if (printer) {
        const printed = await printToPrinter({ ...job, deviceName: printer.name })
        return printed.ok ? ok({ how: 'printer' as const, printer: printer.displayName }) : err(printed.error)
      }
      const written = await printHtml({ ...job, outPath: join(getPrintFolder(), `${fileNameOf(form.value.title)}.pdf`) })
      return written.ok ? ok({ how: 'file' as const, path: written.value.path }) : err(written.error)
    }
  }
}

/** A name every file system of Windows takes. */
function fileNameOf(title: string): string {
  return title.replace(/[<>:"/\\|?*\u0000-\u001f]/g, '-').trim()
}
