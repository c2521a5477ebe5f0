import { describe, expect, test } from 'vitest'
import { applyDocumentEntry, continuesDocument, layDocumentEntries, listDocumentEntries, readDocumentCode, tellDocumentCode, type DocumentEntry, type OfficeDocument } from '../../../electron/domain/document.ts'

const by = { officerId: 'o-1', fullName: 'Phạm Văn Khánh' }
const at = '2026-11-25T08:00:00+07:00'
const hash = (letter: string): string => letter.repeat(64)

function fold(...entries: DocumentEntry[]): OfficeDocument {
  return entries.reduce<OfficeDocument | undefined>(applyDocumentEntry, undefined)!
}

const created: DocumentEntry = {
  kind: 'document.created',
  payload: { documentKind: 'outgoing', title: 'Quyết định', dossierId: null, dossierCode: null, ownNumber: null, notation: 'QĐ-UBND', formOfCopy: null, file: { sha256: hash('a'), name: 'a.pdf', sizeBytes: 1, pages: 1 }, by, at }
}
const sign = (role: 'person' | 'agency', from: string, to: string): DocumentEntry => ({
  kind: 'document.signed',
  payload: { role, sourceSha256: hash(from), sha256: hash(to), sizeBytes: 2, signerName: 'A', certificateSerial: '01', by, at }
})
const number = (serial: number): DocumentEntry => ({ kind: 'document.numbered', payload: { series: 's', period: '2026', serial, code: tellDocumentCode(serial, 'QĐ-UBND'), day: '2026-11-25', by, at } })

describe('a document’s number', () => {
  test('stands before its notation, with a zero below 10', () => {
    expect([tellDocumentCode(7, 'QĐ-UBND'), tellDocumentCode(120, 'UBND-VP'), tellDocumentCode(3, null)]).toEqual(['07/QĐ-UBND', '120/UBND-VP', '03'])
  })

  test.each([
    ['', { ownNumber: null, notation: null }],
    ['  QĐ-UBND ', { ownNumber: null, notation: 'QĐ-UBND' }],
    ['/QĐ-UBND', { ownNumber: null, notation: 'QĐ-UBND' }],
    ['07/QĐ-UBND', { ownNumber: '07/QĐ-UBND', notation: null }],
    ['/', { ownNumber: null, notation: null }]
  ])('%j is read as what the paper bears or what the clerk’s number will stand before', (text, read) => {
    expect(readDocumentCode(text)).toEqual(read)
  })

  test('is given once, between signature and seal, and no seal goes without it', () => {
    const half = fold(created, sign('person', 'a', 'b'))
    expect(() => applyDocumentEntry(half, sign('agency', 'b', 'c'))).toThrow('document-unnumbered')
    expect(() => fold(created, number(1))).toThrow()
    expect(() => fold(created, sign('person', 'a', 'b'), number(1), number(2))).toThrow()
    expect(fold(created, sign('person', 'a', 'b'), number(1), sign('agency', 'b', 'c')).current.sha256).toBe(hash('c'))
  })
})

test('a document goes on where another is only along the same entries', () => {
  const half = fold(created, sign('person', 'a', 'b'))
  const sealed = fold(created, sign('person', 'a', 'b'), number(1), sign('agency', 'b', 'c'))
  const otherwise = fold(created, sign('person', 'a', 'd'), number(1), sign('agency', 'd', 'e'))
  expect([continuesDocument(half, sealed), continuesDocument(half, half), continuesDocument(sealed, half), continuesDocument(half, otherwise), continuesDocument(sealed, otherwise)]).toEqual([true, true, false, false, false])
  // One side was read by a schema: the order of its keys says nothing.
  const reordered = Object.fromEntries(Object.entries(half).reverse()) as unknown as OfficeDocument
  expect(continuesDocument(reordered, sealed)).toBe(true)
})

test('of refused steps what still stands is laid anew in its order, and the rest passed over', () => {
  const half = fold(created, sign('person', 'a', 'b'))
  const returned: DocumentEntry = { kind: 'document.returned', payload: { reason: 'Sai căn cứ', by, at } }
  const sealing = [number(1), sign('agency', 'b', 'c')]
  const placesOf = (before: OfficeDocument | undefined, entries: DocumentEntry[]) => layDocumentEntries(before, entries).laid.map(({ index }) => index)
  expect(placesOf(half, sealing)).toEqual([0, 1])
  // Signed again elsewhere the bytes are others: the number stands, the seal does not.
  expect(placesOf(fold(created, sign('person', 'a', 'd')), sealing)).toEqual([0])
  expect(placesOf(fold(created, sign('person', 'a', 'b'), returned), sealing)).toEqual([])
  expect(placesOf(half, [returned, ...sealing])).toEqual([0])
  expect(placesOf(undefined, [created, ...sealing])).toEqual([0])
  expect(layDocumentEntries(half, sealing).document?.current.sha256).toBe(hash('c'))
})

test('the entries of a document are read back out of it, whatever was done to it', () => {
  const stamp: DocumentEntry = { kind: 'document.timestamped', payload: { sourceSha256: hash('c'), sha256: hash('d'), sizeBytes: 3, level: 'B-T', stampedAt: at, at } }
  const returned: DocumentEntry = { kind: 'document.returned', payload: { reason: 'Sai', by, at } }
  const histories: DocumentEntry[][] = [[created], [created, returned], [created, sign('person', 'a', 'b'), number(1), returned], [created, sign('person', 'a', 'b'), number(1), sign('agency', 'b', 'c'), stamp]]
  for (const entries of histories) expect(listDocumentEntries(fold(...entries))).toEqual(entries)
})
