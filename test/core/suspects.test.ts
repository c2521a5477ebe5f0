import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ownProblemTypes, problemTypes } from '../../electron/contract/problem-types.ts'
import { createSuspects, type Suspect } from '../../electron/core/outbox/suspects.ts'

const problem = { type: ownProblemTypes.portalFault, title: '', status: 500 }

interface World {
  entries: number
  isBad(seq: number): boolean
  /** Whether the portal fails on everything at this request. */
  isDown?(request: number): boolean
  doPullsPass?: boolean
  laneOf?(seq: number): string
  /** So many more come, one at the end of each turn. */
  arrivals?: number
}

/** A portal that fails on the bad ones, and on all while it is down, and a counter that sends as the pusher does, once the oldest was refused alone. */
function play({ entries, isBad, isDown = () => false, doPullsPass = true, laneOf = String, arrivals = 0 }: World, mostRequests: number) {
  const suspects = createSuspects()
  let due = Array.from({ length: entries }, (_one, index) => ({ seq: index + 1, lane: laneOf(index + 1) }))
  const takenAt = new Map<number, number>()
  const blamed: number[] = []
  let requests = 0
  let pulls = 0
  let isFirst = true
  const putAside = (faulty: readonly Suspect[]): void => {
    blamed.push(...faulty.map(({ seq }) => seq))
    const lanes = new Map(faulty.map(({ lane, seq }) => [lane, seq]))
    due = due.filter(({ lane, seq }) => seq < (lanes.get(lane) ?? Infinity))
  }
  while (due.length > 0 && requests < mostRequests) {
    const sent = suspects.isCalm() ? due.slice(0, 1) : (suspects.choose(due) ?? due.slice(0, 1))
    if (sent.length === 0) {
      suspects.endTurn()
      pulls += 1
      requests += 1
      if (doPullsPass) putAside(suspects.pulled())
      else suspects.unanswered()
      if (pulls <= arrivals) due.push({ seq: entries + pulls, lane: laneOf(entries + pulls) })
      continue
    }
    requests += 1
    if (isFirst || isDown(requests) || sent.some(({ seq }) => isBad(seq))) {
      isFirst = false
      if (sent.length > 1) suspects.refusedTogether()
      else suspects.refusedAlone({ ...sent[0]!, problem }, false)
      continue
    }
    for (const { seq } of sent) takenAt.set(seq, requests)
    due = due.filter(({ seq }) => !takenAt.has(seq))
    putAside(suspects.taken(sent.map(({ seq }) => seq)))
  }
  return { takenAt, blamed: blamed.sort((a, b) => a - b), due: due.map(({ seq }) => seq), requests, pulls }
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_one, index) => from + index)

describe('a long stretch on which the portal fails', () => {
  test('what is behind three hundred of them travels within thirty requests, and they are found out as others are taken', () => {
    const { takenAt, blamed } = play({ entries: 400, isBad: (seq) => seq <= 300, arrivals: 100 }, 5_000)
    expect(Math.max(...range(301, 400).map((seq) => takenAt.get(seq) ?? Infinity))).toBeLessThanOrEqual(30)
    expect(blamed).toEqual(range(1, 300))
  })

  test('what lies between two of them is found too, and a pull has its turn meanwhile', () => {
    const { takenAt, pulls } = play({ entries: 800, isBad: (seq) => seq <= 300 || seq > 500 }, 400)
    expect(range(301, 500).filter((seq) => !takenAt.has(seq))).toEqual([])
    expect(pulls).toBeGreaterThan(2)
  })

  test('one that comes meanwhile is the next to go', () => {
    const suspects = createSuspects()
    const due = range(1, 300).map((seq) => ({ seq, lane: String(seq) }))
    suspects.refusedAlone({ ...due[0]!, problem }, false)
    for (const _request of range(1, 5)) suspects.refusedAlone({ ...suspects.choose(due)![0]!, problem }, false)
    due.push({ seq: 301, lane: '301' })
    expect(suspects.choose(due)).toEqual([{ seq: 301, lane: '301' }])
  })

  test('of any mixture all that is good travels, each dossier in its order, and only what is bad is blamed', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 60 }), (bad, lanes) => {
        const laneOf = (seq: number): string => String(seq % lanes)
        const isBad = (seq: number): boolean => bad[seq - 1]!
        const { takenAt, blamed } = play({ entries: bad.length, isBad, laneOf }, 2_000)
        const all = range(1, bad.length)
        const isReached = (seq: number): boolean => !all.some((earlier) => earlier <= seq && isBad(earlier) && laneOf(earlier) === laneOf(seq))
        expect(all.filter((seq) => isReached(seq) && !takenAt.has(seq))).toEqual([])
        expect(blamed.filter((seq) => !isBad(seq))).toEqual([])
        for (const seq of takenAt.keys()) for (const earlier of takenAt.keys()) if (earlier < seq && laneOf(earlier) === laneOf(seq)) expect(takenAt.get(earlier)).toBeLessThanOrEqual(takenAt.get(seq)!)
      }),
      { numRuns: 300 }
    )
  })
})

