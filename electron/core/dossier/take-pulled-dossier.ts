import { z } from 'zod'
import { LocalTime } from '../../domain/calendar.ts'
import type { Dossier } from '../../domain/dossier.ts'
import { DossierStatus } from '../../domain/dossier-status.ts'
import { DossierReceived } from '../../domain/receive.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, listRows, run } from '../db/statements.ts'
import { awaitFiles } from '../files/awaited-store.ts'
import { requeueBaseless } from '../outbox/delivery-store.ts'
import { hasStanding } from '../outbox/withdrawn-store.ts'
import { dropSpentBases } from './base-store.ts'
import { findDossier, putDossier } from './dossier-store.ts'

/** What of a folded dossier is checked at the door; members of a newer portal are kept as they are. */
const DossierState = z.looseObject({
  ...DossierReceived.shape,
  status: DossierStatus,
  returnTo: z.array(DossierStatus),
  dueAt: LocalTime.nullable(),
  earlierDueAts: z.array(LocalTime),
  reappointed: z.boolean(),
  supplementRequests: z.int().min(0),
  files: z.array(z.looseObject({ sha256: z.string(), name: z.string(), signatures: z.array(z.looseObject({ sha256: z.string() })) })),
  revision: z.int().min(1),
  changedAt: LocalTime,
  finishedAt: LocalTime.nullable()
})
const DossierChange = z.object({ dossierId: z.string().min(1), dossier: DossierState })

/**
 * Takes a dossier as the portal has it: received at another counter of the office, changed there, or filed online. While entries of this counter are on their way to it, what the portal says
 * is kept beside them: it becomes the dossier when they have arrived, or the other side of a conflict.
 * @returns false when the value is no dossier
 */
export function takePulledDossier(db: WriteDb, value: unknown): boolean {
  const change = DossierChange.safeParse(value)
  if (!change.success) return false
  const { dossierId } = change.data
  // As it came: a member this build does not know is not lost.
  const { dossier } = value as { dossier: Dossier }
  requeueBaseless(db, dossierId)
  if (isOnItsWay(db, dossierId)) {
    run(db, 'INSERT INTO dossier_at_portal (id, state) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state', dossierId, JSON.stringify(dossier))
    return true
  }
  takeState(db, dossierId, dossier)
  return true
}

/** What was kept while entries were on their way, of dossiers that have none any more. True when something was taken. */
export function takeKept(db: WriteDb): boolean {
  const kept = listRows<{ id: string; state: string }>(db, 'SELECT id, state FROM dossier_at_portal').filter(({ id }) => !isOnItsWay(db, id))
  for (const { id, state } of kept) {
    takeState(db, id, JSON.parse(state) as Dossier)
    run(db, 'DELETE FROM dossier_at_portal WHERE id = ?', id)
  }
  dropSpentBases(db)
  return kept.length > 0
}

/** The portal's side of a conflict; undefined while it is not known. */
export function findAtPortal(db: ReadDb, id: string): Dossier | undefined {
  const row = findRow<{ state: string }>(db, 'SELECT state FROM dossier_at_portal WHERE id = ?', id)
  return row && (JSON.parse(row.state) as Dossier)
}

function takeState(db: WriteDb, id: string, dossier: Dossier): void {
  const known = findDossier(db, id)
  // Where steps stand here that the portal lost for good, its revisions are other ones.
  if (known && known.dossier.revision > dossier.revision && !hasStanding(db, id)) return
  // A code that another dossier has here would be the portal's error; the one that is here stays.
  if (findRow(db, 'SELECT 1 FROM dossier WHERE code = ? AND id <> ?', dossier.code, id)) return
  putDossier(db, id, dossier, known?.lastSeq ?? null)
  awaitFiles(db, id, dossier.files)
}

function isOnItsWay(db: ReadDb, id: string): boolean {
  return findRow(db, `SELECT 1 FROM delivery WHERE lane = ? AND state <> 'received' UNION ALL SELECT 1 FROM offered_again WHERE lane = ? AND state <> 'received' LIMIT 1`, id, id) !== undefined
}
