import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { plants } from '../faults/plants.ts'
import { engineFaults } from './planted.ts'

const tree = join(import.meta.dirname, '..', '..')

test('every plant stands in today’s code exactly once: one that no longer applies proves nothing', () => {
  const all = [...engineFaults, ...plants]
  const stale = all.filter(({ file, find }) => readFileSync(join(tree, file), 'utf8').split(find).length !== 2).map(({ name }) => name)
  expect(stale).toEqual([])
})

test('each law of design/sync.md has a fault of its own', () => {
  expect(new Set(engineFaults.map(({ law }) => law))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]))
})
