import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { plants } from '../faults/plants.ts'
import { engineFaults } from './engine-faults.ts'
import { findAnything, isCaught } from './planted.ts'
import { aims } from './report.ts'

const tree = join(import.meta.dirname, '..', '..')

test('every plant stands in today’s code exactly once: one that no longer applies proves nothing', () => {
  const all = [...engineFaults, ...engineFaults.flatMap(({ also }) => also ?? []), ...plants]
  const stale = all.filter(({ file, find }) => readFileSync(join(tree, file), 'utf8').split(find).length !== 2).map(({ file, find }) => `${file}: ${find}`)
  expect(stale).toEqual([])
})

test('each law of design/sync.md has a fault of its own, at least eight in all, and a whole run tries every one', () => {
  expect(new Set(engineFaults.map(({ law }) => law))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]))
  expect(engineFaults.length).toBeGreaterThanOrEqual(8)
  expect(aims.planted).toBe(engineFaults.length)
})

describe('a planted fault is caught', () => {
  const fault = engineFaults.find(({ name }) => name === 'the third failure in a row is the last')!
  const waiting = 'history seed 5: stuck: may-1/3 is queued'

  test('by the count and the words of its own law', () => {
    expect(isCaught(fault, { stuck: 1, details: [waiting] })).toBe(true)
  })

  test.each([
    ['another count', { lost: 1, details: [waiting] }],
    ['a history that ended early', { stuck: 1, sectionsFailed: 1, details: ['history of seed 5 or one of the 12 from it ended early: a Receive was refused'] }],
    ['another way to be stuck', { stuck: 1, details: ['history seed 5: stuck: may-1/3 of a dossier the portal refuses is queued and not needs-officer'] }],
    ['nothing', { details: [] }]
  ])('and not by %s', (_what, counts) => {
    expect(isCaught(fault, counts)).toBe(false)
  })
})

test('the tree without a fault is clean only when nothing at all is found', () => {
  expect(findAnything({ stuck: 0, histories: 36, acknowledged: 90, details: [] })).toBeUndefined()
  expect(findAnything({ stuck: 1, details: [] })).toBe('stuck')
  expect(findAnything({ sectionsFailed: 1, details: ['it was not over in time'] })).toBe('sectionsFailed; it was not over in time')
  expect(findAnything({ details: ['said'] })).toBe('said')
})
