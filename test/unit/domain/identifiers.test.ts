import { describe, expect, it, test } from 'vitest'
import { checkCitizenId, findSex, isPassportNumber, parseCitizenId } from '../../../electron/domain/citizen-id.ts'
import { parsePhone } from '../../../electron/domain/phone.ts'
import { parseTaxCode } from '../../../electron/domain/tax-code.ts'

describe('personal number', () => {
  test.each([
    ['036088001234', 'Nam Định', 'male', 1988],
    ['036188001234', 'Nam Định', 'female', 1988],
    ['001204000001', 'Hà Nội', 'male', 2004],
    ['037305123456', 'Ninh Bình', 'female', 2005],
    ['036 088 001-234', 'Nam Định', 'male', 1988]
  ])('%s is of %s, %s, %i', (text, provinceName, sex, birthYear) => {
    expect(parseCitizenId(text)).toMatchObject({ ok: true, value: { kind: 'cccd', provinceName, sex, birthYear } })
  })

  test.each([
    ['', { kind: 'id-empty' }],
    ['03608800123', { kind: 'id-wrong-length', digits: 11 }],
    ['0360880012345', { kind: 'id-wrong-length', digits: 13 }],
    ['O36088001234', { kind: 'id-not-digits', length: 12 }]
  ])('%j is refused with facts', (text, error) => expect(parseCitizenId(text)).toEqual({ ok: false, error }))

  it('takes nine digits as the old card and checks nothing', () => {
    const id = parseCitizenId('162345678')
    expect(id).toEqual({ ok: true, value: { kind: 'cmnd', number: '162345678' } })
    expect(id.ok && checkCitizenId(id.value, { birthDate: '1990-01-01', sex: 'female' })).toEqual([])
  })

  it('warns where number and card disagree, and never blocks', () => {
    const id = parseCitizenId('999088001234')
    expect(id.ok && checkCitizenId(id.value, { birthDate: '1989-03-02', sex: 'female' })).toEqual([
      { kind: 'province-unknown', provinceCode: '999' },
      { kind: 'sex-differs', stated: 'female', byNumber: 'male' },
      { kind: 'birth-year-differs', stated: 1989, byNumber: 1988 }
    ])
  })

  it('is silent where they agree, also when only the year is known', () => {
    const id = parseCitizenId('036188001234')
    expect(id.ok && checkCitizenId(id.value, { birthDate: '1988', sex: 'female' })).toEqual([])
  })

  it('reads the words for sex in decomposed Unicode as well', () => {
    expect(findSex('Nữ'.normalize('NFD'))).toBe('female')
    expect(findSex(' NAM ')).toBe('male')
    expect(findSex('?')).toBeUndefined()
  })

  it('knows a passport number', () => {
    expect(['C1234567', 'B12345678', 'P<123', 'ABCDEF'].map(isPassportNumber)).toEqual([true, true, false, false])
  })
})

test.each([
  ['0912345678', 'mobile', '+84912345678'],
  ['+84 912 345 678', 'mobile', '+84912345678'],
  ['0084912345678', 'mobile', '+84912345678'],
  ['84912345678', 'mobile', '+84912345678'],
  ['+84 (0) 912.345.678', 'mobile', '+84912345678'],
  ['0228 3649 123', 'landline', '+842283649123'],
  ['0865123456', 'mobile', '+84865123456']
])('phone %s is a %s, %s', (text, kind, e164) => expect(parsePhone(text)).toMatchObject({ ok: true, value: { kind, e164 } }))

test.each(['', '0112345678', '091234567', '09123456789', '02283649', 'không có'])('phone %j is refused', (text) => {
  expect(parsePhone(text).ok).toBe(false)
})

test.each([
  ['0100233488', { number: '0100233488', branch: undefined }],
  ['0100233488-001', { number: '0100233488', branch: '001' }]
])('tax code %s', (text, value) => expect(parseTaxCode(text)).toEqual({ ok: true, value }))

it('refuses a tax code with one wrong digit anywhere', () => {
  for (let i = 0; i < 10; i++) {
    const digits = [...'0100233488']
    digits[i] = String((Number(digits[i]) + 1) % 10)
    expect(parseTaxCode(digits.join('')).ok).toBe(false)
  }
  expect(parseTaxCode('010023348')).toEqual({ ok: false, error: { kind: 'tax-code-wrong-length', digits: 9 } })
})
