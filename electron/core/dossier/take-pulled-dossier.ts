import * as z from '../../domain/schema.ts'
import { problemTypes } from '../../contract/problem-types.ts'
import { LocalTime } from '../../domain/calendar.ts'
import type { Dossier } from '../../domain/dossier.ts'
import { DossierStatus } from '../../domain/dossier-status.ts'
import { DossierReceived } from '../../domain/receive.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, listRows, run } from '../db/statements.ts'
import { awaitFiles } from '../files/awaited-store.ts'
import { dropUnsigned } from '../files/file-store.ts'
import { askRecentHistory } from '../history/history-store.ts'
import { requeueBaseless } from '../outbox/delivery-store.ts'
import { askAboutStanding, findStanding, noteStandsUpon, type StandsUpon } from '../outbox/withdrawn-store.ts'
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
export function takePulledDossier(db: WriteDb, value: unknown, nowMs: number): boolean {
  const change = DossierChange.safeParse(value)
  if (!change.success) return false
  const { dossierId } = change.data
  // As it came: a member this build does not know is not lost.
  const { dossier } = value as { dossier: Dossier }
  requeueBaseless(db, dossierId)
  askRecentHistory(db, dossierId, dossier.changedAt, nowMs)
  if (isOnItsWay(db, dossierId)) keepAtPortal(db, dossierId, dossier)
  else takeState(db, dossierId, dossier)
  return true
}

function keepAtPortal(db: WriteDb, id: string, dossier: Dossier): void {
  run(db, 'INSERT INTO dossier_at_portal (id, state) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state', id, JSON.stringify(dossier))
}

/** What was kept while entries were on their way, of dossiers that have none any more. True when something was taken. */
export function takeKept(db: WriteDb): boolean {
  const kept = listRows<{ id: string; state: string }>(db, 'SELECT id, state FROM dossier_at_portal').filter(({ id }) => !isOnItsWay(db, id))
  for (const { id, state } of kept) {
    run(db, 'DELETE FROM dossier_at_portal WHERE id = ?', id)
    takeState(db, id, JSON.parse(state) as Dossier)
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
  const standing = findStanding(db, id)
  if (standing) return takeBesideStanding(db, id, dossier, standing)
  const known = findDossier(db, id)
  if (known && known.dossier.revision > dossier.revision) return
  // Its content was purged here: what the portal tells of it does not bring it back.
  if (known?.dossier.purgedAt) return
  // A code that another dossier has here would be the portal's error; the one that is here stays.
  if (findRow(db, 'SELECT 1 FROM dossier WHERE code = ? AND id <> ?', dossier.code, id)) return
  putDossier(db, id, dossier, known?.lastSeq ?? null)
  awaitFiles(db, id, dossier.files)
  for (const { sha256, componentId, signatures } of dossier.files) if (signatures.length > 0 && componentId) dropUnsigned(db, { dossier: id, component: componentId, sha256 })
}

/** Steps stand here that the portal lost: what it had then it tells in vain, what is newer is the other side of a conflict. */
function takeBesideStanding(db: WriteDb, id: string, dossier: Dossier, { portalRevision }: StandsUpon): void {
  if (portalRevision === null) return noteStandsUpon(db, id, dossier.revision)
  if (dossier.revision <= portalRevision) return
  askAboutStanding(db, id, { type: problemTypes.editConflict, title: 'Bước này giữ lại ở quầy khi Cổng được khôi phục; nay Cổng có bản mới hơn của hồ sơ.', status: 409 })
  keepAtPortal(db, id, dossier)
}

function isOnItsWay(db: ReadDb, id: string): boolean {
  return findRow(db, `SELECT 1 FROM delivery WHERE lane = ? AND state <> 'received' UNION ALL SELECT 1 FROM offered_again WHERE lane = ? AND state <> 'received' LIMIT 1`, id, id) !== undefined
}
