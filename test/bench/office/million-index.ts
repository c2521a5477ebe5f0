import { isMainThread, workerData } from 'node:worker_threads'
import { write } from '../../../electron/core/db/open.ts'
import { run } from '../../../electron/core/db/statements.ts'
import { foldForSearch } from '../../../electron/domain/text.ts'
import { describeMillionth, openForMaking } from './million-parts.ts'

/** What the thread is told: a copy of the office's database, and the words of the procedures in turn. */
export interface IndexOrder {
  path: string
  key: Uint8Array
  from: number
  to: number
  procedureWords: string[]
}

/** The words of a dossier that a copy is found by, as core's search keeps them. */
export function wordsOf(index: number, procedureWords: readonly string[]): string {
  const { code, fullName, idNumber, phone } = describeMillionth(index)
  return `${foldForSearch(`${code} ${fullName} ${idNumber} ${phone}`)} ${procedureWords[index % procedureWords.length]}`
}

/** The thread that indexes on a second core, while the first writes the rows. */
if (!isMainThread) {
  const { path, key, from, to, procedureWords } = workerData as IndexOrder
  const db = openForMaking(path, key)
  db.exec(`INSERT INTO dossier_search (dossier_search, rank) VALUES ('hashsize', ${64 << 20})`)
  write(db, (writeDb) => {
    for (let index = from; index < to; index++) run(writeDb, 'INSERT INTO dossier_search (rowid, words) VALUES (?, ?)', index + 1, wordsOf(index, procedureWords))
  })
  db.close()
}
