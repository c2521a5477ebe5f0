import { expect, test } from 'vitest'
import { capitaliseName, createNameOffer } from '../../renderer/features/receive/name-capitals.ts'

test.each([
  ['nguyễn thị khánh huyền', 'Nguyễn Thị Khánh Huyền'],
  ['ĐỖ THỊ ÁNH', 'Đỗ Thị Ánh'],
  ['đặng  văn ứng ', 'Đặng Văn Ứng'],
  ['y-bhăm niê', 'Y-Bhăm Niê'],
  // Her own capitals.
  ['Nguyễn thị Bình', 'Nguyễn thị Bình'],
  ['Lê VĂN Tám', 'Lê VĂN Tám'],
  ['', '']
])('%s', (typed, made) => expect(capitaliseName(typed)).toBe(made))

test('decomposed letters of another keyboard become the same name', () => {
  expect(capitaliseName('nguyễn đức'.normalize('NFD'))).toBe('Nguyễn Đức')
})

test('what she types back stays; another name is offered its own capitals', () => {
  const offer = createNameOffer()
  expect(offer('hà my')).toBe('Hà My')
  expect(offer('hà my')).toBe('hà my')
  expect(offer('HÀ MY')).toBe('HÀ MY')
  expect(offer('hà mi')).toBe('Hà Mi')
})
