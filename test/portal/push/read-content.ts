import { NumberIssued, NumberVoided } from '../../../electron/contract/entries.ts'
import { DocumentEntry } from '../../../electron/domain/document.ts'
import { hashCanonicalPayload } from '../../../electron/crypto/entry-hash.ts'
import { DossierEntry } from '../../../electron/domain/dossier.ts'
import type { ReadEntry } from './state.ts'

/** What an entry tells of a number of a legal series. */
export type NumberFacts = { series: string; period: string; serial: number } & ({ state: 'issued'; dossier: string | null } | { state: 'void'; reason: string })

/** An entry's payload, read once by the schema of its kind. `counter`: of no family known here, the counter's own business. */
export type EntryContent =
  | { of: 'dossier'; entry: DossierEntry }
  | { of: 'document'; entry: DocumentEntry }
  | { of: 'number'; number: NumberFacts }
  | { of: 'counter' }
  | { of: 'unreadable'; family: 'dossier' | 'document' | 'number' }

type Family = Exclude<EntryContent['of'], 'counter' | 'unreadable'>

const families = new Map<string, Family>([
  ...DossierEntry.options.map((option) => [option.shape.kind.value, 'dossier'] as const),
  ...DocumentEntry.options.map((option) => [option.shape.kind.value, 'document'] as const),
  ['number.issued', 'number'],
  ['number.voided', 'number']
])

/** What the payload of an entry says by itself, without anything the portal holds. `altered`: it is not what the header's hash is of. */
export type CheckedContent = EntryContent | { of: 'altered' }

/** Checks and reads the payload. */
export function readContent({ header: { kind, payloadHash }, salt, payload, payloadBytes }: Pick<ReadEntry, 'header' | 'salt' | 'payload' | 'payloadBytes'>): CheckedContent {
  if (hashCanonicalPayload(Buffer.from(salt, 'base64'), payloadBytes) !== payloadHash) return { of: 'altered' }
  const family = families.get(kind)
  switch (family) {
    case undefined:
      return { of: 'counter' }
    case 'dossier': {
      const { data } = DossierEntry.safeParse({ kind, payload })
      return data ? { of: family, entry: data } : { of: 'unreadable', family }
    }
    case 'document': {
      const { data } = DocumentEntry.safeParse({ kind, payload })
      return data ? { of: family, entry: data } : { of: 'unreadable', family }
    }
    case 'number': {
      const number = kind === 'number.issued' ? readIssued(payload) : readVoided(payload)
      return number ? { of: family, number } : { of: 'unreadable', family }
    }
  }
}

function readIssued(payload: unknown): NumberFacts | undefined {
  const { data } = NumberIssued.safeParse(payload)
  return data && { state: 'issued', series: data.series, period: data.period, serial: data.serial, dossier: data.dossier }
}

function readVoided(payload: unknown): NumberFacts | undefined {
  const { data } = NumberVoided.safeParse(payload)
  return data && { state: 'void', ...data }
}
