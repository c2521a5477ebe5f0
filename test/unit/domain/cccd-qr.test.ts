import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { parseCccdQr } from '../../../electron/domain/cccd-qr.ts'

const qr = '036188001234|162345678|Trần Thị Hồng Nhung|05031988|Nữ|Xóm 5, Giao Yến, Giao Thủy, Nam Định|10052021'
const withField = (index: number, text: string) => qr.split('|').with(index, text).join('|')

describe('a good card', () => {
  it('fills in the citizen', () => {
    expect(parseCccdQr(qr)).toEqual({
      ok: true,
      value: {
        card: {
          idNumber: '036188001234',
          oldIdNumber: '162345678',
          fullName: 'Trần Thị Hồng Nhung',
          birthDate: '1988-03-05',
          sex: 'female',
          address: 'Xóm 5, Giao Yến, Giao Thủy, Nam Định',
          issuedOn: '2021-05-10'
        },
        warnings: []
      }
    })
  })

  it('is the same in decomposed Unicode, with an Enter after it', () => {
    expect(parseCccdQr(`${qr.normalize('NFD')}\r\n`)).toEqual(parseCccdQr(qr))
  })

  it('may have no old number, no issue date, or more fields than seven', () => {
    expect(parseCccdQr(withField(1, ''))).toMatchObject({ ok: true, value: { card: { oldIdNumber: undefined }, warnings: [] } })
    expect(parseCccdQr(qr.split('|').slice(0, 6).join('|'))).toMatchObject({ ok: true, value: { card: { issuedOn: undefined }, warnings: [] } })
    expect(parseCccdQr(`${qr}|Nguyễn Văn Cha|?`)).toEqual(parseCccdQr(qr))
  })

  test.each(["H'Mông Y Ly", 'Y Êban K’Tul', 'Nguyễn-Smith Anna'])('bears the name %s', (name) => {
    expect(parseCccdQr(withField(2, name))).toMatchObject({ ok: true, value: { card: { fullName: name } } })
  })

  test.each([
    [0, '036088001234', { kind: 'sex-differs', stated: 'female', byNumber: 'male' }],
    [0, '036189001234', { kind: 'birth-year-differs', stated: 1988, byNumber: 1989 }],
    [0, '003188001234', { kind: 'province-unknown', provinceCode: '003' }],
    [1, '12345', { kind: 'qr-old-id-invalid' }],
    [4, 'X', { kind: 'qr-sex-unknown' }],
    [5, ' ', { kind: 'qr-address-empty' }],
    [6, '31022021', { kind: 'qr-issue-date-invalid' }]
  ])('field %i as %j is a warning, not a refusal', (index, text, warning) => {
    const read = parseCccdQr(withField(index, text))
    expect(read.ok && read.value.warnings).toEqual([warning])
  })
})

describe('a broken QR', () => {
  test.each([
    ['   ', { kind: 'qr-empty' }],
    ['036188001234', { kind: 'qr-too-few-fields', found: 1, needed: 6 }],
    ['036188001234|162345678|Trần Thị Hồng Nhung|0503', { kind: 'qr-too-few-fields', found: 4, needed: 6 }],
    [withField(0, '03618800123'), { kind: 'qr-bad-id', length: 11 }],
    [withField(0, '162345678'), { kind: 'qr-bad-id', length: 9 }],
    [withField(2, ' '), { kind: 'qr-name-missing' }],
    [withField(2, 'Tr?n Th? H?ng'), { kind: 'qr-not-text', field: 'full-name' }],
    [withField(2, 'Tráº§n Thá»‹ Há»“ng Nhung'), { kind: 'qr-not-text', field: 'full-name' }],
    [withField(2, 'HÃ\u00a0 Văn'), { kind: 'qr-not-text', field: 'full-name' }],
    [withField(2, 'Tr\ufffdn'), { kind: 'qr-not-text', field: 'all' }],
    [withField(5, 'XÃ³m 5'), { kind: 'qr-not-text', field: 'address' }],
    [withField(3, '31021988'), { kind: 'qr-bad-birth-date', found: '31021988' }],
    [withField(3, '29022001'), { kind: 'qr-bad-birth-date', found: '29022001' }],
    [withField(3, ''), { kind: 'qr-bad-birth-date', found: '' }]
  ])('%j', (text, error) => expect(parseCccdQr(text)).toEqual({ ok: false, error }))

  it('knows a leap day', () => expect(parseCccdQr(withField(3, '29021988')).ok).toBe(true))

  it('never throws, and what it accepts is clean', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom(...qr.split('|'))), { maxLength: 9 }), (fields) => {
        const read = parseCccdQr(fields.join('|'))
        if (read.ok) expect(read.value.card.idNumber).toMatch(/^\d{12}$/)
      })
    )
  })
})
