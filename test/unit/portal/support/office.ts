import { randomUUID } from 'node:crypto'
import { createLoginKey } from '../../../../electron/crypto/key-slot.ts'
import type { Database } from '../../../portal/database.ts'
import { hashCode } from '../../../portal/enrol-store.ts'
import { insertCodes, insertOffice, insertOfficers } from '../../../portal/seed-store.ts'

let count = 0

/** An office of its own for one test, with one officer, three ranges and four codes. */
export async function openOffice(database: Database): Promise<{ id: string; agencyCode: string; codes: string[] }> {
  const id = randomUUID()
  const agencyCode = `000.${process.pid}.${++count}.H99`
  const codes = [1, 2, 3, 4].map(() => randomUUID())
  const standingRanges = [
    [1, 2999],
    [3000, 5999],
    [6000, 8999]
  ] as const
  // A low cost: no test here guesses a password.
  const loginKey = await createLoginKey('mat-khau', 1024)
  await database.transaction(async (tx) => {
    await insertOffice(tx, { id, name: `Đơn vị thử ${count}`, agencyCode, standingRanges })
    await insertOfficers(tx, [{ id: `${id}-1`, login: `${id}-1`, fullName: 'Nguyễn Thị Mẫu', title: 'Công chức', role: 'reception', officeId: id, loginKey, active: true }])
    await insertCodes(tx, id, codes.map(hashCode))
  })
  return { id, agencyCode, codes }
}
