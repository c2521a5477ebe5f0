import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { readHighWater } from '../../../electron/core/continuity/high-water.ts'
import { findRestored, noticeRestore } from '../../../electron/core/continuity/restored.ts'
import { getDevice } from '../../../electron/core/context.ts'
import type { ReadDb } from '../../../electron/core/db/open.ts'
import { findDossier } from '../../../electron/core/dossier/dossier-store.ts'
import { findFile, type FileRow } from '../../../electron/core/files/file-store.ts'
import { listDossierEntries } from '../../../electron/core/journal/journal-store.ts'
import { verifyChain } from '../../../electron/core/journal/verify-chain.ts'
import { canonicalJson } from '../../../electron/crypto/canonical.ts'
import { readEncryptedFile, sha256Hex } from '../../../electron/crypto/file-cipher.ts'
import { foldDossier, type Dossier, type DossierEntry } from '../../../electron/domain/dossier.ts'

/** What the officer was told is saved, and the note before which no cut has to keep it; -1 of an earlier life. */
export type Told = { note: number } & (
  | { kind: 'dossier'; id: string; code: string; scans: string[] }
  | { kind: 'change'; id: string; revision: number }
  /** A paper taken in, of which a draft may already tell; and the signed one in its place. */
  | { kind: 'scan'; sha256: string }
  | { kind: 'signed'; id: string; sha256: string }
  /** One that came onto a dossier after its Receive. */
  | { kind: 'attached'; id: string; sha256: string; revision: number }
)

export type Law = 'lost' | 'numbersTwice' | 'chainsBroken' | 'broken' | 'falseRestores'

export interface Finding {
  law: Law
  line: string
}

/** An image that was opened, against what had been told before the cut. @param folder of the image */
export function checkImage(db: ReadDb, folder: string, told: readonly Told[]): Finding[] {
  const found: Finding[] = []
  const list = <Row>(sql: string): Row[] => db.prepare(sql).all() as Row[]
  const chain = verifyChain(db, getDevice(db).device)
  if (chain.kind === 'broken') found.push({ law: 'chainsBroken', line: `at ${chain.seq} (${chain.reason})` })
  const dossiers = readDossiers(db)
  for (const one of told) {
    const missing = findMissing(db, dossiers, one)
    if (missing !== undefined) found.push({ law: 'lost', line: missing })
  }
  // A file's bytes are on the disk before its row is: so a row without them is never told, and never to be seen.
  for (const file of list<FileRow>('SELECT sha256, key, path FROM file')) if (!isReadable(folder, file)) found.push({ law: told.some((one) => namesFile(one, file.sha256)) ? 'lost' : 'broken', line: `the bytes of file ${file.sha256} are not there` })
  const twice = list<{ code: string }>('SELECT code FROM dossier GROUP BY code HAVING count(*) > 1')
  found.push(...twice.map(({ code }): Finding => ({ law: 'numbersTwice', line: code })))
  const unnoted = list<{ code: string }>('SELECT code FROM dossier WHERE id NOT IN (SELECT dossier FROM issued_number WHERE dossier IS NOT NULL)')
  found.push(...unnoted.map(({ code }): Finding => ({ law: 'numbersTwice', line: `${code} is not noted as issued` })))
  const unqueued = list<{ seq: number }>('SELECT seq FROM journal WHERE seq NOT IN (SELECT seq FROM delivery)')
  found.push(...unqueued.map(({ seq }): Finding => ({ law: 'broken', line: `entry ${seq} is in no queue` })), ...findUnfolded(db, dossiers))
  noticeRestore(db, [readHighWater(join(folder, 'high-water.json'))], Date.now())
  const restored = findRestored(db)
  if (restored) found.push({ law: 'falseRestores', line: restored.reason })
  return found
}

type Dossiers = ReadonlyMap<string, Dossier>

/** As they are stored; each read once, since most of what was told is about one of them. */
function readDossiers(db: ReadDb): Dossiers {
  const ids = db.prepare('SELECT id FROM dossier').pluck().all() as string[]
  return new Map(ids.flatMap((id) => {
    const stored = findDossier(db, id)
    return stored ? [[id, stored.dossier] as const] : []
  }))
}

function findMissing(db: ReadDb, dossiers: Dossiers, told: Told): string | undefined {
  switch (told.kind) {
    case 'dossier': {
      if (dossiers.get(told.id)?.code !== told.code) return `${told.code} was told saved`
      const gone = told.scans.filter((sha256) => !isAttachedTo(db, told.id, sha256))
      return gone.length > 0 ? `${told.code} was told saved with scan ${gone.join(' ')}` : undefined
    }
    case 'change':
      return (dossiers.get(told.id)?.revision ?? 0) < told.revision ? `revision ${told.revision} of ${told.id} was told saved` : undefined
    case 'attached':
      return isAttachedTo(db, told.id, told.sha256) && (dossiers.get(told.id)?.revision ?? 0) >= told.revision ? undefined : `scan ${told.sha256} was told added to ${told.id}`
    case 'scan':
      return findFile(db, told.sha256) ? undefined : `scan ${told.sha256} was told taken in`
    case 'signed':
      return findFile(db, told.sha256) && isAttachedTo(db, told.id, told.sha256) ? undefined : `signed file ${told.sha256} of ${told.id} was told saved`
  }
}

function isAttachedTo(db: ReadDb, dossier: string, sha256: string): boolean {
  return db.prepare('SELECT 1 FROM attachment WHERE dossier = ? AND ? IN (sha256, signed_sha256)').get(dossier, sha256) !== undefined
}

function namesFile(told: Told, sha256: string): boolean {
  return 'sha256' in told && told.sha256 === sha256
}

function isReadable(folder: string, { path, key, sha256 }: FileRow): boolean {
  try {
    return sha256Hex(readEncryptedFile(join(folder, 'files', path), key)) === sha256
  } catch {
    return false
  }
}

/** Dossiers that are not what their entries make. */
function findUnfolded(db: ReadDb, dossiers: Dossiers): Finding[] {
  const { device } = getDevice(db)
  return [...dossiers].flatMap(([id, stored]): Finding[] => {
    const entries = listDossierEntries(db, id, device).map(({ header, payload }) => ({ kind: header.kind, payload }) as DossierEntry)
    const made = foldDossier(entries)
    // Compared as they are first, which is much cheaper; what is undefined or missing is the same.
    return isDeepStrictEqual(stored, made) || canonicalJson(stored) === canonicalJson(made) ? [] : [{ law: 'broken', line: `${id} is not what its entries make` }]
  })
}
