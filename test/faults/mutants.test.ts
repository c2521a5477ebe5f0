import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openOrchard } from './plant-runner.ts'
import { plants } from './plants.ts'

/** The quick ones of `npm run mutants`, so that every run of the suite shows once more that it bites. */
const quick = ['the delivery row is left out', 'the range gives one number too many', 'the deadline is off by one holiday']

const orchard = openOrchard()
afterAll(() => orchard.close())

describe('a planted fault turns the suite red', () => {
  test.each(quick)('%s', async (name) => {
    const plant = plants.find((candidate) => candidate.name === name)!
    expect((await orchard.tryPlant(plant)).kind).toBe('red')
  })
})

test.each(plants)('the plant "$name" fits the code', ({ file, find }) => {
  expect(readFileSync(join(import.meta.dirname, '..', '..', file), 'utf8').split(find)).toHaveLength(2)
})
