import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url'

GlobalWorkerOptions.workerSrc = workerUrl

const widthPx = 132

/** A stored paper, from main's own address for it. @throws when it cannot be had */
export async function openStoredPdf(sha256: string): Promise<PDFDocumentProxy> {
  const answer = await fetch(`/documents/${sha256}`)
  if (!answer.ok) throw new Error(`document ${answer.status}`)
  return getDocument({ data: new Uint8Array(await answer.arrayBuffer()), useSystemFonts: true }).promise
}

/** One page, small. */
export async function drawThumbnail(document: PDFDocumentProxy, number: number, canvas: HTMLCanvasElement): Promise<void> {
  const page = await document.getPage(number)
  const viewport = page.getViewport({ scale: widthPx / page.getViewport({ scale: 1 }).width })
  canvas.width = viewport.width
  canvas.height = viewport.height
  await page.render({ canvas, viewport }).promise
}
