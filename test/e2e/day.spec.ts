import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compareBooks } from '../day/books.ts'
import { medianCosts } from '../day/median-costs.ts'
import { playDay } from '../day/play-day.ts'
import { expect, test } from './support/desk.ts'

/** `npm run prove` asks for fifty; the day of every test run is short. */
const citizens = Number(process.env['QMC_DAY_CITIZENS'] || 6)
const seed = Number(process.env['QMC_DAY_SEED'] || 2021)
/** When the counter closes, whoever still waits; milliseconds since 1970. */
const untilMs = Number(process.env['QMC_DAY_UNTIL'] || Infinity)

test('a day of the counter, and all its books agree', async ({ desk }) => {
  test.setTimeout(300_000 + citizens * 60_000)
  const day = await playDay(desk, citizens, seed, untilMs)
  const disagreements = await compareBooks(desk, day)
  const served = day.noted.length + day.refused.length
  const out = join(import.meta.dirname, '..', '..', 'out', 'test')
  mkdirSync(out, { recursive: true })
  writeFileSync(join(out, 'day.json'), JSON.stringify({ citizens: served, disagreements: disagreements.length, seed, details: disagreements, tasks: medianCosts(day.costs) }, undefined, 2))
  expect(disagreements).toEqual([])
  if (Date.now() < untilMs) expect(served).toBe(citizens)
})
