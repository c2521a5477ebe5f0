import { createHmac } from 'node:crypto'
import { putChanges } from './change-store.ts'
import type { Database, Queryable } from './database.ts'
import { hashCode } from './enrol-store.ts'
import { insertSeries } from './numbers/lease-store.ts'
import { getNumberSeries } from '../reference-data/build-demo-data.ts'
import { createDemoOfficers, demoStandingRanges, describeReference, getDemoProvince, type DemoYear, type SeedSize } from './seed-data.ts'
import { findUnusedCodes, insertCodes, insertOffice, insertOfficers, isOfficeKnown, putProcedureSecrecy } from './seed-store.ts'

/**
 * Puts the demo province into an empty portal and answers the enrolment codes no counter has used yet. Done again, it changes nothing: the demo office's
 * presence says that all of it is there, because it came in one transaction.
 */
export async function seedPortal(database: Database, year: DemoYear, size: SeedSize = 'whole'): Promise<string[]> {
  const province = getDemoProvince(year, size)
  const { office } = province
  if (!(await isOfficeKnown(database, office.id))) {
    const officers = await createDemoOfficers(province, size)
    await database.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock(734204)')
      // Another instance may have seeded while this one made the login keys.
      if (await isOfficeKnown(tx, office.id)) return
      await insertOffice(tx, { id: office.id, name: office.name, agencyCode: office.agencyCode, standingRanges: demoStandingRanges })
      await insertOfficers(tx, officers)
      await insertCodes(tx, office.id, (await createDemoCodes(tx)).map(hashCode))
      await putProcedureSecrecy(
        tx,
        province.procedures.map(({ code, secret, components }) => ({ code, secret, secretComponents: components.filter((item) => item.secret).map((item) => item.id) }))
      )
      await putChanges(tx, [
        ...officers.map((value) => ({ kind: 'officer' as const, ref: value.id, officeId: value.officeId, value })),
        ...describeReference(province)
      ])
    })
  }
  // A portal that was seeded before there were series gets them now.
  await insertSeries(database, getNumberSeries(office.id))
  const codes = await createDemoCodes(database)
  const unused = await findUnusedCodes(database, codes.map(hashCode))
  return codes.filter((code) => unused.has(hashCode(code)))
}

/** Five codes that only this portal can work out again: it keeps their hashes, and prints them at each start. */
async function createDemoCodes(db: Queryable): Promise<string[]> {
  const [key] = await db.query<{ private_key: string }>('select private_key from receipt_key order by ordinal limit 1')
  if (!key) throw new Error('the portal has no receipt key yet')
  return demoStandingRanges.map((_range, index) => {
    const bytes = createHmac('sha256', key.private_key).update(`demo enrolment code ${index}`).digest()
    const letters = [...bytes.subarray(0, 12)].map((byte) => alphabet[byte % alphabet.length]).join('')
    return `${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8)}`
  })
}

/** No letters or digits that are taken for another when read aloud. */
const alphabet = 'ACDEFGHJKLMNPQRTUVWXY34679'
