import * as z from './schema.ts'
import { LocalTime } from './calendar.ts'
import { assertNever, err, ok, type Result } from './result.ts'
import { toNfc } from './text.ts'

/** `result` of a dossier, `outgoing` document of the agency, `copy`: a paper digitised and certified by the agency (NĐ 30/2020 art. 25). */
export const DocumentKind = z.enum(['result', 'outgoing', 'copy'])
export type DocumentKind = z.infer<typeof DocumentKind>

/** Who signs: the competent person for herself, or the records clerk with the agency's key (NĐ 30/2020 art. 32). */
export const SignatureRole = z.enum(['person', 'agency'])
export type SignatureRole = z.infer<typeof SignatureRole>

export const FormOfCopy = z.enum(['SAO Y', 'SAO LỤC', 'TRÍCH SAO'])
export type FormOfCopy = z.infer<typeof FormOfCopy>

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const By = z.object({ officerId: z.string().min(1), fullName: z.string() })

/** Payload of `document.created`. Null, never undefined, where there is nothing. */
export const DocumentCreated = z.object({
  documentKind: DocumentKind,
  /** Trích yếu. */
  title: z.string().min(1).max(500),
  dossierId: z.string().nullable(),
  dossierCode: z.string().nullable(),
  /** A number the paper bears already, e.g. of a civil-status register: then none is taken from the agency's series. */
  ownNumber: z.string().max(100).nullable(),
  /** Ký hiệu, e.g. `QĐ-UBND`: what stands behind the number that is given at sealing. Entries written before numbers were given then have none. */
  notation: z.string().max(60).nullable().default(null),
  formOfCopy: FormOfCopy.nullable(),
  file: z.object({ sha256: Sha256, name: z.string().min(1), sizeBytes: z.int().positive(), pages: z.int().min(0) }),
  by: By,
  at: LocalTime
})
export type DocumentCreated = z.infer<typeof DocumentCreated>

/** Payload of `document.signed`: a new file that is the old one and a signature more. */
export const DocumentSigned = z.object({
  role: SignatureRole,
  /** The file the officer saw. */
  sourceSha256: Sha256,
  sha256: Sha256,
  sizeBytes: z.int().positive(),
  signerName: z.string(),
  certificateSerial: z.string(),
  by: By,
  at: LocalTime
})
export type DocumentSigned = z.infer<typeof DocumentSigned>

/** Payload of `document.numbered`: numbers and dates run from 01 each year, once an agency (NĐ 30/2020 art. 15). */
export const DocumentNumbered = z.object({
  series: z.string().min(1),
  period: z.string().min(1),
  serial: z.int().positive(),
  /** As it is written, e.g. `12/QĐ-UBND`. */
  code: z.string().min(1),
  day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  by: By,
  at: LocalTime
})
export type DocumentNumbered = z.infer<typeof DocumentNumbered>

/** Payload of `document.timestamped`: validation data and a time stamp came behind the signatures. */
export const DocumentStamped = z.object({ sourceSha256: Sha256, sha256: Sha256, sizeBytes: z.int().positive(), level: z.enum(['B-T', 'B-LT']), stampedAt: z.string(), at: LocalTime })
export type DocumentStamped = z.infer<typeof DocumentStamped>

/** Payload of `document.returned`: the one who should sign sends it back; a mended text is a new document. */
export const DocumentReturned = z.object({ reason: z.string().min(1).max(1000), by: By, at: LocalTime })
export type DocumentReturned = z.infer<typeof DocumentReturned>

/** A journal entry of one document, without its envelope; the envelope's `dossier` names the document, whose lane it is. */
export const DocumentEntry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('document.created'), payload: DocumentCreated }),
  z.object({ kind: z.literal('document.signed'), payload: DocumentSigned }),
  z.object({ kind: z.literal('document.numbered'), payload: DocumentNumbered }),
  z.object({ kind: z.literal('document.timestamped'), payload: DocumentStamped }),
  z.object({ kind: z.literal('document.returned'), payload: DocumentReturned })
])
export type DocumentEntry = z.infer<typeof DocumentEntry>
export type DocumentEntryKind = DocumentEntry['kind']

