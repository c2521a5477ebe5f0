import { toLocalTime } from '../../domain/calendar.ts'
import { purgeDossier } from '../../domain/retention.ts'
import { getDevice } from '../context.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findDossier, putDossier } from '../dossier/dossier-store.ts'
import { deleteFile, listFiles, type FileRow } from '../files/file-store.ts'
import { listSealedOf, purgePayload } from '../journal/journal-store.ts'
import type { ExpiredDossier } from './find-expired.ts'
import { deleteAround, isHeldElsewhere, markDossierPurged, purgeDocumentRow, purgeReceipts } from './retention-store.ts'

/** What one dossier's purge came to. `files` are to be removed from the disk once it is committed. */
export interface Purged {
  entries: number
  documents: number
  files: FileRow[]
}

/**
 * Erases what a dossier holds of people and papers: payloads with their salts, the projections of it and of its documents, its words in the search index, its files with their keys. Left are
 * envelopes, hashes and receipts, and what the books need of it (domain/retention.ts).
 * @param kept files that a draft or an officer's signature picture names
 */
export function purge(db: WriteDb, { id, lanes, hashes, tellings }: ExpiredDossier, nowMs: number, kept: ReadonlySet<string>): Purged {
  const { device } = getDevice(db as ReadDb)
  const stored = findDossier(db, id)
  if (!stored) throw new Error('a dossier to be purged is there')
  const entries = [...lanes.flatMap((lane) => listSealedOf(db, lane, device)).map(({ header }) => header.seq), ...tellings]
  for (const seq of entries) purgePayload(db, seq)
  const at = new Date(nowMs).toISOString()
  putDossier(db, id, purgeDossier(stored.dossier, toLocalTime(nowMs)), stored.lastSeq)
  markDossierPurged(db, id, at)
  const [, ...documents] = lanes
  for (const document of documents) purgeDocumentRow(db, document, at)
  purgeReceipts(db, id)
  deleteAround(db, lanes, hashes)
  const files = listFiles(db, hashes).filter(({ sha256 }) => !kept.has(sha256) && !isHeldElsewhere(db, sha256, lanes))
  for (const { sha256 } of files) deleteFile(db, sha256)
  return { entries: entries.length, documents: documents.length, files }
}
