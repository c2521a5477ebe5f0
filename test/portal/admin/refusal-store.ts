import type { Queryable } from '../database.ts'

/** As many as a page shows. */
export const mostRefusals = 500

export interface Refusal {
  officeName: string
  counterNumber: number
  epoch: number
  seq: number
  problemType: string
  /** The step and its dossier, as far as the entry could be read. */
  kind: string | null
  dossierCode: string | null
  /** Of a dossier that the portal holds. */
  dossier: string | null
  detail: string | null
  refusedAt: string
}

export async function getRefusals(db: Queryable): Promise<Refusal[]> {
  const rows = await db.query<Omit<Refusal, 'refusedAt'> & { refused_at: Date }>(
    `select o.name as "officeName", v.counter_number as "counterNumber", r.epoch, r.seq, r.problem_type as "problemType", r.kind, coalesce(d.code, max(r.dossier_code) over (partition by r.device_id, r.dossier_id)) as "dossierCode",
            d.id as dossier, r.detail, r.refused_at
     from refusal r join device v on v.id = r.device_id join office o on o.id = v.office_id left join dossier d on d.id = r.dossier_id
     order by r.refused_at desc, r.device_id, r.epoch, r.seq limit $1`,
    [mostRefusals]
  )
  return rows.map(({ refused_at, ...row }) => ({ ...row, refusedAt: refused_at.toISOString() }))
}
