import { globSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listRows } from '../../electron/core/db/statements.ts'
import { renderDossierForm } from '../../electron/core/forms/render-form.ts'
import { projectRoot } from '../../build/launch.ts'
import { demoPassword } from '../portal/seed-data.ts'
import { writeBarePrintApp } from './bare-print-app.ts'
import { startElectron } from './electron-run.ts'
import { openContext, type BenchOffice } from './office/open-office.ts'
import { copyOffice, prepareOffice } from './office/prepare-office.ts'
import { outFolder } from './out-folder.ts'
import type { SectionReport } from './section.ts'
import { inPage } from './start-page.ts'
import { median, toThreeDigits } from './stats.ts'

const runs = 30
/** The first prints of both start Chromium's print service. */
const warmUps = 5

interface BareTimes {
  loadMs: number
  printMs: number
  fileMs: number
  sizeBytes: number
}

/**
 * A receipt from the officer's press to its file on the disk, asked as the screen asks, over an empty Electron that loads the same document into a window it has, prints it with the same options and
 * writes the file. They take turns, a different dossier each time.
 */
export async function measure(): Promise<SectionReport> {
  const office = copyOffice(await prepareOffice(10_000), 'receipt-pdf')
  const folder = join(outFolder, 'work', 'receipt-pdf-papers')
  mkdirSync(folder, { recursive: true })
  const receipts = renderReceipts(office, folder)
  const app = await startElectron({ env: { QMC_DATA: office.dataFolder, QMC_PRINT_FOLDER: join(folder, 'app'), QMC_PRINTER: 'no printer: the file is meant' } })
  const bare = await startElectron({ appFolder: writeBarePrintApp(globSync(join(projectRoot, 'out', 'app', 'fonts', 'Tinos*.ttf'))), env: {} })
  const ours: number[] = []
  const theirs: number[] = []
  const parts: BareTimes[] = []
  const sizes: number[] = []
  try {
    await app.page.evaluate<number>(inPage('watchLogin()'))
    await app.page.press([...demoPassword, 'Enter'])
    await app.page.evaluate<number>('bench.intakeFocused')
    for (const [index, { id, path }] of receipts.entries()) {
      const floor = await bare.page.evaluate<{ ms: number; times: BareTimes }>(timed(`bare.print(${JSON.stringify(path)}, ${JSON.stringify(join(folder, 'bare.pdf'))})`, 'times'))
      const printed = await app.page.evaluate<{ ms: number; answer: { ok: boolean; value?: { path: string }; error?: { kind: string } } }>(
        timed(`counter.call('print.form', { kind: 'receipt', dossierId: ${JSON.stringify(id)}, reprint: false })`, 'answer')
      )
      if (!printed.answer.value) throw new Error(`the receipt is not printed: ${printed.answer.error?.kind}`)
      if (index < warmUps) continue
      theirs.push(floor.ms)
      parts.push(floor.times)
      ours.push(printed.ms)
      sizes.push(statSync(printed.answer.value.path).size)
    }
  } finally {
    for (const { page, quit } of [app, bare]) {
      page.close()
      await quit()
    }
  }
  const part = (name: keyof BareTimes): number => Math.round(median(parts.map((times) => times[name])))
  return {
    values: { receiptPdfOverBare: toThreeDigits(median(ours) / median(theirs)) },
    details: {
      runs,
      receiptMs: Math.round(median(ours)),
      bareMs: Math.round(median(theirs)),
      bareParts: { loadMs: part('loadMs'), printMs: part('printMs'), fileMs: part('fileMs') },
      // Against printToPDF alone, of a document that is already in its window.
      overPrintAlone: toThreeDigits(median(ours) / median(parts.map(({ printMs }) => printMs))),
      sizeBytes: { receipt: median(sizes), bare: part('sizeBytes') }
    }
  }
}

/** An expression that times a call inside its page, as the officer waits for it. */
function timed(call: string, name: string): string {
  return `(async () => { const beganAt = performance.now(); const ${name} = await ${call}; return { ms: performance.now() - beganAt, ${name} } })()`
}

/** The newest dossiers with their receipts' documents, in files for the floor. */
function renderReceipts(office: BenchOffice, folder: string): { id: string; path: string }[] {
  const context = openContext(office, Date.now)
  const dossiers = listRows<{ id: string }>(context.db, 'SELECT id FROM dossier ORDER BY received_at DESC LIMIT ?', runs + warmUps)
  const receipts = dossiers.map(({ id }, index) => {
    const form = renderDossierForm(context, { kind: 'receipt', dossierId: id, reprint: false }, null)
    if (!form.ok) throw new Error(`a receipt is not drawn: ${form.error.kind}`)
    const path = join(folder, `${index}.html`)
    writeFileSync(path, form.value.html)
    return { id, path }
  })
  context.db.close()
  return receipts
}
