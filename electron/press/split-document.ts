import { PDFDocument } from '@cantoo/pdf-lib'
import type { NewFile, SplitFailure, StoredFile, WrittenFile } from '../contract/press.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { listSignatureFields, openPdf } from './pdf-structure.ts'
import { readSource, writeTarget } from './stored-files.ts'

/** A scan of several papers taken apart: each part a PDF of its own with the pages named. All parts are made before the first is written. */
export async function splitDocument({ source, parts }: { source: StoredFile; parts: { pages: number[]; target: NewFile }[] }): Promise<Result<WrittenFile[], SplitFailure>> {
  const bytes = readSource(source)
  if (!bytes.ok) return bytes
  const opened = await openPdf(bytes.value)
  if (!opened.ok) return opened
  const whole = await PDFDocument.load(bytes.value)
  // A page copied out of a signed document is no longer what was signed.
  if (listSignatureFields(whole).length > 0) return err({ kind: 'file-has-signature' })
  const named = parts.flatMap(({ pages }) => pages)
  const everyOnce = named.length === whole.getPageCount() && new Set(named).size === named.length && Math.max(...named) <= whole.getPageCount()
  if (!everyOnce) return err({ kind: 'pages-unfit' })
  const made: Uint8Array[] = []
  for (const { pages } of parts) {
    const part = await PDFDocument.create()
    for (const page of await part.copyPages(whole, pages.map((number) => number - 1))) part.addPage(page)
    made.push(await part.save())
  }
  const written: WrittenFile[] = []
  for (const [index, { pages, target }] of parts.entries()) {
    const file = writeTarget(target, made[index]!, pages.length)
    if (!file.ok) return file
    written.push(file.value)
  }
  return ok(written)
}
