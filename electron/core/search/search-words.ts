import type { Dossier } from '../../domain/dossier.ts'
import { foldForSearch } from '../../domain/text.ts'
import type { WriteDb } from '../db/open.ts'
import { run } from '../db/statements.ts'

/** What a dossier is found by: code, applicant, number, phone, owner, procedure. The migrations say the same in SQL. */
export function putSearchWords(db: WriteDb, rowid: number, { code, filed, applicant, owner, procedure }: Dossier): void {
  const words = [code, filed?.code, applicant.fullName, applicant.idNumber, applicant.phone?.replace('+84', '0'), owner?.fullName, owner?.idNumber, procedure.code, procedure.name]
  run(db, 'INSERT OR REPLACE INTO dossier_search (rowid, words) VALUES (?, ?)', rowid, foldForSearch(words.filter(Boolean).join(' ')))
}

export function deleteSearchWords(db: WriteDb, rowid: number): void {
  run(db, 'DELETE FROM dossier_search WHERE rowid = ?', rowid)
}
