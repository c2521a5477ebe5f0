import { randomInt } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startServer, type Postgres } from '../../build/postgres.ts'
import { provePlanted } from './planted.ts'
import { composeReport } from './report.ts'
import { createSchedule } from './schedule.ts'
import { runSection } from './section-process.ts'
import { addUp, type SectionName, type SectionResult } from './sections.ts'

/**
 * `npm run prove`: kills, full disks, power cuts, random histories, restored portals, fuzz, signing, a day and planted faults, four side by side in processes of their own, and one file of
 * counts: `out/prove.json`. PROVE_MINUTES (19.25) bounds it all; PROVE_SEED gives every choice; PROVE_KILLS, PROVE_RECORDINGS, PROVE_HISTORIES, PROVE_INPUTS, PROVE_CITIZENS bound the parts;
 * arguments choose sections. Ends with 1 when a law was broken, a section did not answer or a planted fault was not caught; a run that came to less than its aims is not whole and says so; every finding names its seed.
 */
const { env } = process
const seed = Number(env['PROVE_SEED'] || randomInt(1, 100_000))
const minutes = Number(env['PROVE_MINUTES'] || 19.25)
const startedMs = Date.now()
const chosen = process.argv.slice(2)
const tree = join(import.meta.dirname, '..', '..')
/** Sections side by side: two more than the two cores of 2026, because most of them are one process that now and then waits for lines, deadlines and pauses. */
const lanes = 4
/** By then every section must have closed and answered, whatever its own time was: one that is late takes of the others' time, which tells less and nothing wrong. */
const closedMs = startedMs + minutes * 60_000
const graceMs = 40_000

/** A section, how long it takes beside the others, and what it is asked. */
interface SectionPart {
  name: SectionName | 'planted'
  seconds: number
  options: object
}

/**
 * In the order in which they begin: what is timed first, then the longest, so that no lane is left with a long one at the end. The seconds are what each takes beside three others on two cores of 2026; by
 * them the time is shared out. Of a processor they ask (2026-11-27): kills 670 s, of which a core's start and first acts are half a second a life; histories 310 with a tenth of them shipped, each of which asks half a second more than another
 * (now half of them are), planted 200, the day 130, cuts 100, a full disk 95, fuzz 95, signing 90, restored 10: seven tenths of what two cores have.
 */
const parts: readonly SectionPart[] = [
  { name: 'signing', seconds: 110, options: {} },
  { name: 'kills', seconds: 850, options: fromEnv('kills', 'PROVE_KILLS') },
  { name: 'day', seconds: 390, options: fromEnv('citizens', 'PROVE_CITIZENS') },
  { name: 'histories', seconds: 760, options: fromEnv('histories', 'PROVE_HISTORIES') },
  { name: 'planted', seconds: 580, options: {} },
  { name: 'diskFull', seconds: 380, options: {} },
  { name: 'cuts', seconds: 360, options: fromEnv('recordings', 'PROVE_RECORDINGS') },
  { name: 'fuzz', seconds: 280, options: fromEnv('inputs', 'PROVE_INPUTS') },
  { name: 'restored', seconds: 50, options: {} }
]

function fromEnv(option: string, name: string): object {
  return env[name] ? { [option]: Number(env[name]) } : {}
}

async function runPart({ name, options }: SectionPart, untilMs: number): Promise<SectionResult> {
  const began = performance.now()
  const result = name === 'planted' ? await runPlanted(untilMs) : await runOnOwnServer(name, (databaseEnv) => runSection(tree, name, { seed, untilMs, ...options }, Math.max(1, Math.ceil(closedMs - Date.now())), { env: databaseEnv }))
  if (Date.now() > untilMs) outOfTime.push(name)
  const { details, ...counts } = result
  console.log(`${name.padEnd(10)} seed ${seed}, ${Math.round((performance.now() - began) / 1000)} s of ${Math.round((untilMs - Date.now() + performance.now() - began) / 1000)}  ${JSON.stringify(counts)}`)
  for (const line of details.slice(0, 20)) console.log(`  ${line}`)
  return result
}

/** What a portal shows other counters waits for every transaction of its server (test/portal/change-store.ts), also those of a section beside it: without a server of its own a section is not run. */
async function runOnOwnServer(name: SectionName, run: (databaseEnv: NodeJS.ProcessEnv) => Promise<SectionResult>): Promise<SectionResult> {
  if (!env['DATABASE_URL']) return run({})
  let server: Postgres
  try {
    server = await startServer({ durable: false })
  } catch (error) {
    return { sectionsFailed: 1, details: [`section ${name}, seed ${seed}: its PostgreSQL did not start: ${describe(error)}`] }
  }
  try {
    return await run({ DATABASE_URL: server.databaseUrl })
  } finally {
    await server.stop()
  }
}

async function runPlanted(untilMs: number): Promise<SectionResult> {
  try {
    return { ...(await provePlanted({ seed, untilMs })) }
  } catch (error) {
    return { sectionsFailed: 1, details: [`section planted, seed ${seed}: ${describe(error)}`] }
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown'
}

console.log(`prove: seed ${seed}, at most ${minutes} minutes, portal on ${env['DATABASE_URL'] ? 'PostgreSQL' : 'PGlite'}`)
const schedule = createSchedule(
  parts.filter(({ name }) => chosen.length === 0 || chosen.includes(name)),
  { lanes, endMs: closedMs - graceMs }
)
const outOfTime: string[] = []
let sum: SectionResult = { details: [] }
const runLane = async (): Promise<void> => {
  for (let next = schedule.begin(Date.now()); next; next = schedule.begin(Date.now())) {
    const result = await runPart(next.part, next.untilMs)
    schedule.end(next.part)
    sum = addUp(sum, result)
  }
}
await Promise.all(Array.from({ length: lanes }, runLane))

const { report, isKept, short, verdict } = composeReport(sum, { seed, seconds: Math.round((Date.now() - startedMs) / 1000), isWhole: chosen.length === 0, outOfTime })
const out = join(tree, 'out')
mkdirSync(out, { recursive: true })
writeFileSync(join(out, 'prove.json'), `${JSON.stringify(report, undefined, 2)}\n`)
if (short.length > 0) console.log(`not whole: ${short.join(', ')}`)
console.log(verdict)
console.log(JSON.stringify(report))
process.exitCode = isKept ? 0 : 1
