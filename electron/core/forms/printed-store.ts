import type { ReadDb, WriteDb } from '../db/open.ts'
import { findRow, run } from '../db/statements.ts'

/** What is known of a paper: the number it was given, and how many copies came out. */
export interface PrintedForm {
  number: string | null
  copies: number
}

export function findPrinted(db: ReadDb, paper: string): PrintedForm | undefined {
  return findRow(db, 'SELECT number, copies FROM printed_form WHERE paper = ?', paper)
}

/** A paper's number is given once. */
export function insertFormNumber(db: WriteDb, paper: string, number: string): void {
  run(db, 'INSERT INTO printed_form (paper, number) VALUES (?, ?) ON CONFLICT (paper) DO UPDATE SET number = excluded.number WHERE number IS NULL', paper, number)
}

/** A copy came out. */
export function countCopy(db: WriteDb, paper: string, at: string): void {
  run(db, 'INSERT INTO printed_form (paper, first_at, copies) VALUES (?, ?, 1) ON CONFLICT (paper) DO UPDATE SET copies = copies + 1, first_at = coalesce(first_at, excluded.first_at)', paper, at)
}
