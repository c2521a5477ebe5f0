import type { Appearance } from '../contract/press.ts'

/**
 * The text forms of visible signatures (domain brief §6), with dates of validity so that a circular's change is a new row. Both stand top right on page 1, upright black
 * Times New Roman 10 pt without an image, as Decree 30/2020 Phụ lục I asks of scanned copies. `{name}` is filled from the appearance's own fields.
 */
export interface AppearanceTemplate {
  kind: Appearance['kind']
  /** First day in force, yyyy-MM-dd. */
  validFrom: string
  source: string
  lines: string[]
  sizePt: number
}

export const appearanceTemplates: AppearanceTemplate[] = [
  {
    kind: 'certified-copy',
    validFrom: '2020-03-05',
    source: 'Nghị định 30/2020/NĐ-CP, Phụ lục I',
    lines: ['{formOfCopy}', '{agencyName}', 'Thời gian ký: {signedAt}'],
    sizePt: 10
  },
  {
    kind: 'digitised-by-officer',
    validFrom: '2020-05-22',
    source: 'Nghị định 45/2020/NĐ-CP; hình thức theo Phụ lục I Nghị định 30/2020/NĐ-CP',
    lines: ['Người số hóa: {officerName}', '{agencyName}', 'Thời gian ký: {signedAt}'],
    sizePt: 10
  }
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

/** The lines as they shall read, NFC. */
export function fillTemplate(template: AppearanceTemplate, appearance: Appearance): string[] {
  const fields = appearance as unknown as Record<string, string>
  return template.lines.map((line) => line.replace(/\{(\w+)\}/g, (_, name: string) => fields[name] ?? '').normalize('NFC'))
}
