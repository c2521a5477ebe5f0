import { expect, test } from 'vitest'
import { beginPlan, moveSegment, segmentOf, toggleSplit, toParts } from '../../renderer/features/receive/split-plan.ts'

const order = ['a', 'b', 'c']

test('papers in the order of the checklist need one key each, and every page belongs to one part', () => {
  const plan = toggleSplit(toggleSplit(beginPlan('a'), 4, order), 3, order)
  // The later one was put first: the earlier does not overtake it.
  expect(toParts(plan, 5)).toEqual([
    { componentId: 'a', pages: [1, 2] },
    { componentId: 'b', pages: [3] },
    { componentId: 'b', pages: [4, 5] }
  ])
  const inOrder = toggleSplit(toggleSplit(beginPlan('a'), 2, order), 5, order)
  expect(toParts(inOrder, 6).map(({ componentId, pages }) => [componentId, pages.length])).toEqual([['a', 1], ['b', 3], ['c', 2]])
})

test('the first page always begins, a second press takes a split back, the last paper has no next', () => {
  expect(toggleSplit(beginPlan('a'), 1, order)).toEqual(beginPlan('a'))
  expect(toggleSplit(toggleSplit(beginPlan('a'), 2, order), 2, order)).toEqual(beginPlan('a'))
  expect(toggleSplit(beginPlan('c'), 2, order)[1]).toEqual({ from: 2, componentId: 'c' })
  expect(toParts(beginPlan('b'), 3)).toEqual([{ componentId: 'b', pages: [1, 2, 3] }])
})

test('any page of a part moves the whole part up or down, not beyond the checklist', () => {
  const plan = toggleSplit(beginPlan('a'), 3, order)
  const moved = moveSegment(plan, 4, 1, order)
  expect(segmentOf(moved, 3).componentId).toBe('c')
  expect(segmentOf(moved, 2).componentId).toBe('a')
  expect(moveSegment(moved, 3, 1, order)).toEqual(moved)
  expect(moveSegment(plan, 1, -1, order)).toEqual(plan)
})
