import type { Dossier } from '../../../electron/domain/dossier.ts'
import type { Queryable } from '../database.ts'

/** A dossier that was filed online, by the reference of its filing. */
export interface Filing {
  id: string
  officeId: string
  officeName: string
  /** Of the office it is with, and of the one it was filed at, where that was merged into it; for the check only. */
  secrets: string[]
  state: Dossier
}

export async function findFiling(db: Queryable, reference: string): Promise<Filing | undefined> {
  const [row] = await db.query<{ id: string; office_id: string; name: string; secrets: string[]; state: Dossier }>(
    `select d.id, d.office_id, o.name, array_remove(array[o.lookup_secret, first.lookup_secret], null) as secrets, d.state
     from dossier d join office o on o.id = d.office_id left join office first on first.id = d.state->'agency'->>'id' and first.id <> o.id
     where d.filing = $1 or (d.code = $1 and d.state->>'channel' = 'online')`,
    [reference]
  )
  return row && { id: row.id, officeId: row.office_id, officeName: row.name, secrets: row.secrets, state: row.state }
}

export async function listOffices(db: Queryable): Promise<{ id: string; name: string }[]> {
  return db.query('select id, name from office where merged_into is null order by name')
}
