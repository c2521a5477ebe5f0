import type { RestoredNeedsPortal } from '../../contract/intake.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { isDiskFull, type CoreContext } from '../context.ts'
import { write, type WriteDb } from '../db/open.ts'

class Refused {
  readonly error: unknown
  constructor(error: unknown) {
    this.error = error
  }
}

/**
 * One transaction of the till. `need` takes a result's value or ends the transaction with nothing of it kept, so that a refusal halfway (no serial left for the second
 * receipt) leaves no first one. On success the screen is told and the outbox woken.
 */
export function moneyTransaction<T, E>(
  context: CoreContext,
  change: (db: WriteDb, need: <V>(result: Result<V, E>) => V) => T
): Result<T, E | { kind: 'disk-full' } | RestoredNeedsPortal> {
  try {
    const value = write(context.db, (db) =>
      change(db, (result) => {
        // Thrown through better-sqlite3's transaction, which rolls back; caught just below.
        if (!result.ok) throw new Refused(result.error)
        return result.value
      })
    )
    context.emit('data.changed', { areas: ['dossier', 'queue', 'money'] })
    context.wakeOutbox()
    return ok(value)
  } catch (error) {
    if (error instanceof Refused) return err(error.error as E)
    if (isDiskFull(error)) return err({ kind: 'disk-full' })
    throw error
  }
}
