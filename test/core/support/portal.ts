import { randomUUID } from 'node:crypto'
import type { OfficerRecord } from '../../../electron/contract/wire.ts'
import { createLoginKey } from '../../../electron/crypto/key-slot.ts'
import { demoOffice } from '../../harness/demo-office.ts'
import { getDossiers, type DossierOverview } from '../../portal/admin/overview-store.ts'
import type { Database } from '../../portal/database.ts'
import { putChanges } from '../../portal/change-store.ts'
import { hashCode } from '../../portal/enrol-store.ts'
import { insertCodes, insertOffice, insertOfficers } from '../../portal/seed-store.ts'
import { startTestPortal, type TestPortal } from '../../unit/portal/support/engines.ts'

/** The reference portal on PostgreSQL when DATABASE_URL names one, else on PGlite. */
export function startReferencePortal(options: Parameters<typeof startTestPortal>[1] = {}): Promise<TestPortal> {
  return startTestPortal(process.env['DATABASE_URL'] ? 'postgresql' : 'pglite', options)
}

export const officePassword = 'mật khẩu của quầy'
let offices = 0

export interface TestOffice {
  id: string
  name: string
  agencyCode: string
  codes: string[]
  /** By role: reception, head, records-clerk, administrator. */
  officerId(role: OfficerRecord['role']): string
}

/** An office of its own for one test: an officer of each role, three counters' ranges, four enrolment codes. */
export async function openOffice(database: Database, ranges: readonly (readonly [number, number])[] = [[1, 2999], [3000, 5999], [6000, 8999]]): Promise<TestOffice> {
  const id = randomUUID()
  const agencyCode = `000.${process.pid}.${++offices}.H99`
  const officeName = `Ủy ban nhân dân xã Thử ${offices}`
  const codes = [1, 2, 3, 4].map(() => randomUUID())
  // A low cost: no test here guesses a password.
  const loginKey = await createLoginKey(officePassword, 1024)
  const officers = demoOffice.officers.map((officer): OfficerRecord => {
    const { login, fullName, title, role } = officer
    return { id: `${role}-${id}`, login: `${login}-${id}`, fullName, title, role, officeId: id, loginKey, active: true }
  })
  await database.transaction(async (tx) => {
    await insertOffice(tx, { id, name: officeName, agencyCode, standingRanges: ranges })
    await insertOfficers(tx, officers)
    await insertCodes(tx, id, codes.map(hashCode))
    const { parentName, name, counterName, place, counterNotation } = demoOffice
    const letterhead = { parentAgency: parentName, agency: name, counter: counterName, place, notation: counterNotation, phone: null, website: null, lookup: null, bank: { bin: '970415', account: '000000000000', accountName: 'UBND XA THU', bankName: 'VietinBank' } }
    await putChanges(tx, [{ kind: 'office-letterhead', ref: id, officeId: id, value: letterhead }])
  })
  return { id, name: officeName, agencyCode, codes, officerId: (role) => `${role}-${id}` }
}

/** Dossiers of one office at the portal, in order of arrival. */
export async function listArrived(database: Database, office: { id: string }): Promise<DossierOverview[]> {
  return (await getDossiers(database)).filter((dossier) => dossier.officeId === office.id)
}
