import { expect, test } from 'vitest'
import { lookupLink } from '../../electron/crypto/lookup-link.ts'
import { barcodeDigits } from '../../electron/domain/forms/barcode.ts'
import { createWedgeDetector, findCardIn, findCodeIn, findScanned, readScan } from '../../renderer/features/receive/wedge-detector.ts'

const card = '036190012345||Nguyễn Thị Khánh Huyền|15031990|Nữ|Xóm 5, Giao Yến|10052021'

function type(text: string, gapMs: number, startMs = 0) {
  const detector = createWedgeDetector()
  let atMs = startMs
  let starts = 0
  for (const character of text) {
    if (detector.feed(character, atMs) === 1) starts++
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
  expect(detector.feed('0', atMs)).toBe(1)
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

test('where nothing can be typed, digits that come late are still one scan; letters and spaces are keys of their own', () => {
  const feedSlowly = (text: string) => {
    const detector = createWedgeDetector()
    let atMs = 0
    for (const character of text) detector.feed(character, (atMs += 120), false)
    return detector.end(atMs + 120)
  }
  expect(feedSlowly(card)).toBe(card)
  expect(feedSlowly('000.00.17.H36-260317-0001')).toBe('000.00.17.H36-260317-0001')
  expect(feedSlowly('giao yen')).toBeUndefined()
  expect(feedSlowly('        ')).toBeUndefined()
})

test('after a scan the next begins anew', () => {
  const { detector, endMs } = type(card, 5)
  detector.end(endMs)
  expect(detector.feed('x', endMs + 1)).toBe(1)
  expect(detector.end(endMs + 2)).toBeUndefined()
})

test('a card in a field is found whatever stood before it', () => {
  expect(findCardIn(`Trần${card}`)).toEqual({ before: 'Trần', card })
  expect(findCardIn('036190012345')).toBeUndefined()
  expect(findCardIn('Nguyễn Văn | An')).toBeUndefined()
})

test.each(['000.21.05.H40-261124-0001', 'H56.14-240823-0001', '000.17.22.H56-210531-9999'])('the bar and the QR of the receipt of %s lead to it', (code) => {
  const [, day, serial] = code.split('-')
  const bar = readScan(barcodeDigits(code))
  expect(bar).toEqual({ kind: 'dossier', code: barcodeDigits(code), search: `${day} ${serial}` })
  expect(readScan(code)).toEqual({ kind: 'dossier', code, search: `${day} ${serial}` })
  for (const portal of ['https://dichvucong.namdinh.gov.vn', 'http://127.0.0.1:18521/cong']) {
    expect(readScan(lookupLink(code, { baseUrl: portal, secret: 'A'.repeat(43) + '=' }))).toEqual({ kind: 'dossier', code, search: `${day} ${serial}` })
  }
  const other = code.replace('-0001', '-0002').replace('-9999', '-0002')
  expect(findScanned([{ code: other }, { code }], barcodeDigits(code))).toEqual({ code })
  expect(findScanned([{ code: other }], barcodeDigits(code))).toBeUndefined()
  // A busy PC tore the first characters off: it is still found, and the only one that ends so is meant, one of two is not.
  expect(findScanned([{ code: other }, { code }], code.slice(2))).toEqual({ code })
  expect(findScanned([{ code: `1${code}` }, { code }], code.slice(2))).toBeUndefined()
})

test('fast digits that are an identity number or a phone are no receipt', () => {
  for (const text of ['036190012345', '0912345678', 'nguyen', '123456', 'https://nguyen.vn/tra-cuu/gi/0123456789']) expect(readScan(text)).toBeUndefined()
})

test('a field that holds a dossier’s whole code was scanned into, however slowly the letters came; a name, a number or a bar of digits were not', () => {
  expect(findCodeIn('000.21.05.H40-261126-0001')).toEqual({ kind: 'dossier', code: '000.21.05.H40-261126-0001', search: '261126 0001' })
  for (const text of ['', 'Nguyễn Thị Khánh Huyền', '036190012345', '1.001193', '0002105402611260001', 'xem 000.21.05.H40-261126-0001']) expect(findCodeIn(text), text).toBeUndefined()
})
