import { expect, test } from 'vitest'
import { createWedgeDetector, findCardIn } from '../../renderer/features/receive/wedge-detector.ts'

const card = '036190012345||Nguyễn Thị Khánh Huyền|15031990|Nữ|Xóm 5, Giao Yến|10052021'

function type(text: string, gapMs: number, startMs = 0) {
  const detector = createWedgeDetector()
  let atMs = startMs
  let starts = 0
  for (const character of text) {
    if (detector.feed(character, atMs)) starts++
    atMs += gapMs
  }
  return { detector, endMs: atMs, starts }
}

test('a fast burst ended by Enter is a scan', () => {
  const { detector, endMs, starts } = type(card, 5)
  expect(starts).toBe(1)
  expect(detector.end(endMs)).toBe(card)
})

test('35 ms is still a scanner, 36 ms is a hand', () => {
  expect(type('ABCDEF', 35).detector.end(5 * 35 + 35)).toBe('ABCDEF')
  const slow = type('ABCDEF', 36)
  expect(slow.starts).toBe(6)
  expect(slow.detector.end(slow.endMs)).toBeUndefined()
})

test('five characters are too few, six are enough', () => {
  expect(type('12345', 5).detector.end(25)).toBeUndefined()
  expect(type('123456', 5).detector.end(30)).toBe('123456')
})

test('Enter long after the burst is the officer’s own', () => {
  expect(type('123456', 5).detector.end(600)).toBeUndefined()
})

test('what hands typed before the scan is no part of it', () => {
  const { detector } = type('nguyen', 120)
  let atMs = 2000
  expect(detector.feed('0', atMs)).toBe(true)
  for (const character of card.slice(1)) detector.feed(character, (atMs += 4))
  expect(detector.end(atMs + 4)).toBe(card)
})

test('a busy page that hands keys over late does not tear a card apart', () => {
  const detector = createWedgeDetector()
  let atMs = 0
  for (const [index, character] of [...card].entries()) {
    atMs += index === 30 ? 200 : 4
    detector.feed(character, atMs)
  }
  expect(detector.end(atMs + 4)).toBe(card)
})

test('after a scan the next begins anew', () => {
  const { detector, endMs } = type(card, 5)
  detector.end(endMs)
  expect(detector.feed('x', endMs + 1)).toBe(true)
  expect(detector.end(endMs + 2)).toBeUndefined()
})

test('a card in a field is found whatever stood before it', () => {
  expect(findCardIn(`Trần${card}`)).toEqual({ before: 'Trần', card })
  expect(findCardIn('036190012345')).toBeUndefined()
  expect(findCardIn('Nguyễn Văn | An')).toBeUndefined()
})
