import type { LocalDate } from '../../domain/calendar.ts'
import type { SatisfactionLevel, SatisfactionOccasion } from '../../domain/satisfaction.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, listRows, run } from '../db/statements.ts'

export function findVisit(db: ReadDb | WriteDb, visitId: string): boolean {
  return findRow(db, 'SELECT 1 FROM satisfaction WHERE visit_id = ?', visitId) !== undefined
}

export function insertAnswer(db: WriteDb, answer: { visitId: string; officer: string; day: LocalDate; level: SatisfactionLevel; occasion: SatisfactionOccasion; seq: number }): void {
  run(db, 'INSERT INTO satisfaction (visit_id, officer, day, level, occasion, seq) VALUES (?, ?, ?, ?, ?, ?)', answer.visitId, answer.officer, answer.day, answer.level, answer.occasion, answer.seq)
}

/** Answers since a day, by officer, the most first; those of the earlier question have no level of today's. */
export function countAnswers(db: ReadDb, from: LocalDate): { officer: string; verySatisfied: number; satisfied: number; dissatisfied: number }[] {
  return listRows(
    db,
    `SELECT officer, count(*) FILTER (WHERE level = 'very-satisfied') AS verySatisfied, count(*) FILTER (WHERE level = 'satisfied') AS satisfied, count(*) FILTER (WHERE level = 'dissatisfied') AS dissatisfied
       FROM satisfaction WHERE day >= ? AND level <> 'neutral' GROUP BY officer ORDER BY count(*) DESC, officer`,
    from
  )
}
