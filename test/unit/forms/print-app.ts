import { readFileSync, writeFileSync } from 'node:fs'
import { app, protocol } from 'electron'
import { printHtml } from '../../../electron/main/printing/print-html.ts'

/** The smallest Electron app that prints: reads jobs from one file, writes their outcomes to another, ends. */
type Jobs = { answerPath: string; fontsFolder: string; forms: { html: string; title: string; paper: 'A4' | 'A5'; outPath: string }[] }

const jobs = JSON.parse(readFileSync(process.env['PRINT_JOBS'] ?? '', 'utf8')) as Jobs

protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true } }])
app.on('window-all-closed', () => undefined)
void app.whenReady().then(async () => {
  const outcomes = []
  for (const form of jobs.forms) {
    const startedAt = performance.now()
    outcomes.push({ outcome: await printHtml({ ...form, fontsFolder: jobs.fontsFolder }), tookMs: performance.now() - startedAt })
  }
  writeFileSync(jobs.answerPath, JSON.stringify(outcomes))
  app.exit(0)
})
