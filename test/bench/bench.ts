import { fork } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { describeMachine } from './machine.ts'
import { outFolder } from './out-folder.ts'
import type { Section, SectionReport } from './section.ts'
import { sections } from './sections.ts'

/**
 * `npm run bench [-- --only <section>]`: the sections one after another, a table, and as the last line one JSON object, which is also left in out/bench.json.
 * Every value is a ratio to a floor measured in the same run, or a count. A section that fails has null for its keys and voids no other.
 */
type Outcome = { ok: true; report: SectionReport } | { ok: false; reason: string }

/** All sections together; those that come after are told as not measured. BENCH_MINUTES changes it. */
const wholeMs = Number(process.env['BENCH_MINUTES'] || 19) * 60_000

/** A section is not begun in less. */
const leastMs = 20_000

const { values: options } = parseArgs({ options: { only: { type: 'string', multiple: true } } })
const chosen = sections.filter(({ name }) => !options.only || options.only.includes(name))
if (chosen.length === 0) throw new Error(`no such section; there are: ${sections.map(({ name }) => name).join(', ')}`)

const startedAt = Date.now()
const result: Record<string, unknown> = {}
const details: Record<string, unknown> = {}
const failed: Record<string, string> = {}
const table: { key: string; value: string; aim: string; floor: string }[] = []
const machine = describeMachine()
console.log(`machine: ${JSON.stringify(machine)}`)

for (const section of chosen) {
  const sectionStartedAt = Date.now()
  console.log(`\n== ${section.name}`)
  const leftMs = wholeMs - (Date.now() - startedAt)
  const outcome: Outcome = leftMs > leastMs ? await runApart(section, Math.min(section.timeoutMs, leftMs)) : { ok: false, reason: 'no time was left for it' }
  const seconds = ((Date.now() - sectionStartedAt) / 1000).toFixed(0)
  if (outcome.ok) {
    details[section.name] = outcome.report.details
    console.log(`== ${section.name}: ${seconds} s ${JSON.stringify(outcome.report.details)}`)
  } else {
    failed[section.name] = outcome.reason
    console.log(`== ${section.name}: FAILED ${outcome.reason} (${seconds} s)`)
  }
  for (const [key, { aim, floor }] of Object.entries(section.keys)) {
    const value = outcome.ok ? (outcome.report.values[key] ?? null) : null
    result[key] = value
    table.push({ key, value: outcome.ok ? JSON.stringify(value) : 'FAILED', aim, floor })
  }
}

printTable()
const text = JSON.stringify({ ...result, failed, details, machine, totalSeconds: Math.round((Date.now() - startedAt) / 1000) })
mkdirSync(join(outFolder, '..'), { recursive: true })
writeFileSync(join(outFolder, '..', 'bench.json'), `${text}\n`)
console.log(text)

/** The section in a process group of its own, ended whole when it is done or its time is up. */
function runApart(section: Section, limitMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = fork(join(import.meta.dirname, 'run-section.ts'), [section.name], { detached: true, stdio: ['ignore', 'inherit', 'pipe', 'ipc'] })
    let report: SectionReport | undefined
    let tail = ''
    let timedOut = false
    child.stderr?.on('data', (chunk: Buffer) => {
      process.stderr.write(chunk)
      tail = (tail + chunk.toString('utf8')).slice(-4_000)
    })
    child.on('message', (message) => {
      report = message as SectionReport
    })
    const timer = setTimeout(() => {
      timedOut = true
      endGroup(child.pid)
    }, limitMs)
    child.once('error', (error) => resolve({ ok: false, reason: error.message }))
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      endGroup(child.pid)
      if (timedOut) resolve({ ok: false, reason: `not done after ${Math.round(limitMs / 1000)} s` })
      else if (code === 0 && report) resolve({ ok: true, report })
      else resolve({ ok: false, reason: /^\w*Error.*$/m.exec(tail)?.[0] ?? `ended with ${signal ?? `code ${code}`}` })
    })
  })
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // Nothing of it is left.
  }
}

function printTable(): void {
  const rows = [{ key: 'key', value: 'value', aim: 'aim', floor: 'against' }, ...table.filter(({ aim }) => aim !== '')]
  const width = (column: 'key' | 'value' | 'aim'): number => Math.max(...rows.map((row) => row[column].length))
  const [key, value, aim] = [width('key'), width('value'), width('aim')]
  console.log('')
  for (const row of rows) console.log(`${row.key.padEnd(key)}  ${row.value.padStart(value)}  ${row.aim.padEnd(aim)}  ${row.floor}`)
  for (const row of table.filter((candidate) => candidate.aim === '')) console.log(`${row.key}: ${row.value}  (${row.floor})`)
  console.log('')
}
