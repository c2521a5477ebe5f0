import { openDatabase, type ReadDb } from '../../../electron/core/db/open.ts'
import { composePerson } from './intakes.ts'

const perDay = 400
const firstDay = Date.parse('2015-01-05T00:00:00Z')

/** The person, code and times of the dossier of an index; the same for every run. */
export function describeMillionth(index: number): { fullName: string; idNumber: string; phone: string; code: string; receivedAt: string } {
  const person = composePerson(index)
  const day = new Date(firstDay + Math.floor(index / perDay) * 86_400_000).toISOString().slice(0, 10)
  const serial = 1 + (index % perDay)
  return { ...person, code: `000.18.16.H40-${day.slice(2).replaceAll('-', '')}-${String(serial).padStart(4, '0')}`, receivedAt: `${day}T08:00:00+07:00` }
}

/** Cut off half-way it is made anew, so nothing has to be written twice or flushed. */
export function openForMaking(path: string, key: Uint8Array): ReadDb {
  const db = openDatabase({ path, key })
  // Not OFF: SQLite as the driver opens it refuses that without a word and stays with a log of all of it.
  if (db.pragma('journal_mode=MEMORY', { simple: true }) !== 'memory') throw new Error('the log is still written')
  db.pragma('synchronous=OFF')
  db.pragma('foreign_keys=OFF')
  // A gigabyte: the indices that grow in no order stay in memory, and no page is encrypted twice.
  db.pragma('cache_size=-1048576')
  return db
}
