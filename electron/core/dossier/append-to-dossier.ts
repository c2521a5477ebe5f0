import { applyEntry, type Dossier, type DossierEntry } from '../../domain/dossier.ts'
import { getIdentity } from '../context.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { appendEntry } from '../journal/journal.ts'
import { keepBase } from './base-store.ts'
import { putDossier, type StoredDossier } from './dossier-store.ts'
import { refusePurged } from './purged-dossier.ts'

/** One more entry of a dossier that exists, and its projection, inside the caller's transaction. @throws PurgedDossier */
export function appendToDossier(db: WriteDb, stored: StoredDossier, entry: Exclude<DossierEntry, { kind: 'dossier.received' }>, by: { officer: string; at: string }): { dossier: Dossier; seq: number } {
  refusePurged(stored)
  const dossier = applyEntry(stored.dossier, entry)
  keepBase(db, stored.id, stored.dossier)
  const { seq } = appendEntry(db, getIdentity(db as ReadDb), { ...entry, officer: by.officer, dossier: stored.id, baseRevision: stored.dossier.revision, at: by.at })
  putDossier(db, stored.id, dossier, seq)
  return { dossier, seq }
}
