import { chooseBodySize, countLines, type FitBlock, lineBlock } from './form-fit.ts'
import { COUNT_COLUMN_PT, PAGE, TABLE_SCALE } from './form-style.ts'
import type { FormLine, RenderedForm } from './form-data.ts'
import type { ReceiptFormData } from './receipt-data.ts'
import { contactNote, countColumns, feeLines, openingLines, termLines } from './receipt-lines.ts'

/** What the running number takes of the papers table, with the padding of the names. */
const NUMBER_COLUMN_PT = 29
/** The citizen's note is set in it. */
const NOTE_PT = 8.5

/** The largest type that gets the receipt onto the fewest pages, one for an ordinary dossier. */
export function chooseReceiptBodySize(data: ReceiptFormData, paper: RenderedForm['paper']): number {
  const page = PAGE[paper]
  // A hair less than there is, for kerning and rounding.
  const width = page.textWidthPt * 0.995
  const line = (each: FormLine): FitBlock => lineBlock(each, width)
  const shortLine = line({ label: '', text: '1' })
  const nameWidth = width - NUMBER_COLUMN_PT - COUNT_COLUMN_PT * countColumns(data.components).length
  const { summary, rows } = feeLines(data.fees)
  const blocks: FitBlock[] = [
    ...openingLines(data).map(line),
    shortLine,
    ...(data.components.length === 0 ? [] : [{ ...shortLine, scale: 2 * TABLE_SCALE, extraPt: 3 }]),
    ...data.components.map(({ name }) => ({ text: name, widthPt: nameWidth, scale: TABLE_SCALE, extraPt: 2.6 })),
    shortLine,
    ...termLines(data).map(line),
    line(summary),
    ...rows.map(({ text }) => ({ text, widthPt: width - 97, scale: TABLE_SCALE, extraPt: 1 })),
    // Register line and signatures: four lines and the room to sign.
    { ...shortLine, scale: 4, extraPt: (page.signatureMm * 72) / 25.4 + 2 }
  ]
  return chooseBodySize(blocks, fixedHeight(data, paper), page.textHeightPt, page.bodies)
}

/** Head, title with the QR, the citizen's note and the source line: their sizes do not follow the body's. */
function fixedHeight({ office, lookupUrl }: ReceiptFormData, paper: RenderedForm['paper']): number {
  const { head, title } = PAGE[paper]
  const columnPt = PAGE[paper].textWidthPt - 22.5 * head
  const headLines = [office.agency, office.counter].reduce((lines, name) => lines + Math.ceil((name.length * 0.74 * head) / columnPt), office.parentAgency === null ? 1 : 2)
  const titlePt = Math.max(51, title * 1.2 + 11.5 * 1.2 + 21) + 12
  const notePt = countLines(contactNote({ office, lookupUrl }), (PAGE[paper].textWidthPt / NOTE_PT) * 1000) * NOTE_PT * 1.15 + 2
  return headLines * head * 1.2 + 6 + titlePt + notePt + 14
}