describe('an outage', () => {
  test.each([true, false])('in any place of the trial blames none, whether pulls pass: %s', (doPullsPass) => {
    for (const from of range(1, 40))
      for (const length of range(1, 40)) {
        const { blamed, takenAt } = play({ entries: 30, isBad: () => false, isDown: (request) => request < 8 || (request >= from && request < from + length), doPullsPass }, 1_000)
        expect([from, length, blamed, takenAt.size]).toEqual([from, length, [], 30])
      }
  })

  test('of all that is sent, for long, after one was taken, blames none though pulls pass', () => {
    for (const from of range(2, 6)) {
      const { blamed, due } = play({ entries: 30, isBad: () => false, isDown: (request) => request >= from }, 500)
      expect([from, blamed, due.length > 0]).toEqual([from, [], true])
    }
  })

  test('of everything for long leaves nobody to go alone: what is due goes in batches again at once', () => {
    const { takenAt, requests, blamed } = play({ entries: 1_000, isBad: () => false, isDown: (request) => request < 400 }, 2_000)
    expect([takenAt.size, blamed]).toEqual([1_000, []])
    expect(requests).toBeLessThanOrEqual(430)
  })

  test('beside an entry that is bad blames that one alone', () => {
    for (const from of range(1, 30)) {
      const { blamed, takenAt } = play({ entries: 30, isBad: (seq) => seq === 4, isDown: (request) => request < 5 || (request >= from && request < from + 6) }, 1_000)
      expect([from, blamed, takenAt.size]).toEqual([from, [4], 29])
    }
  })

  test('of everything for ever blames none', () => {
    expect(play({ entries: 20, isBad: () => true }, 500)).toMatchObject({ blamed: [], due: range(1, 20) })
  })
})

test('one that is refused directly before another, or before silence, has no proof by what passes next', () => {
  const suspects = createSuspects()
  const refuse = (seq: number) => suspects.refusedAlone({ seq, lane: String(seq), problem }, false)
  // One more full proof is enough.
  for (const seq of [1, 2, 1]) {
    refuse(seq)
    suspects.taken([4])
  }
  refuse(1)
  refuse(2)
  expect(suspects.taken([3])).toEqual([])
  refuse(1)
  suspects.unanswered()
  expect(suspects.taken([3])).toEqual([])
  refuse(1)
  expect(suspects.taken([3]).map(({ seq }) => seq)).toEqual([1])
})

test('what was at fault before is tried alone, needs one refusal more, and a pull that passes after it', () => {
  const suspects = createSuspects()
  const due = range(1, 2).map((seq) => ({ seq, lane: String(seq) }))
  suspects.tryAgain(due.map((one) => ({ ...one, problem })))
  for (const one of due) {
    expect(suspects.choose(due)).toMatchObject([one])
    expect(suspects.refusedAlone({ ...one, problem }, true)).toBe(false)
  }
  expect(suspects.choose(due)).toEqual([])
  suspects.endTurn()
  expect(suspects.pulled().map(({ seq }) => seq)).toEqual([1, 2])
  suspects.tryAgain(due.map((one) => ({ ...one, problem })))
  // The refusals before the pull speak against nobody any more, nor does one before a pull that failed.
  expect(suspects.taken([1])).toEqual([])
  expect(suspects.taken([2])).toEqual([])
  suspects.tryAgain([{ ...due[0]!, problem }])
  suspects.refusedAlone({ ...due[0]!, problem }, true)
  suspects.unanswered()
  expect(suspects.pulled()).toEqual([])
  expect(suspects.choose([])).toBeUndefined()
  expect(suspects.isCalm()).toBe(true)
})

test('what was at fault for another reason is not so for its size', () => {
  const suspects = createSuspects()
  const one = { seq: 1, lane: '1' }
  const refuseForSize = () => suspects.refusedAlone({ ...one, problem: { ...problem, type: problemTypes.tooLarge } }, true)
  suspects.tryAgain([{ ...one, problem }])
  expect([refuseForSize(), refuseForSize()]).toEqual([false, false])
  expect(suspects.taken([2])).toEqual([])
  expect(refuseForSize()).toBe(true)
})
