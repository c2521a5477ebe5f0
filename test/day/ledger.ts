import type { DossierStatus } from '../../electron/domain/dossier-status.ts'

/** What one dossier must be by the officer's own notes: written down from what she did and saw, never asked of the app's books. */
export interface Noted {
  code: string
  personName: string
  procedure: string
  status: DossierStatus
  /** Taken for it in VND and not given back. */
  cash: number
  transfer: number
}

/** One difference between two books, as a line to read. */
export type Disagreement = string

/** A book that tells codes, each once and in this order, with what it says of each. */
export function compareBook<T>(book: string, noted: readonly Noted[], told: readonly (T & { code: string })[], facts: (line: T) => Partial<Noted>): Disagreement[] {
  const found: Disagreement[] = []
  const codes = told.map(({ code }) => code)
  const wanted = noted.map(({ code }) => code)
  if (codes.join() !== wanted.join()) found.push(`${book}: tells ${codes.length} dossiers or another order, noted were ${wanted.length}: ${codes.join(' ')} / ${wanted.join(' ')}`)
  for (const line of told) {
    const own = noted.find(({ code }) => code === line.code)
    if (!own) {
      found.push(`${book}: ${line.code} was never received`)
      continue
    }
    for (const [name, value] of Object.entries(facts(line))) {
      if (value !== own[name as keyof Noted]) found.push(`${book}: ${line.code} ${name} is ${String(value)}, noted ${String(own[name as keyof Noted])}`)
    }
  }
  return found
}

/** Of the register's CSV (semicolons, quoted where needed): one record a line, by column name. */
export function readCsv(text: string): Record<string, string>[] {
  const rows = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map(splitLine)
  const [names = [], ...lines] = rows
  return lines.map((cells) => Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])))
}

function splitLine(line: string): string[] {
  return [...line.matchAll(/(?:^|;)(?:"((?:[^"]|"")*)"|([^;]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '')
}
