import { openDatabase } from '../../../electron/core/db/open.ts'
import { join } from 'node:path'
import type { Counter } from './counter.ts'

/** Makes dossiers look as if nothing had happened to them for so many years: in the projections alone, the journal stays as it was written. */
export function age(counter: Pick<Counter, 'dataFolder' | 'key'>, ids: readonly string[], years: number): void {
  const db = openDatabase({ path: join(counter.dataFolder, 'counter.db'), key: counter.key, mustExist: true })
  const back = (time: string): string => `${Number(time.slice(0, 4)) - years}${time.slice(4)}`
  try {
    for (const id of ids) {
      const { receivedAt, changedAt } = db.prepare(`SELECT received_at AS receivedAt, state ->> '$.changedAt' AS changedAt FROM dossier WHERE id = ?`).get(id) as { receivedAt: string; changedAt: string }
      db.prepare(`UPDATE dossier SET received_at = ?, state = json_set(state, '$.receivedAt', ?, '$.changedAt', ?) WHERE id = ?`).run(back(receivedAt), back(receivedAt), back(changedAt), id)
    }
  } finally {
    db.close()
  }
}
