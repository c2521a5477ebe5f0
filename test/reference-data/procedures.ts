import type { Channel, Procedure, ProcedureComponent, ServiceLevel } from '../../electron/domain/catalogue.ts'
import type { TimeLimit } from '../../electron/domain/deadline.ts'
import { toNfc } from '../../electron/domain/text.ts'
import { getFees } from './fees.ts'
import { getGeneratedProcedures, getSecretProcedures } from './generated-procedures.ts'
import { illustrativeComponents } from './illustrative-components.ts'
import { getProcess } from './processes.ts'
import { getCatalogueEntries, getFullProcedures, type CatalogueEntry, type FullProcedure, type Year } from './source-data.ts'
import { wholeName } from './whole-names.ts'

/** How many the province had in March 2021. */
export const provinceCount2021 = 1671

const channelOf = { 'Trực tiếp': 'direct', 'Trực tuyến': 'online', 'Dịch vụ bưu chính': 'post' } as const

/** Which components (by position) must be there, read from the portal's texts; the rest depends on the case. */
const requiredComponents: Readonly<Record<string, readonly number[]>> = {
  '1.001193': [0, 1], '1.000894': [0], '1.000656': [0, 1], '1.004873': [0], '2.000635': [0], '1.004859': [0, 1], '1.004884': [0],
  '1.001022': [0, 1], '1.004837': [0], '1.000689': [0, 1, 2], '2.000815': [0], '2.000884': [1], '2.001035': [1], '2.001019': [1],
  '2.000908': [0], '2.001263': [0, 2, 4], '1.002211': [0, 1], '2.000986': [1, 3], '1.001612': [0], '2.000720': [1], '1.001266': [1],
  '2.000806': [0], '1.013225': [0], '1.012787': [0], '1.012753': [0], '1.004222': [0], '1.004194': [2], '1.001776': [0], '2.000488': [0]
}

const limitsByChannel: Readonly<Record<string, Partial<Record<Channel, TimeLimit>>>> = {
  '1.012787': { direct: { unit: 'working-day', value: 18 } },
  '1.012753': { online: { unit: 'working-day', value: 17 }, post: { unit: 'working-day', value: 30 } },
  '1.013225': { online: { unit: 'day', value: 20 }, post: { unit: 'day', value: 20 } }
}

const levels2021: Readonly<Record<string, string[]>> = {
  xa: ['commune'],
  xa_cong_an: ['commune'],
  huyen: ['district'],
  tinh: ['province'],
  'huyen (nhận tại xã, liên thông xã→huyện)': ['commune', 'district']
}

/** Fields whose commune procedures of 2026 were the commune's in 2021 too; the others were the district's. An assumption. */
const communeFields2021 = new Set([
  'Hộ tịch', 'Chứng thực', 'Nuôi con nuôi', 'Hòa giải ở cơ sở', 'Giảm nghèo', 'Người có công', 'Khiếu nại, tố cáo', 'Bồi thường nhà nước',
  'Đăng ký, quản lý cư trú', 'Chính sách', 'Trồng trọt', 'Chăn nuôi', 'Quản lý Đê điều và Phòng, chống thiên tai'
])

/**
 * The catalogue of a year: the real procedures, those in full where known, and in 2021 generated ones up to the 1,671 of
 * the province. Sorted by code.
 */
export function getProcedures(year: Year): Procedure[] {
  const full = new Map(getFullProcedures().map((entry) => [entry.code, entry]))
  const entries = getCatalogueEntries()
  const known = new Map(entries.map((entry) => [entry.code, entry]))
  const real = [
    ...entries.map((entry) => (full.has(entry.code) ? undefined : fromEntry(entry, year))),
    ...[...full.values()].map((entry) => fromFull(entry, known.get(entry.code), year))
  ].filter((procedure) => procedure !== undefined)
  const secret = getSecretProcedures(validityOf(year))
  const missing = year === 2021 ? provinceCount2021 - real.length - secret.length : 0
  const all = [...real, ...secret, ...getGeneratedProcedures(missing, validityOf(year))]
  return all.sort((a, b) => (a.code < b.code ? -1 : 1))
}

/** The 2021 set is as it was known in 2021: no end in sight. */
function validityOf(year: Year): Pick<Procedure, 'validFrom' | 'validTo' | 'version'> {
  return year === 2021 ? { version: 1, validFrom: null, validTo: null } : { version: 2, validFrom: '2025-07-01', validTo: null }
}

