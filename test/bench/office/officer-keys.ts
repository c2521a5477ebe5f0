import { listOfficers } from '../../../electron/core/catalogue/reference-store.ts'
import { getDevice } from '../../../electron/core/context.ts'
import { sealKey } from '../../../electron/crypto/key-slot.ts'
import { openContext, receptionistId, writeKeys, type BenchOffice } from './open-office.ts'

/** Seals an enrolled office's key to its officers, as main does after an enrolment, so that the app opens it with the demo password. */
export function writeOfficerKeys(office: BenchOffice): void {
  const { db } = openContext(office, Date.now)
  const officers = listOfficers(db)
  const { officeName } = getDevice(db)
  db.close()
  writeKeys(office.dataFolder, {
    officeName,
    lastOfficerId: receptionistId,
    officers: officers.map(({ id, login, fullName, title, role, loginKey }) => ({ id, login, fullName, title, role, slot: sealKey(office.key, loginKey) }))
  })
}