/** A document as its entries make it. It travels whole, so it has a schema of its own. */
export const OfficeDocument = DocumentCreated.extend({
  signatures: z.array(DocumentSigned),
  number: DocumentNumbered.nullable(),
  stamps: z.array(DocumentStamped),
  returned: DocumentReturned.nullable(),
  /** The newest file: what is shown, signed next and sent. */
  current: z.object({ sha256: Sha256, sizeBytes: z.int().positive() }),
  /** How many entries made it: the base revision of the next. */
  revision: z.int().min(1),
  changedAt: LocalTime
})
export type OfficeDocument = z.infer<typeof OfficeDocument>

/** Whose turn it is: the head's, the records clerk's, nobody's. */
export const DocumentStage = z.enum(['waits-person', 'waits-agency', 'issued', 'returned'])
export type DocumentStage = z.infer<typeof DocumentStage>

export function stageOf(document: OfficeDocument): DocumentStage {
  if (document.returned !== null) return 'returned'
  if (hasSigned(document, 'agency')) return 'issued'
  return document.documentKind === 'copy' || hasSigned(document, 'person') ? 'waits-agency' : 'waits-person'
}

export type SignatureRefusal = { kind: 'document-not-your-turn'; stage: DocumentStage } | { kind: 'document-unnumbered' }

/**
 * Whether a role may sign now. First the competent person; then the records clerk, who seals only what that person has signed, or a copy the agency itself made, and which bears its
 * number (NĐ 30/2020 art. 32).
 */
export function decideSignature(document: OfficeDocument, role: SignatureRole): Result<null, SignatureRefusal> {
  const stage = stageOf(document)
  if (stage !== (role === 'person' ? 'waits-person' : 'waits-agency')) return err({ kind: 'document-not-your-turn', stage })
  if (role === 'agency' && needsNumber(document)) return err({ kind: 'document-unnumbered' })
  return ok(null)
}

/** True when the records clerk has still to give it a number of the agency's series. A copy bears the number of what was copied. */
export function needsNumber(document: OfficeDocument): boolean {
  return document.documentKind !== 'copy' && document.ownNumber === null && document.number === null
}

/** `07/QĐ-UBND`: numbers below 10 take a zero before them (NĐ 30/2020, Phụ lục I). */
export function tellDocumentCode(serial: number, notation: string | null): string {
  const number = String(serial).padStart(2, '0')
  return notation === null ? number : `${number}/${notation}`
}

/** What an officer types of number and notation: with a number the paper bears it already; a notation alone waits for the clerk's number. */
export function readDocumentCode(text: string): { ownNumber: string | null; notation: string | null } {
  const code = toNfc(text)
  if (code === '') return { ownNumber: null, notation: null }
  return /^\d/.test(code) ? { ownNumber: code, notation: null } : { ownNumber: null, notation: code.replace(/^[/\s]+/, '') || null }
}

/** One step of the fold. @throws on what the rules forbid: such an entry must never have been appended. */
export function applyDocumentEntry(document: OfficeDocument | undefined, entry: DocumentEntry): OfficeDocument {
  if (entry.kind === 'document.created') {
    if (document !== undefined) throw new Error('a document is created once')
    const { sha256, sizeBytes } = entry.payload.file
    return { ...entry.payload, signatures: [], number: null, stamps: [], returned: null, current: { sha256, sizeBytes }, revision: 1, changedAt: entry.payload.at }
  }
  if (document === undefined) throw new Error(`${entry.kind} before document.created`)
  const next = { ...document, revision: document.revision + 1, changedAt: entry.payload.at }
  switch (entry.kind) {
    case 'document.signed': {
      const allowed = decideSignature(document, entry.payload.role)
      if (!allowed.ok) throw new Error(allowed.error.kind)
      return { ...next, current: follow(document, entry.payload), signatures: [...document.signatures, entry.payload] }
    }
    case 'document.numbered':
      if (stageOf(document) !== 'waits-agency' || !needsNumber(document)) throw new Error('a number is given once, between signature and seal')
      return { ...next, number: entry.payload }
    case 'document.timestamped':
      if (document.signatures.length === 0) throw new Error('a time stamp is for signatures')
      return { ...next, current: follow(document, entry.payload), stamps: [...document.stamps, entry.payload] }
    case 'document.returned':
      if (stageOf(document) === 'issued' || stageOf(document) === 'returned') throw new Error('only what waits for a signature is returned')
      return { ...next, returned: entry.payload }
    default:
      return assertNever(entry)
  }
}

