import { ok, err, type Result } from '../../domain/result.ts'
import { type PrintFailure, printFailure, within } from './print-failure.ts'
import { withPrintWindow } from './print-window.ts'
import { writeDurably } from './write-durably.ts'

const RENDER_TIMEOUT_MS = 30_000

/** A form as `renderReceiptForm` makes it, and where its fonts are on disk (out/app/fonts). */
export interface PrintJob {
  html: string
  title: string
  paper: 'A4' | 'A5'
  /** Laid across; the form's own @page says the same. */
  landscape?: boolean
  fontsFolder: string
}

/**
 * Prints a form to a PDF file: its own page size, embedded fonts, tagged, text that can be searched. The file is there
 * whole and on the disk, or not at all. `title` is for the caller; the PDF takes the document's own.
 * @param outPath absolute; its folder is made when missing, a file of that name is replaced
 */
export async function printHtml(job: PrintJob & { outPath: string }): Promise<Result<{ path: string; sizeBytes: number }, PrintFailure>> {
  const pdf = await withPrintWindow<Buffer>(job, async (contents) => {
    try {
      const options = { pageSize: job.paper, landscape: job.landscape === true, preferCSSPageSize: true, printBackground: true, generateTaggedPDF: true }
      return ok(await within(contents.printToPDF(options), RENDER_TIMEOUT_MS, 'render-timeout'))
    } catch (cause) {
      return err(printFailure('render', cause))
    }
  })
  if (!pdf.ok) return pdf
  try {
    await writeDurably(job.outPath, pdf.value)
    return ok({ path: job.outPath, sizeBytes: pdf.value.byteLength })
  } catch (cause) {
    return err(printFailure('write', cause))
  }
}
