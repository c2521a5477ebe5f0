import type { Applicant } from '../../domain/applicant.ts'
import type { Dossier } from '../../domain/dossier.ts'
import type { ReadDb } from '../db/open.ts'
import { listRows } from '../db/statements.ts'

/** How far back is looked: one person may have handed in many in a row. */
const lookedAt = 200

/** The last people who handed something in here, newest first; who has no number is told by name and address. */
export function listRecentPeople(db: ReadDb, limit: number): { applicant: Applicant; receivedAt: string }[] {
  const rows = listRows<{ state: string }>(db, 'SELECT state FROM dossier WHERE last_seq IS NOT NULL AND purged_at IS NULL ORDER BY rowid_ DESC LIMIT ?', lookedAt)
  const people = new Map<string, { applicant: Applicant; receivedAt: string }>()
  for (const { state } of rows) {
    const { applicant, receivedAt } = JSON.parse(state) as Dossier
    const key = applicant.idNumber ?? `${applicant.fullName}|${applicant.address}`
    if (!people.has(key)) people.set(key, { applicant, receivedAt })
    if (people.size === limit) break
  }
  return [...people.values()]
}
