import type { Dossier } from '../../../electron/domain/dossier.ts'
import type { Queryable } from '../database.ts'

/** A dossier that was filed online, by the reference of its filing. */
export interface Filing {
  id: string
  officeId: string
  officeName: string
  /** Of the office; for the check only. */
  secret: string
  state: Dossier
}

export async function findFiling(db: Queryable, reference: string): Promise<Filing | undefined> {
  const [row] = await db.query<{ id: string; office_id: string; name: string; lookup_secret: string; state: Dossier }>(
    `select d.id, d.office_id, o.name, o.lookup_secret, d.state from dossier d join office o on o.id = d.office_id
     where d.filing = $1 or (d.code = $1 and d.state->>'channel' = 'online')`,
    [reference]
  )
  return row && { id: row.id, officeId: row.office_id, officeName: row.name, secret: row.lookup_secret, state: row.state }
}

export async function listOffices(db: Queryable): Promise<{ id: string; name: string }[]> {
  return db.query('select id, name from office order by name')
}
