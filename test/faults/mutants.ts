import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openOrchard, type TestsOutcome } from './plant-runner.ts'
import { plants, type Plant } from './plants.ts'

/**
 * `npm run mutants`: plants one fault at a time in a copy of the code and shows that the suite turns red for it. Ends with 1 when a fault survives, when the tests are red without any, or
 * when a plant no longer fits the code. Arguments choose plants by a part of their name.
 */
const wanted = process.argv.slice(2)
const chosen = plants.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
type Verdict = { name: string; file: string; verdict: 'caught' | 'survived' | 'red-before' | 'broken'; seconds: number }
const verdicts: Verdict[] = []

const orchard = openOrchard()
try {
  const green = new Map<string, Promise<TestsOutcome>>()
  for (const plant of chosen) {
    const started = performance.now()
    const verdict = await judge(plant, green).catch((error: unknown): Verdict['verdict'] => {
      console.error(error instanceof Error ? error.message : error)
      return 'broken'
    })
    const row: Verdict = { name: plant.name, file: plant.file, verdict, seconds: Math.round((performance.now() - started) / 100) / 10 }
    verdicts.push(row)
    console.log(`${verdict.padEnd(10)} ${String(row.seconds).padStart(6)} s  ${plant.name}  (${plant.file})`)
  }
} finally {
  orchard.close()
}

async function judge(plant: Plant, green: Map<string, Promise<TestsOutcome>>): Promise<Verdict['verdict']> {
  const key = JSON.stringify([plant.project, plant.test, plant.only])
  const before = await (green.get(key) ?? green.set(key, orchard.run(plant)).get(key)!)
  if (before.kind !== 'green') {
    console.error(before.kind === 'no-tests' ? before.log : `${plant.test} is red without a fault`)
    return 'red-before'
  }
  const outcome = await orchard.tryPlant(plant)
  if (outcome.kind === 'no-tests') throw new Error(`"${plant.name}" keeps its tests from running, which shows nothing: ${outcome.log}`)
  return outcome.kind === 'red' ? 'caught' : 'survived'
}

const caught = verdicts.filter(({ verdict }) => verdict === 'caught').length
const result = { planted: verdicts.length, caught, survived: verdicts.filter(({ verdict }) => verdict === 'survived').map(({ name }) => name), verdicts }
const out = join(import.meta.dirname, '..', '..', 'out')
mkdirSync(out, { recursive: true })
writeFileSync(join(out, 'mutants.json'), `${JSON.stringify(result, undefined, 2)}\n`)
console.log(`\n${caught} of ${verdicts.length} faults turn the suite red`)
console.log(JSON.stringify(result))
process.exitCode = caught === verdicts.length && verdicts.length > 0 ? 0 : 1
