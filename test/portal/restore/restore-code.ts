import { randomInt } from 'node:crypto'
import type { Queryable } from '../database.ts'
import { openContext } from '../open-context.ts'
import { insertRestoreCode } from './restore-store.ts'

/** No letters or digits that are taken for another when read aloud. */
const alphabet = 'ACDEFGHJKLMNPQRTUVWXY34679'

/** A one-time code that puts a counter back on another machine; from its use on the old machine is refused. @throws when there is no such counter */
export async function createRestoreCode(db: Queryable, device: string): Promise<string> {
  const letters = (count: number): string => Array.from({ length: count }, () => alphabet[randomInt(alphabet.length)]).join('')
  const code = `${letters(4)}-${letters(4)}-${letters(4)}`
  if (!(await insertRestoreCode(db, code, device))) throw new Error('no such counter')
  return code
}

/** `node test/portal/restore/restore-code.ts <device>` prints the code, for the machine's administrator. */
if (import.meta.main) {
  const device = process.argv[2]
  if (device === undefined) throw new Error('usage: node test/portal/restore/restore-code.ts <device>')
  const { database } = await openContext()
  try {
    process.stdout.write(`${await createRestoreCode(database, device)}\n`)
  } finally {
    await database.close()
  }
}
