import type { Appearance } from '../contract/press.ts'

/**
 * The forms of visible signatures (domain brief §6), with dates of validity so that a circular's change is a new row. `{name}` in a line is filled from the appearance's own
 * fields. Type is always Times New Roman's metrics, upright, black. Number and date of an issued document stand in the seal's own appearance, because a change anywhere
 * else would be a change after the head's signature.
 */
export interface AppearanceTemplate {
  kind: Appearance['kind']
  /** First day in force, yyyy-MM-dd. */
  validFrom: string
  source: string
  place: TemplatePlace
  /** Under the picture, where there is one. */
  lines: string[]
  sizePt: number
  /** A picture is asked for; its width on paper where neither caller nor file says it. */
  image?: { widthMm: number }
}

/**
 * `corner`: top right of page 1. `block`: between title and name, where the caller says. `over-signature`: the picture covers this share of the last visible signature's width, on
 * its left.
 */
export type TemplatePlace = { at: 'corner' } | { at: 'block' } | { at: 'over-signature'; share: number }

/** Seals of administrative agencies are 36 mm wide at most; the offices' own data say theirs. */
const sealWidthMm = 36
const handwrittenWidthMm = 45

const decree30 = 'Nghị định 30/2020/NĐ-CP, Phụ lục I'
const circular2019 = 'Thông tư 01/2019/TT-BNV'

export const appearanceTemplates: AppearanceTemplate[] = [
  {
    kind: 'certified-copy',
    validFrom: '2019-03-10',
    source: `${circular2019}, Điều 6 khoản 2 điểm c`,
    place: { at: 'corner' },
    lines: ['{agencyName}', 'Thời gian ký: {signedAt}'],
    sizePt: 8,
    image: { widthMm: sealWidthMm }
  },
  {
    kind: 'certified-copy',
    validFrom: '2020-03-05',
    source: decree30,
    place: { at: 'corner' },
    lines: ['{formOfCopy}', '{agencyName}', 'Thời gian ký: {signedAt}'],
    sizePt: 10
  },
  {
    kind: 'digitised-by-officer',
    validFrom: '2020-05-22',
    source: `Nghị định 45/2020/NĐ-CP; hình thức theo ${decree30}`,
    place: { at: 'corner' },
    lines: ['Người số hóa: {officerName}', '{agencyName}', 'Thời gian ký: {signedAt}'],
    sizePt: 10
  },
  { kind: 'issued-by-person', validFrom: '2019-03-10', source: circular2019, place: { at: 'block' }, lines: [], sizePt: 8, image: { widthMm: handwrittenWidthMm } },
  { kind: 'issued-by-person', validFrom: '2020-03-05', source: decree30, place: { at: 'block' }, lines: [], sizePt: 8, image: { widthMm: handwrittenWidthMm } },
  {
    kind: 'issued-by-agency',
    validFrom: '2019-03-10',
    source: circular2019,
    place: { at: 'over-signature', share: 1 / 3 },
    lines: ['Số: {documentCode}, {documentDate}', '{agencyName}', 'Thời gian ký: {signedAt}'],
    sizePt: 8,
    image: { widthMm: sealWidthMm }
  },
  {
    kind: 'issued-by-agency',
    validFrom: '2020-03-05',
    source: decree30,
    place: { at: 'over-signature', share: 1 / 3 },
    lines: ['Số: {documentCode}, {documentDate}', '{agencyName}', 'Thời gian ký: {signedAt}'],
    sizePt: 8,
    image: { widthMm: sealWidthMm }
  },
  { kind: 'annex', validFrom: '2019-03-10', source: `${circular2019}; giữ ở ${decree30}`, place: { at: 'corner' }, lines: ['{documentCode}', 'Thời gian ký: {signedAt}'], sizePt: 10 }
]

/**
 * The template in force on the day of signing; for a day before all of them (a clock set wrong, an old test), the oldest.
 * @param signedAt ISO 8601; its first ten characters are the day at the office.
 */
export function getTemplate(kind: Appearance['kind'], signedAt: string): AppearanceTemplate {
  const day = signedAt.slice(0, 10)
  const ofKind = appearanceTemplates.filter((one) => one.kind === kind).sort((a, b) => b.validFrom.localeCompare(a.validFrom))
  const found = ofKind.find((one) => one.validFrom <= day) ?? ofKind.at(-1)
  if (!found) throw new Error(`no template of ${kind}`)
  return found
}

/** The lines as they shall read, NFC. One whose field was not given is left out. */
export function fillTemplate(template: AppearanceTemplate, appearance: Appearance): string[] {
  const fields = appearance as unknown as Record<string, string | undefined>
  const given = template.lines.filter((line) => [...line.matchAll(/\{(\w+)\}/g)].every(([, name = '']) => fields[name] !== undefined))
  return given.map((line) => line.replace(/\{(\w+)\}/g, (_, name: string) => fields[name] ?? '').normalize('NFC'))
}
