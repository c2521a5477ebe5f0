import { randomInt } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCampaign } from './campaign.ts'

/**
 * `npm run prove`: kills the shipped core at random moments of intake and sync, over bad lines, and shows from outside that nothing told saved was lost, doubled, disordered or stuck.
 * PROVE_KILLS (60), PROVE_SEED, PROVE_MINUTES (15). Ends with 1 when a law was broken, and prints the seed.
 */
const kills = Number(process.env['PROVE_KILLS'] || 60)
const seed = Number(process.env['PROVE_SEED'] || randomInt(1, 1_000_000))
const minutes = Number(process.env['PROVE_MINUTES'] || 15)
const bad = ['lost', 'duplicated', 'outOfOrder', 'numbersTwice', 'stuck', 'falselyReceived', 'chainsBroken', 'leaks'] as const

console.log(`prove: ${kills} kills, seed ${seed}, portal on ${process.env['DATABASE_URL'] ? 'PostgreSQL' : 'PGlite'}`)
const started = performance.now()
const { details, ...result } = await runCampaign({ kills, scans: 3, seed, untilMs: Date.now() + minutes * 60_000, tell: (line) => console.log(line) })
const seconds = Math.round((performance.now() - started) / 1000)
for (const line of details.slice(0, 50)) console.log(`seed ${seed}: ${line}`)
for (const [name, value] of Object.entries(result)) console.log(`${name.padEnd(16)} ${value}`)

const isProven = bad.every((name) => result[name] === 0) && result.kills > 0 && result.acknowledged > 0
console.log(isProven ? 'every law held' : `a law was broken; again with PROVE_SEED=${seed}`)
const out = join(import.meta.dirname, '..', '..', 'out')
mkdirSync(out, { recursive: true })
const report = { ...result, seconds }
writeFileSync(join(out, 'prove.json'), `${JSON.stringify(report, undefined, 2)}\n`)
console.log(JSON.stringify(report))
process.exitCode = isProven ? 0 : 1
