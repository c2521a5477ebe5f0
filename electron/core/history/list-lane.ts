import type { Elsewhere, TimelineEntry } from '../../contract/views.ts'
import { findOfficer } from '../catalogue/reference-store.ts'
import { getDevice } from '../context.ts'
import type { ReadDb } from '../db/open.ts'
import { listDossierEntries, type JournalRow } from '../journal/journal-store.ts'
import { findDelivery } from '../outbox/delivery-store.ts'
import { toDeliveryState } from '../outbox/delivery-state.ts'
import { findHistory, isPurged, listOfficeEntries } from './history-store.ts'

/** An entry of a lane, whoever wrote it. */
export interface LaneEntry extends Pick<JournalRow, 'header' | 'hash' | 'payload'> {
  /** How it is told; a screen adds what it says. */
  told: Omit<TimelineEntry, 'text' | 'details'>
  isOwn: boolean
  /** The portal has it there. */
  isPlaced: boolean
}

/** What was done to a dossier or document at any counter, in the portal's order; behind it what this one did and the portal has not told of. */
export function listLane(db: ReadDb, lane: string): LaneEntry[] {
  const own = new Map(listDossierEntries(db, lane, getDevice(db).device).map((row) => [row.hash, row]))
  const placed = listOfficeEntries(db, lane).flatMap((entry): LaneEntry[] => {
    const { hash, counter, officerName, isTold, isRefused, sealed } = entry
    const row = own.get(hash)
    own.delete(hash)
    if (row) return [{ ...toOwn(db, row), isPlaced: isTold }]
    // Withdrawn here since.
    if (!sealed) return []
    const { header, payload, receipt } = sealed
    const name = officerName ?? (counter === 0 ? 'Công dân (trực tuyến)' : header.officer)
    const delivery = { state: 'received', at: receipt.batch.statement.signedAt, ...(isTold ? {} : { again: isRefused ? ('refused' as const) : ('waiting' as const) }) } as const
    return [{ header, hash, payload, isOwn: false, isPlaced: isTold, told: { id: hash, seq: header.seq, kind: header.kind, at: header.at, officerName: name, counterNumber: counter, delivery } }]
  })
  return [...placed, ...[...own.values()].map((row) => toOwn(db, row))]
}

function toOwn(db: ReadDb, { header, hash, payload }: JournalRow): LaneEntry {
  const delivery = findDelivery(db, header.seq)
  const officerName = findOfficer(db, header.officer)?.fullName ?? header.officer
  const told = { id: hash, seq: header.seq, kind: header.kind, at: header.at, officerName, delivery: delivery ? toDeliveryState(delivery) : ({ state: 'saved' } as const) }
  return { header, hash, payload, told, isOwn: true, isPlaced: false }
}

/** Whether all that made a revision is among the entries; undefined where only this counter wrote. What the portal lost of others' is in no revision of today's. */
export function tellElsewhere(db: ReadDb, lane: string, revision: number, entries: readonly LaneEntry[]): Elsewhere | undefined {
  const isWhole = entries.filter(({ isOwn, isPlaced }) => isOwn || isPlaced).length >= revision || isPurged(db, lane)
  if (isWhole && entries.every(({ isOwn }) => isOwn)) return undefined
  const read = findHistory(db, lane)
  return { isWhole, ...(read ? { readAt: read.readAt } : {}) }
}
