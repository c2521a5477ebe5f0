import type { catalogueMethods } from '../../contract/catalogue.ts'
import { localDay, toLocalTime, type LocalDate } from '../../domain/calendar.ts'
import { limitOn } from '../../domain/catalogue.ts'
import { computeDueAt } from '../../domain/deadline.ts'
import { computeFees } from '../../domain/fee.ts'
import { findOutOfForce } from '../../domain/procedure-validity.ts'
import { err, ok } from '../../domain/result.ts'
import type { Handlers } from '../../rpc/serve.ts'
import type { Core } from '../core.ts'
import type { ReadDb } from '../db/open.ts'
import { findProcedure, searchProcedures } from './procedure-store.ts'
import { getWorkCalendar } from './reference-store.ts'

/** Core's side of contract/catalogue.ts. */
export function createCatalogueHandlers(core: () => Core): Handlers<typeof catalogueMethods> {
  return {
    'catalogue.search': ({ text, limit }) => {
      const { db, now } = core().context
      return ok(searchProcedures(db, text, limit, localDay(now())))
    },
    'catalogue.get': ({ code, channel }) => {
      const { db, now } = core().context
      const day = localDay(now())
      const procedure = findProcedure(db, code, day)
      if (!procedure) return err({ kind: 'procedure-unknown' })
      const limit = limitOn(procedure, channel)
      const outOfForce = findOutOfForce(procedure, day)
      return ok({
        procedure,
        fees: computeFees({ items: procedure.fees, channel, day }),
        due: { limit, ...computeDueAt({ receivedAt: toLocalTime(now()), limit, calendar: getWorkCalendar(db) }) },
        ...(outOfForce ? { outOfForce: { ...outOfForce, replacements: outOfForce.kind === 'ended' ? listReplacements(db, outOfForce.replacedBy, day) : [] } } : {})
      })
    }
  }
}

/** A replacement may have been replaced itself: only what can be received today is offered. */
function listReplacements(db: ReadDb, codes: readonly string[], day: LocalDate, seen = new Set<string>()): { code: string; name: string }[] {
  return codes.flatMap((code) => {
    if (seen.has(code)) return []
    seen.add(code)
    const procedure = findProcedure(db, code, day)
    if (!procedure) return []
    const out = findOutOfForce(procedure, day)
    if (out === undefined) return [{ code, name: procedure.name }]
    return out.kind === 'ended' ? listReplacements(db, out.replacedBy, day, seen) : []
  })
}
