import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { SectionOptions, SectionResult } from './sections.ts'

const tree = join(import.meta.dirname, '..', '..')
const report = join(tree, 'out', 'test', 'day.json')
/** After the last citizen: the queue empties and the books are compared. */
const closingMs = 45_000

/**
 * The scripted day of fifty citizens in the real app (test/e2e/day.spec.ts): `day` is how many came and how many differences the books have. Fewer come when the time is short, and the
 * count says so.
 */
export async function proveDay({ seed, untilMs, citizens = 50 }: SectionOptions): Promise<SectionResult> {
  rmSync(report, { force: true })
  const env = { ...process.env, QMC_DAY_CITIZENS: String(citizens), QMC_DAY_SEED: String(seed), ...(untilMs === undefined ? {} : { QMC_DAY_UNTIL: String(untilMs - closingMs) }) }
  const tool = join(tree, 'node_modules', '@playwright', 'test', 'cli.js')
  // Standard output belongs to the section's own answer.
  const child = spawn(process.execPath, [tool, 'test', '--config', 'build/playwright.config.ts', '--reporter=line', 'test/e2e/day.spec.ts'], { cwd: tree, env, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  // Where it stopped, of what Playwright says.
  const why = stripVTControlCharacters(said).split('\n').filter((line) => /^\s*(\w*Error|Locator|> +\d+ \|)/.test(line)).slice(0, 3)
  if (!existsSync(report)) return { dayFailed: 1, details: [`day, seed ${seed}: it did not come to its end (code ${code})`, ...why.map((line) => `day: ${line.trim()}`)] }
  const { details, ...day } = JSON.parse(readFileSync(report, 'utf8')) as { citizens: number; disagreements: number; tasks: object; details: string[] }
  return { day, dayFailed: day.disagreements === 0 && code === 0 ? 0 : 1, details: details.map((line) => `day, seed ${seed}: ${line}`) }
}
