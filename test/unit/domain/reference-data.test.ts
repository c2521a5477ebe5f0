import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { Procedure, Organisation, FormTemplate, NumberLease, NumberSeries } from '../../../electron/domain/catalogue.ts'
import { WorkCalendar } from '../../../electron/domain/work-calendar.ts'
import { isAgencyCode } from '../../../electron/domain/dossier-code.ts'
import { toNfc } from '../../../electron/domain/text.ts'
import { getProvince2021, getProvince2025 } from '../../reference-data/build-demo-data.ts'
import { getOrganisations } from '../../reference-data/organisations.ts'

const provinces = [getProvince2021(), getProvince2025()]
const [nd, nb] = [provinces[0]!, provinces[1]!]

describe.each(provinces)('$name', (province) => {
  it('is valid against the schemas', () => {
    const invalid = (schema: z.ZodType, values: readonly unknown[]) => values.filter((value) => !schema.safeParse(value).success)
    expect(invalid(Procedure, province.procedures)).toEqual([])
    expect(invalid(Organisation, province.organisations)).toEqual([])
    expect(invalid(FormTemplate, province.formTemplates)).toEqual([])
    expect(invalid(NumberSeries, province.numberSeries)).toEqual([])
    expect(invalid(NumberLease, province.numberLeases)).toEqual([])
    expect(invalid(WorkCalendar, [province.workCalendar])).toEqual([])
  })

  it('has unique codes, clean names, and an entry point at the counter for its office', () => {
    expect(new Set(province.procedures.map(({ code }) => code)).size).toBe(province.procedures.length)
    expect(new Set(province.organisations.map(({ id }) => id)).size).toBe(province.organisations.length)
    expect(province.procedures.filter(({ name }) => toNfc(name) !== name || !/^[\p{L}\d[("“]/u.test(name)).map(({ code }) => code)).toEqual([])
    // What is printed for a citizen ends as a sentence does: the crawl cut papers' names.
    expect(province.procedures.flatMap(({ name, components }) => [name, ...components.map((component) => component.name)]).filter((name) => /(…|\.\.\.)$/.test(name))).toEqual([])
    expect(province.organisations.some(({ id }) => id === province.office.id)).toBe(true)
    expect(isAgencyCode(province.office.agencyCode)).toBe(true)
    expect(new Set(province.office.officers.map(({ role }) => role)).size).toBe(4)
    const ranges = province.numberLeases.map(({ range }) => range).sort((a, b) => a.from - b.from)
    expect(ranges.filter(({ from }, index) => from <= (ranges[index - 1]?.to ?? 0))).toEqual([])
  })

  it('has the refusals to show: a secret procedure and a secret document, both marked as generated', () => {
    expect(province.procedures.filter(({ secret }) => secret).map(({ code, generated }) => [code, generated])).toEqual([['9.900001', true]])
    const withSecretPaper = province.procedures.filter(({ components }) => components.some(({ secret }) => secret))
    expect(withSecretPaper.map(({ code, generated }) => [code, generated])).toEqual([['9.900002', true]])
  })

  it('knows no level outside its own and every parent', () => {
    const levels = new Set(province.organisations.map(({ level }) => level))
    expect([...levels].sort()).toEqual(province.id === 'nam-dinh-2021' ? ['commune', 'district', 'province'] : ['commune', 'province'])
    const ids = new Set(province.organisations.map(({ id }) => id))
    expect(province.organisations.filter(({ parent }) => parent !== null && !ids.has(parent))).toEqual([])
  })
})

describe('Nam Định 2021', () => {
  it('has 1,671 procedures at three levels, generated ones marked', () => {
    expect(nd.procedures).toHaveLength(1671)
    expect(nd.procedures.filter(({ generated }) => !generated)).toHaveLength(1354)
    for (const { generated, name } of nd.procedures) expect(name.startsWith('[M')).toBe(generated)
    expect([...new Set(nd.procedures.flatMap(({ levels }) => levels))].sort()).toEqual(['commune', 'district', 'province'])
    expect([...new Set(nd.procedures.map(({ serviceLevel }) => serviceLevel))].sort()).toEqual([2, 3, 4])
    expect(nd.procedures.every(({ channels }) => channels.includes('direct'))).toBe(true)
    expect(Math.max(...nd.procedures.map(({ name }) => name.length))).toBe(1094)
  })

  it('offers online filing from level 3 only', () => {
    expect(nd.procedures.filter(({ channels, serviceLevel }) => channels.includes('online') && serviceLevel === 2)).toEqual([])
  })

  it('has birth registration in full', () => {
    expect(nd.procedures.find(({ code }) => code === '1.001193')).toMatchObject({
      name: 'Thủ tục đăng ký khai sinh',
      levels: ['commune'],
      serviceLevel: 3,
      timeLimit: { unit: 'same-day', cutOff: '15:00' },
      results: [{ code: 'KQ.G15.000031', name: 'Giấy khai sinh' }]
    })
  })

  it('has 10 districts and 226 communes, and in hindsight who took over', () => {
    expect(nd.organisations).toHaveLength(237)
    const later = getOrganisations(2021, 'in-hindsight').find(({ id }) => id === '14194')
    expect(later).toMatchObject({ name: 'Xã Giao Yến', validTo: '2025-06-30', successors: [{ id: '14194', name: 'Xã Giao Bình' }] })
  })

  it('prints form 01 of 2018 on A5, and 04 is another paper after 2025', () => {
    const find = (province: typeof nd, kind: string, day: string) =>
      province.formTemplates.find((form) => form.kind === kind && form.validFrom! <= day && (form.validTo === null || day <= form.validTo))
    expect(find(nd, 'receipt', '2021-03-15')).toMatchObject({ formNumber: '01', circular: '01/2018/TT-VPCP', paper: 'A5' })
    expect(find(nb, 'receipt', '2025-07-01')).toMatchObject({ formNumber: '01', circular: '03/2025/TT-VPCP' })
    expect(find(nb, 'control-slip', '2021-03-15')).toMatchObject({ formNumber: '05' })
    expect(find(nb, 'control-slip', '2026-01-05')).toMatchObject({ formNumber: '06' })
  })
})

it('Ninh Bình 2025 has 129 communes, no district and the new levels of service', () => {
  expect(nb.organisations).toHaveLength(130)
  expect(nb.procedures).toHaveLength(1356)
  expect([...new Set(nb.procedures.map(({ serviceLevel }) => serviceLevel))].sort()).toEqual(['một phần', 'toàn trình', 'trực tiếp'])
})