/** What of some entries still stands on a document, in their order; one that does not is passed over. `index` is its place among them. */
export function layDocumentEntries(before: OfficeDocument | undefined, entries: readonly DocumentEntry[]): { laid: { index: number; entry: DocumentEntry }[]; document: OfficeDocument | undefined } {
  let document = before
  const laid = entries.flatMap((entry, index) => {
    try {
      document = applyDocumentEntry(document, entry)
      return [{ index, entry }]
    } catch {
      return []
    }
  })
  return { laid, document }
}

/**
 * The entries that made a document, read back out of it: each kept its payload whole. Undefined where they do not make it again, e.g. what a newer version wrote.
 */
export function listDocumentEntries({ signatures, number, stamps, returned, file, current: _current, revision: _revision, changedAt: _changedAt, ...created }: OfficeDocument): DocumentEntry[] {
  const changes = [...signatures.map((payload): DocumentEntry => ({ kind: 'document.signed', payload })), ...stamps.map((payload): DocumentEntry => ({ kind: 'document.timestamped', payload }))]
  const bySource = new Map(changes.map((entry) => ['sourceSha256' in entry.payload ? entry.payload.sourceSha256 : '', entry]))
  const chain: DocumentEntry[] = []
  for (let next = bySource.get(file.sha256); next && chain.length < changes.length; next = bySource.get('sha256' in next.payload ? next.payload.sha256 : '')) chain.push(next)
  // The number is given between the two signatures.
  const seal = chain.findIndex((entry) => entry.kind === 'document.signed' && entry.payload.role === 'agency')
  if (number) chain.splice(seal < 0 ? chain.length : seal, 0, { kind: 'document.numbered', payload: number })
  return [{ kind: 'document.created', payload: { ...created, file } }, ...chain, ...(returned ? [{ kind: 'document.returned' as const, payload: returned }] : [])]
}

/** Whether `after` is what `before` becomes by further entries: the same paper, and all that was done to it still first. */
export function continuesDocument(before: OfficeDocument, after: OfficeDocument): boolean {
  const isBeginning = (first: readonly unknown[], all: readonly unknown[]): boolean => first.every((one, index) => isSame(one, all[index]))
  return (
    after.revision >= before.revision &&
    isSame(before.file, after.file) &&
    before.at === after.at &&
    isBeginning(before.signatures, after.signatures) &&
    isBeginning(before.stamps, after.stamps) &&
    (before.number === null || isSame(before.number, after.number)) &&
    (before.returned === null || isSame(before.returned, after.returned)) &&
    (after.revision > before.revision || isSame(before.current, after.current))
  )
}

function isSame(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b)
}

/** JSON with its keys in order: one side was read by a schema, the other was made here. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) => (typeof one === 'object' && one !== null && !Array.isArray(one) ? Object.fromEntries(Object.entries(one).sort(([x], [y]) => (x < y ? -1 : 1))) : one))
}

function follow(document: OfficeDocument, file: { sourceSha256: string; sha256: string; sizeBytes: number }): OfficeDocument['current'] {
  if (file.sourceSha256 !== document.current.sha256) throw new Error('what was signed is not the newest file of the document')
  return { sha256: file.sha256, sizeBytes: file.sizeBytes }
}

function hasSigned(document: OfficeDocument, role: SignatureRole): boolean {
  return document.signatures.some((signature) => signature.role === role)
}
