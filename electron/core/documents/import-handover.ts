import { readFileSync, rmSync, statSync } from 'node:fs'
import * as z from '../../domain/schema.ts'
import type { HandedOver, handoverMethods, HandoverRefusal } from '../../contract/handover.ts'
import type { ErrorOf, OutputOf, ParsedInputOf } from '../../contract/method.ts'
import { importPublicKey } from '../../crypto/ed25519.ts'
import { sha256Hex, writeEncryptedFile } from '../../crypto/file-cipher.ts'
import { readHandover, type ReadHandover } from '../../crypto/handover-file.ts'
import { continuesDocument, OfficeDocument } from '../../domain/document.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { getDevice, getIdentity, getOfficer, type CoreContext } from '../context.ts'
import { write, type WriteDb } from '../db/open.ts'
import { insertFile } from '../files/file-store.ts'
import { makeTarget } from '../files/new-file.ts'
import { appendEntry } from '../journal/journal.ts'
import { keepDocumentBase } from './document-base-store.ts'
import { findDocument, keepDocumentFile, putDocument } from './document-store.ts'
import { voidLostNumber } from './give-number.ts'
import { holdForPortal } from './handover-store.ts'
import { findOfficeCounters } from './office-counters.ts'

type Method = (typeof handoverMethods)['handover.import']

const ManifestDocument = z.object({ id: z.string().min(1).max(100), document: OfficeDocument })
/** Counted before it is read: what is wrong with each of thousands takes seconds to say. */
const Manifest = z.object({ documents: z.array(z.unknown()).min(1).max(100).pipe(z.array(ManifestDocument)) })

interface Carried {
  id: string
  document: OfficeDocument
  bytes: Buffer
}

/** More than a hundred scans; the whole is read into memory. */
const limitBytes = 350_000_000
/** Of the list of a hundred documents, each with its signatures: a longer one, though signed, is nonsense that would keep core busy. */
const limitListBytes = 1_000_000

/**
 * Takes documents another counter of the office wrote on a stick, all or none. Believed is only what such a counter signed and nobody changed since; the bytes of each by their
 * SHA-256. A document that is here as far already stays; one that went another way here is told and nothing is taken.
 */
export function importHandover(context: CoreContext, input: ParsedInputOf<Method>): Result<OutputOf<Method>, ErrorOf<Method>> {
  const officer = getOfficer(context)
  const text = readText(input.paths[0] ?? '')
  if (text === undefined) return err({ kind: 'file-unreadable' })
  const opened = openBundle(context, text)
  if (!opened.ok) return opened
  const { device, counterNumber, carried } = opened.value
  const written: string[] = []
  try {
    const files = new Map(carried.map(({ id, bytes }) => {
      const target = makeTarget(context)
      written.push(target.fullPath)
      writeEncryptedFile(target.fullPath, target.key, bytes)
      return [id, target] as const
    }))
    const nowMs = context.now()
    const at = new Date(nowMs).toISOString()
    const taken = write(context.db, (db): Result<HandedOver[], HandoverRefusal> => {
      const parted = carried.find(({ id, document }) => hasParted(findDocument(db, id)?.document, document))
      if (parted) return err({ kind: 'handover-conflict', title: parted.document.title })
      const outcomes = carried.map((one) => {
        const { path, key, fullPath } = files.get(one.id)!
        const isNewFile = insertFile(db, { sha256: one.document.current.sha256, key, path, sizeBytes: one.bytes.length, pages: one.document.file.pages }, at)
        if (isNewFile) written.splice(written.indexOf(fullPath), 1)
        return take(db, one, { officer: officer.id, nowMs, counterNumber, at })
      })
      appendEntry(db, getIdentity(db), { kind: 'handover.imported', officer: officer.id, baseRevision: 0, at, payload: { from: device, documents: outcomes.map(({ id, outcome }) => ({ id, outcome })) } })
      return ok(outcomes)
    })
    if (!taken.ok) return taken
    context.emit('data.changed', { areas: ['document', 'queue'] })
    context.wakeOutbox()
    return ok({ counterNumber, documents: taken.value })
  } finally {
    // What no row names: everything after a refusal, and what was here before.
    for (const path of written) rmSync(path, { force: true })
  }
}

function readText(path: string): string | undefined {
  try {
    return statSync(path).size > limitBytes ? undefined : readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function openBundle(context: CoreContext, text: string): Result<{ device: string; counterNumber: number; carried: Carried[] }, HandoverRefusal> {
  const known = findOfficeCounters(context.db)
  if (!known) return err({ kind: 'handover-key-missing' })
  const bundle = readHandover(text)
  if (!bundle) return err({ kind: 'handover-unreadable' })
  const { device, officeId, keyId } = bundle.head
  const counter = known.counters.find((one) => one.device === device)
  if (officeId !== getDevice(context.db).officeId || !counter) return err({ kind: 'handover-foreign' })
  if (!counter.publicKeys.some((key) => bundle.isSignedBy(importPublicKey('ed25519', key)))) return err({ kind: 'handover-tampered' })
  const key = known.keys.find(({ id }) => id === keyId)
  if (!key) return err({ kind: 'handover-foreign' })
  const parts = openParts(bundle, key.key)
  if (!parts) return err({ kind: 'handover-unreadable' })
  const { files } = parts
  const manifest = Manifest.safeParse(parts.manifest)
  if (!manifest.success || manifest.data.documents.length !== files.length) return err({ kind: 'handover-unreadable' })
  const carried = manifest.data.documents.map(({ id, document }, index) => ({ id, document, bytes: files[index]! }))
  const isWhole = carried.every(({ document, bytes }) => sha256Hex(bytes) === document.current.sha256)
  return isWhole ? ok({ device, counterNumber: counter.counterNumber, carried }) : err({ kind: 'handover-tampered' })
}

/** Undefined where a part was encrypted by another key or the first is no list, or too long for one: a counter that signed nonsense. */
function openParts(bundle: ReadHandover, key: string): { manifest: unknown; files: Buffer[] } | undefined {
  try {
    const [first, ...files] = bundle.open(key)
    if (!first || first.length > limitListBytes) return undefined
    return { manifest: JSON.parse(String(first)), files }
  } catch {
    return undefined
  }
}

/** True when neither of the two goes on where the other is. */
function hasParted(here: OfficeDocument | undefined, there: OfficeDocument): boolean {
  return here !== undefined && !continuesDocument(here, there) && !continuesDocument(there, here)
}

function take(db: WriteDb, { id, document }: Carried, by: { officer: string; nowMs: number; counterNumber: number; at: string }): HandedOver {
  const here = findDocument(db, id)?.document
  const { title } = document
  if (here && here.revision >= document.revision) {
    // It may have come by the line before its file did.
    if (here.current.sha256 === document.current.sha256) keepDocumentFile(db, id, document.current.sha256)
    return { id, title, outcome: 'known' }
  }
  // What the portal may have of it, beneath what was carried past it.
  keepDocumentBase(db, id, here)
  putDocument(db, id, document)
  keepDocumentFile(db, id, document.current.sha256)
  holdForPortal(db, id, document.revision, by)
  if (here) voidLostNumber(db, id, here.number, document, by)
  return { id, title, outcome: 'taken' }
}
