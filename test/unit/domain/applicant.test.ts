import { describe, expect, it, test } from 'vitest'
import { Applicant, parseApplicant, type ApplicantInput } from '../../../electron/domain/applicant.ts'

const today = '2021-03-15'
const input: ApplicantInput = {
  fullName: '  Trần Thị  Hồng Nhung '.normalize('NFD'),
  idKind: 'cccd',
  idNumber: '036 188 001 234',
  birthDate: '1988-03-05',
  sex: 'female',
  address: 'Xóm 5, Giao Yến'.normalize('NFD'),
  phone: '0912 345 678',
  email: '',
  taxCode: null
}

it('cleans what was typed: one form of Unicode, digits only, +84', () => {
  const parsed = parseApplicant(input, today)
  expect(parsed).toEqual({
    ok: true,
    value: {
      subject: 'citizen',
      fullName: 'Trần Thị Hồng Nhung',
      idKind: 'cccd',
      idNumber: '036188001234',
      birthDate: '1988-03-05',
      sex: 'female',
      address: 'Xóm 5, Giao Yến',
      phone: '+84912345678',
      email: null,
      taxCode: null
    }
  })
  expect(parsed.ok && Applicant.parse(parsed.value)).toEqual(parsed.ok && parsed.value)
})

describe('what is missing or wrong', () => {
  test.each<[Partial<ApplicantInput>, string, string]>([
    [{ fullName: ' \u200b ' }, 'fullName', 'required'],
    [{ fullName: 'Nguyễn 2' }, 'fullName', 'malformed'],
    [{ fullName: 'A'.repeat(256) }, 'fullName', 'too-long'],
    [{ idNumber: '' }, 'idNumber', 'required'],
    [{ idNumber: '03618800123' }, 'idNumber', 'malformed'],
    [{ idNumber: '162345678' }, 'idNumber', 'malformed'],
    [{ idKind: 'cmnd' }, 'idNumber', 'malformed'],
    [{ idKind: 'passport', idNumber: 'P<1' }, 'idNumber', 'malformed'],
    [{ birthDate: '1988-02-30' }, 'birthDate', 'malformed'],
    [{ birthDate: '2021-03-16' }, 'birthDate', 'in-the-future'],
    [{ birthDate: '2022' }, 'birthDate', 'in-the-future'],
    [{ address: '' }, 'address', 'required'],
    [{ phone: '12345' }, 'phone', 'malformed'],
    [{ email: 'a@b' }, 'email', 'malformed'],
    [{ taxCode: '0100233489' }, 'taxCode', 'malformed']
  ])('%j: %s %s', (change, field, reason) => {
    expect(parseApplicant({ ...input, ...change }, today)).toEqual({
      ok: false,
      error: { kind: 'applicant-invalid', field, problems: [{ field, reason }] }
    })
  })

  it('lists everything at once, first problem first', () => {
    const parsed = parseApplicant({ fullName: '', idKind: 'cccd', address: '', phone: 'x' }, today)
    expect(parsed).toMatchObject({ ok: false, error: { field: 'fullName' } })
    expect(!parsed.ok && parsed.error.problems.map(({ field }) => field)).toEqual(['fullName', 'idNumber', 'address', 'phone'])
  })
})

describe('what is allowed', () => {
  test.each<[string, Partial<ApplicantInput>, Partial<Applicant>]>([
    ['someone without papers', { idKind: 'none', idNumber: '036188001234' }, { idKind: 'none', idNumber: null }],
    ['an old card', { idKind: 'cmnd', idNumber: '162 345 678' }, { idNumber: '162345678' }],
    ['a foreigner', { idKind: 'passport', idNumber: 'c1234567' }, { idNumber: 'C1234567' }],
    ['a year of birth only', { birthDate: '1935' }, { birthDate: '1935' }],
    ['a birth today', { birthDate: today }, { birthDate: today }],
    ['a company with digits in its name', { subject: 'business', fullName: 'Công ty TNHH 1/5', idKind: 'none', taxCode: '0100233488-001' }, { taxCode: '0100233488-001' }]
  ])('%s', (_, change, expected) => {
    expect(parseApplicant({ ...input, ...change }, today)).toMatchObject({ ok: true, value: expected })
  })
})
