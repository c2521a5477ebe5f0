import { describe, expect, it, test } from 'vitest'
import { compareByGivenName, foldForSearch, givenName, toNfc, toNfcLines } from '../../../electron/domain/text.ts'

const composed = 'Nguyễn Thị Đào'.normalize('NFC')
const decomposed = composed.normalize('NFD')

describe('toNfc', () => {
  it('makes decomposed Unicode the same bytes as composed', () => {
    expect(decomposed).not.toBe(composed)
    expect(toNfc(decomposed)).toBe(composed)
    expect([...'Nguyễn'.normalize('NFD')]).toHaveLength(8)
    expect([...toNfc('Nguyễn'.normalize('NFD'))]).toHaveLength(6)
  })

  test.each([
    ['  Trần   Văn\tA \r\n', 'Trần Văn A'],
    ['Trần\u200bVăn\ufeff', 'TrầnVăn'],
    ['Trần\u00a0Văn', 'Trần Văn'],
    ['\u202eTrần\u202c', 'Trần'],
    ['Trần\u0000Văn', 'Trần Văn'],
    ['', '']
  ])('cleans %j', (dirty, clean) => expect(toNfc(dirty)).toBe(clean))

  it('keeps lines where lines are kept', () => {
    expect(toNfcLines('\r\n Dòng  một \r\nDòng hai\n\n')).toBe('Dòng một\nDòng hai')
  })
})

test.each([
  ['Nguyễn Đình Đạt', 'nguyen dinh dat'],
  ['ĐĂNG KÝ KHAI SINH', 'dang ky khai sinh'],
  ['Ưu đãi người có công', 'uu dai nguoi co cong'],
  ['Hoà Bình'.normalize('NFD'), 'hoa binh'],
  ['Hòa Bình', 'hoa binh']
])('%s folds to %s', (text, folded) => expect(foldForSearch(text)).toBe(folded))

describe('names in order', () => {
  it('sorts by given name, then by the whole name, in Vietnamese order', () => {
    const names = ['Trần Văn Đức', 'Lê Thị Dung', 'Phạm Văn Bình', 'Đỗ Thị An', 'Nguyễn Văn Ánh', 'Bùi Văn An', 'Vũ Thị Ân']
    expect([...names].sort(compareByGivenName)).toEqual([
      'Bùi Văn An', 'Đỗ Thị An', 'Nguyễn Văn Ánh', 'Vũ Thị Ân', 'Phạm Văn Bình', 'Lê Thị Dung', 'Trần Văn Đức'
    ])
  })

  it('takes the last word', () => {
    expect(givenName(' Tôn Nữ  Thị Ninh ')).toBe('Ninh')
    expect(givenName('')).toBe('')
  })
})
