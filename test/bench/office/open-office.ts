import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findOfficer } from '../../../electron/core/catalogue/reference-store.ts'
import type { CoreContext } from '../../../electron/core/context.ts'
import { openDatabase } from '../../../electron/core/db/open.ts'
import { openSlot, type KeySlot } from '../../../electron/crypto/key-slot.ts'
import { demoPassword } from '../../portal/seed-data.ts'

export const receptionistId = 'can-bo-01'

/** A counter's data folder as the app finds it: `counter.db`, `keys.json`, the demo officers with the demo password. */
export interface BenchOffice {
  dataFolder: string
  key: Buffer
}

/** What core's commands are given, with nobody listening and no portal. */
export function openContext(office: BenchOffice, now: () => number): CoreContext {
  const db = openDatabase({ path: join(office.dataFolder, 'counter.db'), key: office.key })
  const officer = findOfficer(db, receptionistId)
  return { db, filesFolder: join(office.dataFolder, 'files'), now, emit: () => undefined, getOfficer: () => officer, hasRoom: () => true, wakeOutbox: () => undefined }
}

/** The database key, by the demo password as at log-in. */
export async function openKey(dataFolder: string): Promise<Buffer> {
  const slot = readSlot(dataFolder)
  const key = await openSlot(slot, demoPassword)
  if (!key) throw new Error('the demo password does not open the seeded office')
  return key
}

export function readSlot(dataFolder: string): KeySlot {
  const file = JSON.parse(readFileSync(join(dataFolder, 'keys.json'), 'utf8')) as { keys: { officers: { id: string; slot: KeySlot }[] } }
  const officer = file.keys.officers.find(({ id }) => id === receptionistId)
  if (!officer) throw new Error('the seeded office has no receptionist')
  return officer.slot
}

/** Sealed keys as main's key-store writes them where the system has no store of its own. */
export function writeKeys(dataFolder: string, keys: unknown): void {
  writeFileSync(join(dataFolder, 'keys.json'), JSON.stringify({ protection: 'password', keys }))
}