function fromFull(entry: FullProcedure, known: CatalogueEntry | undefined, year: Year): Procedure {
  const channels = entry.channels.map((name) => channelOf[name])
  const serviceLevel = year === 2021 ? entry.service_level_2021 : serviceLevel2025(entry.service_level_2022plus)
  return {
    code: entry.code,
    localCode: localCode(entry.code, year),
    name: cleanName(entry.name),
    field: entry.field.normalize('NFC'),
    levels: year === 2021 ? (levels2021[entry.level_seed_2021] ?? ['commune']) : (known?.levels ?? ['commune']),
    serviceLevel,
    channels: year === 2021 ? channels2021(channels, serviceLevel) : channels,
    subjects: entry.subjects ?? null,
    ...validityOf(year),
    timeLimit: limitOf(entry),
    ...(limitsByChannel[entry.code] === undefined ? {} : { timeLimitByChannel: limitsByChannel[entry.code] }),
    supplementPolicy: 'restart',
    fees: getFees(entry.code),
    components: entry.components.map((component, i) => toComponent(entry.code, component, i)),
    results: entry.results.map(({ name, code }) => ({ name, code: code ?? null })),
    decidingAgency: entry.level_seed_2021.startsWith('huyen (') && year === 2021 ? 'UBND huyện Giao Thủy' : null,
    ...getProcess(entry.code, year),
    decision: entry.announce_decision ?? null,
    secret: false,
    generated: false,
    provenance: 'Thật: mã, tên, lĩnh vực, thành phần (rút gọn), kết quả. Minh họa: cấp và mức độ dịch vụ năm 2021, một số thời hạn, mức thu của tỉnh, quy trình nội bộ.'
  }
}

function fromEntry(entry: CatalogueEntry, year: Year): Procedure {
  const serviceLevel = generatedServiceLevel(entry, year)
  return {
    code: entry.code,
    localCode: localCode(entry.code, year),
    name: cleanName(entry.name),
    field: entry.field.normalize('NFC'),
    levels: year === 2021 ? threeLevels(entry) : entry.levels,
    serviceLevel,
    channels: year === 2021 ? channels2021(entry.channels, serviceLevel) : entry.channels,
    subjects: null,
    ...validityOf(year),
    timeLimit: { unit: 'working-day', value: 3 + (seedOf(entry.code) % 18) },
    supplementPolicy: 'restart',
    fees: [],
    components: illustrativeComponents(entry.code),
    results: [],
    decidingAgency: null,
    decision: entry.decision,
    secret: false,
    generated: false,
    provenance: 'Thật: mã, tên, lĩnh vực, quyết định công bố. Minh họa: cấp và mức độ dịch vụ năm 2021, thời hạn, thành phần.'
  }
}

/** The crawl has names with a full stop before them or a line break within: an officer reads and prints them. */
function cleanName(name: string): string {
  return toNfc(name).replace(/^[\s.,;:-]+/, '')
}

function toComponent(code: string, component: FullProcedure['components'][number], index: number): ProcedureComponent {
  // The crawl read "Mẫu số 18" and "1 bản chính" as 181 originals.
  const originals = component.originals > 20 ? 1 : component.originals
  return {
    id: `${code}-TP${String(index + 1).padStart(2, '0')}`,
    name: wholeName(component.name),
    originals,
    copies: component.copies,
    kind: component.kind,
    required: requiredComponents[code]?.includes(index) ?? false,
    secret: false
  }
}

function limitOf(entry: FullProcedure): TimeLimit {
  const { unit, value } = entry.time_limit
  if (unit === 'same_day') return { unit: 'same-day', cutOff: '15:00' }
  return { unit: unit === 'working_day' ? 'working-day' : 'day', value }
}

function threeLevels(entry: CatalogueEntry): string[] {
  const levels = entry.levels.flatMap((level) => {
    if (level === 'province') return ['province']
    if (level !== 'commune') return []
    return communeFields2021.has(entry.field) && !/nước ngoài/i.test(entry.name) ? ['commune'] : ['district']
  })
  return [...new Set(levels)]
}

function channels2021(channels: readonly Channel[], level: ServiceLevel): Channel[] {
  const offered = channels.filter((channel) => channel !== 'online' || level === 3 || level === 4)
  return ['direct', ...offered.filter((channel) => channel !== 'direct')]
}

function generatedServiceLevel(entry: CatalogueEntry, year: Year): ServiceLevel {
  const online = entry.channels.includes('online')
  const lot = seedOf(entry.code) % 10
  if (year === 2025) return !online ? 'trực tiếp' : lot < 5 ? 'toàn trình' : 'một phần'
  if (!online) return 2
  return lot < 3 ? 4 : lot < 7 ? 3 : 2
}

function serviceLevel2025(level: FullProcedure['service_level_2022plus']): ServiceLevel {
  if (level === 'toan_trinh') return 'toàn trình'
  return level === 'mot_phan' ? 'một phần' : 'trực tiếp'
}

/** The suffix of Nam Định is inferred from the alphabetical run of provinces. */
function localCode(code: string, year: Year): string | null {
  return year === 2021 ? `${code}.000.00.00.H40` : null
}

function seedOf(code: string): number {
  return [...code].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 9973, 7)
}
