import type { documentMethods } from '../../contract/documents.ts'
import type { ErrorOf, ParsedInputOf } from '../../contract/method.ts'
import { toLocalTime } from '../../domain/calendar.ts'
import { stageOf } from '../../domain/document.ts'
import { mayDo } from '../../domain/permission.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { toNfcLines } from '../../domain/text.ts'
import { getOfficer, type CoreContext } from '../context.ts'
import { write } from '../db/open.ts'
import { appendToDocument } from './append-to-document.ts'
import { findDocument } from './document-store.ts'
import { voidLostNumber } from './give-number.ts'

type Method = (typeof documentMethods)['document.return']

/** Sends back what waits for a signature: the one whose turn it is, or who made it. */
export function returnDocument(context: CoreContext, input: ParsedInputOf<Method>): Result<{ revision: number }, ErrorOf<Method>> {
  const officer = getOfficer(context)
  const by = { officerId: officer.id, fullName: officer.fullName }
  const returned = write(context.db, (db): Result<{ revision: number }, ErrorOf<Method>> => {
    const stored = findDocument(db, input.id)
    if (!stored) return err({ kind: 'document-unknown' })
    const { document } = stored
    const stage = stageOf(document)
    const isTurn = (stage === 'waits-person' && mayDo(officer.role, 'document.sign-as-head')) || (stage === 'waits-agency' && mayDo(officer.role, 'document.seal'))
    const isOwn = document.by.officerId === officer.id && (stage === 'waits-person' || stage === 'waits-agency')
    if (!isTurn && !isOwn) return err({ kind: 'document-not-your-turn', stage })
    if (document.revision !== input.baseRevision) return err({ kind: 'edit-conflict', revision: document.revision })
    const at = context.now()
    const entry = { kind: 'document.returned' as const, payload: { reason: toNfcLines(input.reason), by, at: toLocalTime(at) } }
    const next = appendToDocument(db, stored, entry, { officer: officer.id, at: new Date(at).toISOString() }).document
    voidLostNumber(db, stored.id, document.number, next, { officer: officer.id, nowMs: at })
    return ok({ revision: next.revision })
  })
  if (returned.ok) {
    context.emit('data.changed', { areas: ['document', 'queue'] })
    context.wakeOutbox()
  }
  return returned
}
