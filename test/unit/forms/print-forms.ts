import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { electronCommand, startXvfb } from '../../../build/launch.ts'
import type { PrintJobs } from './print-app.ts'

export interface PrintAnswer {
  files: { ok: boolean; value?: { path: string; sizeBytes: number }; error?: { kind: string; stage: string; reason: string } }[]
  printed?: { ok: boolean; error?: { kind: string; stage: string } }
}

/** Prints forms to PDF by the app's own printing code in a real Electron under a display of its own. Working files go into `folder`. */
export async function printForms(folder: string, forms: PrintJobs['forms'], deviceName?: string): Promise<PrintAnswer> {
  const display = await startXvfb('1366x768', true)
  try {
    const fontsFolder = join(folder, 'fonts')
    mkdirSync(join(folder, 'app'))
    mkdirSync(fontsFolder)
    const tinos = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/tinos/package.json'))
    for (const face of ['400Regular', '700Bold', '400Regular_Italic', '700Bold_Italic']) {
      writeFileSync(join(fontsFolder, `Tinos_${face}.ttf`), readFileSync(join(tinos, face, `Tinos_${face}.ttf`)))
    }
    writeFileSync(join(folder, 'app', 'package.json'), JSON.stringify({ name: 'print-app', type: 'module', main: 'main.js' }))
    await build({ entryPoints: [join(import.meta.dirname, 'print-app.ts')], bundle: true, platform: 'node', format: 'esm', target: 'node20', external: ['electron'], outfile: join(folder, 'app', 'main.js'), logLevel: 'warning' })
    const answerPath = join(folder, 'answer.json')
    writeFileSync(join(folder, 'jobs.json'), JSON.stringify({ answerPath, fontsFolder, forms, ...(deviceName === undefined ? {} : { deviceName }) } satisfies PrintJobs))
    const { executable, args, env } = electronCommand(join(folder, 'app'))
    const run = spawnSync(executable, args, { env: { ...env, PRINT_JOBS: join(folder, 'jobs.json'), DISPLAY: display.display }, encoding: 'utf8', timeout: 100_000 })
    if (run.status !== 0) throw new Error(`Electron ended with ${run.status ?? run.signal}: ${run.stderr.slice(-2000)}`)
    return JSON.parse(readFileSync(answerPath, 'utf8')) as PrintAnswer
  } finally {
    await display.stop()
  }
}

/** What a PDF tool of Poppler says. */
export function judge(tool: string, ...args: string[]): string {
  const run = spawnSync(tool, args, { encoding: 'utf8' })
  if (run.error) throw new Error(`${tool} is not installed`)
  return run.stdout
}

export function pagesOfPdf(path: string): number {
  return Number(/^Pages:\s+(\d+)/m.exec(judge('pdfinfo', path))?.[1])
}

/** The text of a PDF, spaces collapsed. */
export function textOfPdf(path: string): string {
  return judge('pdftotext', path, '-').replace(/\s+/g, ' ')
}
