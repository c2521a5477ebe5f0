import type { OfficeLetterhead } from '../../electron/domain/catalogue.ts'
import type { OfficerRecord } from '../../electron/contract/wire.ts'
import { createLoginKey } from '../../electron/crypto/key-slot.ts'
import { getProvince2021, getProvince2025, type ProvinceData } from '../reference-data/build-demo-data.ts'
import { getFullProcedures } from '../reference-data/source-data.ts'
import type { ChangeRow } from './change-store.ts'

export type DemoYear = 2021 | 2025
export type SeedSize = 'whole' | 'small'

/** Every demo officer's password. It is printed in the README and guards nothing. */
export const demoPassword = 'Motcua@2021'

/** Five counters an office: three whole ranges, and two halves of what is left below 10,000. */
export const demoStandingRanges: readonly (readonly [number, number])[] = [
  [1, 2999],
  [3000, 5999],
  [6000, 8999],
  [9000, 9499],
  [9500, 9999]
]

export function getDemoProvince(year: DemoYear, size: SeedSize): ProvinceData {
  const province = year === 2025 ? getProvince2025() : getProvince2021()
  if (size === 'whole') return province
  const known = new Set(getFullProcedures().map(({ code }) => code))
  return { ...province, procedures: province.procedures.filter(({ code, secret, components }) => known.has(code) || secret || components.some((component) => component.secret)) }
}

/** Whole login keys cost a quarter of a second each: made side by side, and only at the first start. */
export async function createDemoOfficers({ office }: ProvinceData, size: SeedSize): Promise<OfficerRecord[]> {
  return Promise.all(
    office.officers.map(async ({ id, login, fullName, title, role }) => ({
      id,
      login,
      fullName,
      title,
      role,
      officeId: office.id,
      loginKey: await createLoginKey(demoPassword, size === 'small' ? 1024 : undefined),
      active: true
    }))
  )
}

/** The province's reference data as the feed carries them: organisations, catalogue, calendar and forms, in the order a counter needs them. */
export function describeReference(province: ProvinceData): ChangeRow[] {
  return [
    { kind: 'work-calendar', ref: province.id, value: province.workCalendar },
    { kind: 'office-letterhead', ref: province.office.id, officeId: province.office.id, value: describeLetterhead(province.office) },
    ...province.organisations.map((value): ChangeRow => ({ kind: 'organisation', ref: value.id, value })),
    ...province.formTemplates.map((value): ChangeRow => ({ kind: 'form-template', ref: value.id, value })),
    ...province.procedures.map((value): ChangeRow => ({ kind: 'procedure', ref: value.code, value }))
  ]
}

function describeLetterhead(office: ProvinceData['office']): OfficeLetterhead {
  return {
    parentAgency: office.parentName,
    agency: office.name,
    counter: office.counterName,
    place: office.place,
    notation: office.counterNotation,
    phone: office.phone,
    website: null,
    // The portal fills it in when it knows its own address.
    lookup: null,
    taxCode: '0600000001',
    // Illustrative: no such account.
    bank: { bin: '970415', account: '000000000000', accountName: 'UBND XA GIAO YEN', bankName: 'VietinBank' }
  }
}
