import type { SettleFailure } from '../../contract/queue.ts'
import type { Problem } from '../../contract/wire.ts'
import type { DossierEntry } from '../../domain/dossier.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { getDevice } from '../context.ts'
import type { ReadDb } from '../db/open.ts'
import { listRows } from '../db/statements.ts'
import { readEntry } from '../dossier/describe-entry.ts'
import { findDossier, type StoredDossier } from '../dossier/dossier-store.ts'
import { getEntry, type JournalRow } from '../journal/journal-store.ts'
import { findDelivery, type DeliveryStatus } from './delivery-store.ts'
import { findWaitingAgain } from './offered-again-store.ts'

export interface WaitingStep<Entry = DossierEntry> {
  seq: number
  epoch: number
  officer: string
  at: string
  baseRevision: number
  /** It was received once, and the portal lost it. */
  isAgain: boolean
  entry: Entry
}

/** A refused step of a dossier and what waits behind it, oldest first. */
export interface WaitingTail {
  stored: StoredDossier
  problem: Problem | undefined
  steps: [WaitingStep, ...WaitingStep[]]
}

export type TailFailure = Extract<SettleFailure, { kind: 'queue-item-gone' | 'queue-item-in-transit' }>

/** What the officer decides about: only what the portal has refused, and only while nothing of it is on its way. */
export function findWaitingTail(db: ReadDb, seq: number): Result<WaitingTail, TailFailure> {
  const refused = findWaitingEntry(db, seq)
  const stored = refused && findDossier(db, refused.lane)
  if (!stored) return err({ kind: 'queue-item-gone' })
  const steps = listWaitingSteps(db, seq, readEntry)
  return steps.ok ? ok({ stored, problem: refused.problem, steps: steps.value }) : steps
}

/** Where an entry stands that has not arrived, or that the portal lost and is offered again. */
function findWaitingEntry(db: ReadDb, seq: number): { lane: string; state: DeliveryStatus; problem?: Problem } | undefined {
  const again = findWaitingAgain(db, seq)
  if (!again) return findDelivery(db, seq)
  const { lane, state, problem } = again
  return { lane, state, ...(problem === null ? {} : { problem: JSON.parse(problem) as Problem }) }
}

/** A refused entry and what waits behind it in its lane, oldest first, as `read` understands it; gone when one of them is of another family. */
export function listWaitingSteps<Entry>(db: ReadDb, seq: number, read: (row: JournalRow) => Entry | undefined): Result<[WaitingStep<Entry>, ...WaitingStep<Entry>[]], TailFailure> {
  const refused = findWaitingEntry(db, seq)
  return refused?.state === 'needs-officer' ? listLaneSteps(db, refused.lane, seq, read) : err({ kind: 'queue-item-gone' })
}

/** All of a lane that waits from a place on, oldest first. */
export function listLaneSteps<Entry>(db: ReadDb, lane: string, seq: number, read: (row: JournalRow) => Entry | undefined): Result<[WaitingStep<Entry>, ...WaitingStep<Entry>[]], TailFailure> {
  const rows = listRows<{ seq: number; state: DeliveryStatus; isAgain: 0 | 1 }>(
    db,
    `SELECT seq, state, 0 AS isAgain FROM delivery INDEXED BY delivery_lane WHERE lane = ? AND seq >= ? AND state <> 'received'
      UNION ALL SELECT seq, state, 1 FROM offered_again WHERE lane = ? AND seq >= ? AND state <> 'received' ORDER BY seq`,
    lane,
    seq,
    lane,
    seq
  )
  if (rows.some(({ state }) => state === 'sending')) return err({ kind: 'queue-item-in-transit' })
  const { device } = getDevice(db)
  const steps = rows.flatMap((row): WaitingStep<Entry>[] => {
    const journalled = getEntry(db, row.seq, device)
    const { epoch, officer, at, baseRevision } = journalled.header
    const entry = read(journalled)
    return entry ? [{ seq: row.seq, epoch, officer, at, baseRevision, isAgain: row.isAgain === 1, entry }] : []
  })
  const [first, ...later] = steps
  return first && steps.length === rows.length ? ok([first, ...later]) : err({ kind: 'queue-item-gone' })
}
