import { expect, test } from 'vitest'
import { findNeighbour } from '../../renderer/ui/find-neighbour.ts'

test.each([
  ['the next one', ['a', 'b', 'c', 'd'], 'b', ['a', 'c', 'd'], 'c'],
  ['the next that still stands', ['a', 'b', 'c', 'd'], 'b', ['a', 'd', 'new'], 'd'],
  ['the one before, of the last row', ['a', 'b', 'c'], 'c', ['a', 'b'], 'b'],
  ['none of another list', ['a', 'b'], 'b', ['x', 'y'], undefined],
  ['none, of a row that never stood there', [], 'b', ['x', 'y'], undefined]
])('a row that has left the list gives the choice to %s', (_what, before, gone, now, expected) => {
  expect(findNeighbour(before, gone, new Set(now))).toBe(expected)
})
