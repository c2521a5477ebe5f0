import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { dayOf, toLocalTime, type LocalDate } from '../../domain/calendar.ts'
import type { ContentPurged } from '../../domain/retention.ts'
import { faultPoint } from '../../rpc/fault-point.ts'
import { getIdentity, isDiskFull, type CoreContext } from '../context.ts'
import { write, type ReadDb, type WriteDb } from '../db/open.ts'
import { putSetting } from '../db/setting-store.ts'
import { listDraftFiles } from '../files/discard-files.ts'
import type { FileRow } from '../files/file-store.ts'
import { appendEntry } from '../journal/journal.ts'
import { listExpired, type ExpiredDossier } from './find-expired.ts'
import { purge, type Purged } from './purge-dossier.ts'
import type { ReceivedPlace } from './retention-store.ts'

/** An administrator's act that is being carried out; gone when it is done. */
export interface PurgeRun {
  purge: string
  officer: string
  reason: string
  /** What is over is counted from it, also where the run goes on another day. */
  today: LocalDate
  /** As many as were looked at and typed: no more are purged, whatever became free meanwhile. */
  dossiers: number
  purged: number
  /** Of those that stay, how many a fault kept. */
  failed: number
  /** The purge that a copy had undone when this act was begun, and that it makes good (setting `purge-undone`). */
  redoes?: string
  bytes: number
  /** How far the ended dossiers were gone through; null: all, and what is left of words and log is being cleared. */
  after: ReceivedPlace | null
}

/** So many dossiers a commit: some tens of milliseconds. */
const dossiersAtOnce = 10

/** The next dossiers after a place: their content goes in the commit that tells of it, their bytes after that. What a power cut leaves of those has no key, and the next start removes it. */
export function takeStep(context: CoreContext, act: PurgeRun, after: ReceivedPlace, reportBug: (error: unknown) => void): void {
  const gone = write(context.db, (db): FileRow[] => {
    const nowMs = context.now()
    const { expired, next } = listExpired(db, act.today, after, dossiersAtOnce)
    const free = expired.filter(({ obstacle }) => obstacle === undefined).slice(0, act.dossiers - act.purged)
    const done = purgeAll(db, act, free, nowMs, reportBug)
    const purged = act.purged + done.length
    const files = done.flatMap((one) => one.files)
    if (done.length > 0) putSetting(db, 'last-purged-at', new Date(nowMs).toISOString())
    putSetting(db, 'purge-run', { ...act, after: purged < act.dossiers ? next : null, purged, failed: act.failed + free.length - done.length, bytes: act.bytes + sumBytes(files) } satisfies PurgeRun)
    return files
  })
  faultPoint('core-purge-bytes')
  for (const { path } of gone) removeBytes(join(context.filesFolder, path))
  context.emit('data.changed', { areas: ['dossier', 'queue'] })
  context.wakeOutbox()
}

/** Windows may hold a file for a moment (a virus scanner): its key is gone, and the next start removes it. */
function removeBytes(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // The next start sweeps it.
  }
}

/** Of those that could be purged. */
function purgeAll(db: WriteDb, { purge: id, officer, reason }: PurgeRun, dossiers: readonly ExpiredDossier[], nowMs: number, reportBug: (error: unknown) => void): Purged[] {
  const kept = listDraftFiles(db)
  const tried = dossiers.map((dossier) => ({ dossier, purged: tryPurge(db, dossier, nowMs, kept, reportBug) }))
  const done = tried.flatMap(({ dossier, purged }) => (purged ? [{ ...dossier, purged }] : []))
  if (done.length === 0) return []
  const all = done.map(({ purged }) => purged)
  const files = all.flatMap((one) => one.files)
  const days = done.map(({ changedAt }) => dayOf(changedAt)).sort()
  const payload: ContentPurged = {
    purge: id,
    dossiers: done.length,
    documents: all.reduce((sum, { documents }) => sum + documents, 0),
    entries: all.reduce((sum, { entries }) => sum + entries, 0),
    files: files.length,
    bytes: sumBytes(files),
    from: days[0]!,
    to: days.at(-1)!,
    codes: hashCodes(done.map(({ code }) => code)),
    reason,
    at: toLocalTime(nowMs)
  }
  appendEntry(db, getIdentity(db as ReadDb), { kind: 'content.purged', officer, baseRevision: 0, at: new Date(nowMs).toISOString(), payload })
  return all
}

/** In a savepoint of its own: one that cannot be purged stays whole and keeps no other back. */
function tryPurge(db: WriteDb, dossier: ExpiredDossier, nowMs: number, kept: ReadonlySet<string>, reportBug: (error: unknown) => void): Purged | undefined {
  try {
    return db.transaction(() => purge(db, dossier, nowMs, kept))()
  } catch (error) {
    // Without the transaction around it what was done before is undone too.
    if (isDiskFull(error) || !db.inTransaction) throw error
    reportBug(error)
    return undefined
  }
}

function sumBytes(files: readonly FileRow[]): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
}

function hashCodes(codes: readonly string[]): string {
  return createHash('sha256').update([...codes].sort().join('\n')).digest('hex')
}
