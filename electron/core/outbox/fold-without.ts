import { applyEntry, type Dossier } from '../../domain/dossier.ts'
import { getDevice } from '../context.ts'
import type { ReadDb } from '../db/open.ts'
import { findBase } from '../dossier/base-store.ts'
import { readEntry } from '../dossier/describe-entry.ts'
import { findAtPortal } from '../dossier/take-pulled-dossier.ts'
import { listDossierEntries } from '../journal/journal-store.ts'
import { findDelivery, type DeliveryRow } from './delivery-store.ts'

/**
 * The dossier as it is without its waiting entries from `from` on: what the portal has, and what of this counter still waits before them. Undefined where the portal has none, because it
 * never took the first entry.
 */
export function foldWithout(db: ReadDb, id: string, from: number): Dossier | undefined {
  const rows = listDossierEntries(db, id, getDevice(db).device).filter(({ header }) => header.seq < from)
  const atPortal = findAtPortal(db, id)
  if (atPortal) return fold(atPortal, rows.filter(({ header }) => isStillToCome(findDelivery(db, header.seq))))
  const base = findBase(db, id)
  if (base) return fold(base.dossier, rows.filter(({ header }) => header.seq > base.seq))
  return fold(undefined, rows)
}

function isStillToCome(delivery: DeliveryRow | undefined): boolean {
  // One that was let stand here without ever arriving is on no way.
  if (!delivery) return false
  return delivery.state !== 'received' || (delivery.again !== undefined && delivery.again !== 'received')
}

function fold(start: Dossier | undefined, rows: ReturnType<typeof listDossierEntries>): Dossier | undefined {
  return rows.reduce<Dossier | undefined>((dossier, row) => {
    const entry = readEntry(row)
    return entry && (dossier || entry.kind === 'dossier.received') ? applyEntry(dossier, entry) : dossier
  }, start)
}
