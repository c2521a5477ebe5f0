import type { LocalDate } from '../../../electron/domain/calendar.ts'
import type { DossierStatus } from '../../../electron/domain/dossier-status.ts'
import { putChanges } from '../change-store.ts'
import type { Database, Queryable } from '../database.ts'

/** What the public page tells, and nothing more is read: neither names nor numbers of people leave the database for it. */
export interface PublicDossier {
  code: string
  procedureName: string
  officeName: string
  receivedAt: string
  dueAt: string | null
  status: DossierStatus
  /** Null where nothing electronic belongs to it. */
  filesPending: boolean | null
  /** Of the counter it is with. */
  phone: string | null
  returnedAt: string | null
  returnTo: DossierStatus[]
  /** The last day to bring what was asked for; null where none was set. */
  answerBy: LocalDate | null
  /** Of the office it is with, and of the one that printed the receipt, where that was merged into it; for the check only. */
  secrets: string[]
}

export async function findPublicDossier(db: Queryable, code: string): Promise<PublicDossier | undefined> {
  const [row] = await db.query<PublicDossier>(
    `select d.code, d.state->'procedure'->>'name' as "procedureName", o.name as "officeName", d.state->>'receivedAt' as "receivedAt", d.state->>'dueAt' as "dueAt",
            d.status, array_remove(array[o.lookup_secret, printed.lookup_secret], null) as secrets,
            (select bool_or(s.sha256 is null) from expected_file e left join stored_file s on s.sha256 = e.sha256 where e.dossier_id = d.id) as "filesPending",
            (select value->>'phone' from change_log where kind = 'office-letterhead' and ref = o.id) as phone, d.state->'handBack'->>'at' as "returnedAt", coalesce(d.state->'returnTo', '[]'::json) as "returnTo",
            d.state->'supplement'->>'answerBy' as "answerBy"
     from dossier d join office o on o.id = d.office_id left join office printed on printed.id = d.state->'agency'->>'id' and printed.id <> o.id
     where d.code = $1 or d.filing = $1`,
    [code]
  )
  return row
}

/**
 * Tells every office's counters where the public page is and with what to make its addresses. A letterhead that says so already is left alone, so that a
 * restart is no news. Instances on one database are given one public address, or the last one started is printed on receipts.
 */
export async function publishLookup(database: Database, baseUrl: string): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock(734208)')
    const rows = await tx.query<{ ref: string; value: Record<string, unknown>; secret: string }>(
      `select c.ref, c.value, o.lookup_secret as secret from change_log c join office o on o.id = c.ref
       where c.kind = 'office-letterhead'
         and (c.value->'lookup'->>'baseUrl' is distinct from $1 or c.value->'lookup'->>'secret' is distinct from o.lookup_secret)`,
      [baseUrl]
    )
    await putChanges(
      tx,
      // Only to the office itself: the secret is its own.
      rows.map(({ ref, value, secret }) => ({ kind: 'office-letterhead' as const, ref, officeId: ref, value: { ...value, lookup: { baseUrl, secret } } }))
    )
  })
}
