import { readFileSync, writeFileSync } from 'node:fs'
import { app } from 'electron'
import { registerAppScheme } from '../../../electron/main/app-protocol.ts'
import { printHtml } from '../../../electron/main/printing/print-html.ts'
import { printForm } from '../../../electron/main/printing/print-form.ts'

/** The smallest Electron app that prints: reads jobs from one file, writes their outcomes to another, ends. */
export type PrintJobs = {
  answerPath: string
  fontsFolder: string
  forms: { html: string; title: string; paper: 'A4' | 'A5'; outPath: string }[]
  /** A printer to send the first form to, after the files. */
  deviceName?: string
}

const jobs = JSON.parse(readFileSync(process.env['PRINT_JOBS'] ?? '', 'utf8')) as PrintJobs

registerAppScheme()
app.on('window-all-closed', () => undefined)
void app.whenReady().then(async () => {
  const files = []
  for (const form of jobs.forms) files.push(await printHtml({ ...form, fontsFolder: jobs.fontsFolder }))
  const [first] = jobs.forms
  const printed = first && jobs.deviceName !== undefined ? await printForm({ ...first, fontsFolder: jobs.fontsFolder }, Promise.resolve({ name: jobs.deviceName, displayName: jobs.deviceName }), first.outPath) : undefined
  writeFileSync(jobs.answerPath, JSON.stringify({ files, printed }))
  app.exit(0)
})
