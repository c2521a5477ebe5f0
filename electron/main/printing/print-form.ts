import type { PrintOutcome } from '../../contract/forms.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { PrintFailure } from './print-failure.ts'
import { renderPdf, writePdf, type PrintJob } from './print-html.ts'
import { spoolPage } from './print-to-printer.ts'
import { withPrintWindow } from './print-window.ts'

/**
 * Prints a form on the printer that `choosing` comes to, or into a file where there is none. The page is drawn meanwhile: on some PCs the system takes a second to name its printers.
 * @param outPath as printHtml's
 */
export async function printForm(job: PrintJob, choosing: Promise<{ name: string; displayName: string } | undefined>, outPath: string): Promise<Result<PrintOutcome, PrintFailure>> {
  return withPrintWindow<PrintOutcome>(job, async (contents) => {
    const printer = await choosing
    if (printer) {
      const spooled = await spoolPage(contents, { ...job, deviceName: printer.name })
      return spooled.ok ? ok({ how: 'printer', printer: printer.displayName }) : spooled
    }
    const pdf = await renderPdf(contents, job)
    if (!pdf.ok) return pdf
    // Before the window is emptied: that keeps main busy, and the file's nine steps would each wait for it.
    const written = await writePdf(outPath, pdf.value)
    return written.ok ? ok({ how: 'file', path: written.value.path }) : written
  })
}
