import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { WebContents } from 'electron'
import { writeDurably } from '../../crypto/write-durably.ts'
import { ok, err, type Result } from '../../domain/result.ts'
import { type PrintFailure, printFailure, within } from './print-failure.ts'
import { withPrintWindow } from './print-window.ts'

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
  const pdf = await withPrintWindow(job, (contents) => renderPdf(contents, job))
  return pdf.ok ? writePdf(job.outPath, pdf.value) : pdf
}

/** What a window shows as a PDF. */
export async function renderPdf(contents: WebContents, job: PrintJob): Promise<Result<Buffer, PrintFailure>> {
  try {
    const options = { pageSize: job.paper, landscape: job.landscape === true, preferCSSPageSize: true, printBackground: true, generateTaggedPDF: true }
    return ok(await within(contents.printToPDF(options), RENDER_TIMEOUT_MS, 'render-timeout'))
  } catch (cause) {
    return err(printFailure('render', cause))
  }
}

export async function writePdf(outPath: string, pdf: Buffer): Promise<Result<{ path: string; sizeBytes: number }, PrintFailure>> {
  try {
    await mkdir(dirname(outPath), { recursive: true })
    await writeDurably(outPath, pdf, `${outPath}.${randomUUID()}.new`)
    return ok({ path: outPath, sizeBytes: pdf.byteLength })
  } catch (cause) {
    return err(printFailure('write', cause))
  }
}
