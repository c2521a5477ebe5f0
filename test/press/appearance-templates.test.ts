import { expect, test } from 'vitest'
import { appearanceTemplates, fillTemplate, getTemplate } from '../../electron/press/appearance-templates.ts'
import { agencyAppearance, officerAppearance } from './desk.ts'

test('the certified copy reads as Decree 30/2020 says: form of copy, agency, time with +07:00', () => {
  const template = getTemplate('certified-copy', agencyAppearance.signedAt)
  expect(template.sizePt).toBe(10)
  expect(fillTemplate(template, agencyAppearance)).toEqual(['SAO Y', 'Ủy ban nhân dân huyện Ý Yên, tỉnh Nam Định', 'Thời gian ký: 2026-11-23T09:31:00+07:00'])
})

test('a name typed in decomposed Unicode is written composed', () => {
  const template = getTemplate('digitised-by-officer', officerAppearance.signedAt)
  const decomposed = { ...officerAppearance, officerName: 'Nguyễn Thị Hường'.normalize('NFD') }
  expect(fillTemplate(template, decomposed)[0]).toBe('Người số hóa: Nguyễn Thị Hường'.normalize('NFC'))
})

test('a template is taken by the day of signing; before all of them, the oldest', () => {
  for (const { kind, validFrom } of appearanceTemplates) {
    expect(getTemplate(kind, `${validFrom}T00:00:00+07:00`).validFrom).toBe(validFrom)
    expect(getTemplate(kind, '2001-01-01T00:00:00+07:00').kind).toBe(kind)
  }
})
