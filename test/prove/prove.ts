import { randomInt } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { provePlanted, runSection } from './planted.ts'
import { addUp, type SectionName, type SectionResult } from './sections.ts'

/**
 * `npm run prove`: kills, full disks, power cuts, random histories, restored portals, fuzz and planted faults, side by side in processes of their own, and one file of counts: `out/prove.json`.
 * PROVE_MINUTES (19) bounds it all; PROVE_SEED gives every choice; PROVE_KILLS, PROVE_RECORDINGS, PROVE_HISTORIES, PROVE_INPUTS bound the parts; arguments choose sections. Ends with 1 when a
 * law was broken, a section did not answer or a planted fault was not caught; every finding names its seed.
 */
const { env } = process
const seed = Number(env['PROVE_SEED'] || randomInt(1, 100_000))
const minutes = Number(env['PROVE_MINUTES'] || 19)
const startedMs = Date.now()
const chosen = process.argv.slice(2)
const tree = join(import.meta.dirname, '..', '..')
const bad = ['lost', 'duplicated', 'outOfOrder', 'numbersTwice', 'stuck', 'falselyReceived', 'chainsBroken', 'leaks', 'broken', 'falseRestores', 'crashes', 'hangs', 'unhandled', 'stuckAfterRestore', 'signingBroken', 'dayFailed', 'sectionsFailed'] as const
/** Time after a section's own end in which it must have closed and answered. */
const graceMs = 45_000

/** What runs one after the other on each of two lanes, and the part of the time at which it must be over. */
const lanes: readonly (readonly { name: SectionName | 'planted'; endsAt: number; options?: object }[])[] = [
  [
    { name: 'kills', endsAt: 0.5, options: fromEnv('kills', 'PROVE_KILLS') },
    { name: 'signing', endsAt: 0.58 },
    { name: 'day', endsAt: 0.74, options: fromEnv('citizens', 'PROVE_CITIZENS') },
    { name: 'planted', endsAt: 0.95 }
  ],
  [
    { name: 'cuts', endsAt: 0.3, options: fromEnv('recordings', 'PROVE_RECORDINGS') },
    { name: 'histories', endsAt: 0.76, options: fromEnv('histories', 'PROVE_HISTORIES') },
    { name: 'restored', endsAt: 0.81 },
    { name: 'fuzz', endsAt: 0.91, options: fromEnv('inputs', 'PROVE_INPUTS') },
    { name: 'diskFull', endsAt: 0.95 }
  ]
]

function fromEnv(option: string, name: string): object {
  return env[name] ? { [option]: Number(env[name]) } : {}
}

async function runLane(lane: (typeof lanes)[number]): Promise<SectionResult> {
  let sum: SectionResult = { details: [] }
  for (const { name, endsAt, options } of lane) {
    if (chosen.length > 0 && !chosen.includes(name)) continue
    const untilMs = startedMs + endsAt * minutes * 60_000
    const began = performance.now()
    const result =
      name === 'planted'
        ? await provePlanted({ seed, untilMs }).then((planted): SectionResult => ({ ...planted }))
        : await runSection(tree, name, { seed, untilMs, ...options }, untilMs - Date.now() + graceMs)
    const failed: SectionResult = { sectionsFailed: 1, details: [`section ${name}, seed ${seed}: it did not answer`] }
    const { details, ...counts } = result ?? failed
    console.log(`${name.padEnd(10)} ${Math.round((performance.now() - began) / 1000)} s  ${JSON.stringify(counts)}`)
    sum = addUp(sum, result ?? failed)
  }
  return sum
}

console.log(`prove: seed ${seed}, at most ${minutes} minutes, portal on ${env['DATABASE_URL'] ? 'PostgreSQL' : 'PGlite'}`)
const [first, second] = await Promise.all(lanes.map(runLane))
const { details, ...counts } = addUp(first ?? { details: [] }, second ?? { details: [] })
const numbers = counts as Record<string, number>
for (const line of details.slice(0, 60)) console.log(line)

const kept = bad.every((name) => (numbers[name] ?? 0) === 0) && (numbers['forgotten'] ?? 0) === 0 && numbers['planted'] === numbers['plantedCaught']
const portalRestored = numbers['portalRestores'] === undefined ? 'not tried' : numbers['forgotten'] === 0 ? 'offered again' : 'unsupported'
const report = { seed, ...counts, sectionsFailed: numbers['sectionsFailed'] ?? 0, portalRestored, seconds: Math.round((Date.now() - startedMs) / 1000) }
const out = join(tree, 'out')
mkdirSync(out, { recursive: true })
writeFileSync(join(out, 'prove.json'), `${JSON.stringify(report, undefined, 2)}\n`)
console.log(kept ? 'every law held' : `a law was broken; again with PROVE_SEED=${seed}`)
console.log(JSON.stringify(report))
process.exitCode = kept ? 0 : 1
