import type { HistoryEntry } from '../../contract/history.ts'
import { localDay } from '../../domain/calendar.ts'
import type { Procedure } from '../../domain/catalogue.ts'
import { findSecret } from '../../domain/receive.ts'
import { findProcedure } from '../catalogue/procedure-store.ts'
import type { CoreContext } from '../context.ts'
import type { ReadDb } from '../db/open.ts'
import { findDocument } from '../documents/document-store.ts'
import { readEntry } from '../dossier/describe-entry.ts'
import { findDossier } from '../dossier/dossier-store.ts'

/** What the catalogue of today says of a procedure: it may have become secret after its papers were sent. */
export function findProcedureNow({ db, now }: Pick<CoreContext, 'db' | 'now'>, code: string): Procedure | undefined {
  return findProcedure(db, code, localDay(now()))
}

/** Why a paper that was handed in must not be kept here now. @param componentId null for what is no paper of the list */
export function findSecretPaper(procedure: Procedure, componentId: string | null): ReturnType<typeof findSecret> {
  return findSecret({ components: componentId === null ? [] : [{ id: componentId, originals: 1, certifiedCopies: 0, copies: 0 }], markedSecret: [] }, procedure)
}

/** A history without the content of what has become secret since: of that the header and the receipt are kept, as of what was purged (Law 29/2018/QH14 art. 5). */
export function withholdSecret(context: Pick<CoreContext, 'db' | 'now'>, lane: string, entries: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const code = findProcedureCode(context.db, lane, entries)
  const procedure = code === undefined ? undefined : findProcedureNow(context, code)
  if (!procedure) return entries
  return entries.map((entry) => (tellsOfSecret(procedure, entry) ? { ...entry, payload: null } : entry))
}

function tellsOfSecret(procedure: Procedure, row: HistoryEntry): boolean {
  if (procedure.secret) return true
  const entry = readEntry(row)
  if (entry?.kind === 'dossier.received') return findSecret({ components: entry.payload.components, markedSecret: [] }, procedure) !== undefined
  return entry?.kind === 'file.attached' && findSecretPaper(procedure, entry.payload.componentId) !== undefined
}

/** The procedure of a dossier, or of the dossier that a document is tied to. */
function findProcedureCode(db: ReadDb, lane: string, entries: readonly HistoryEntry[]): string | undefined {
  for (const row of entries) {
    const entry = readEntry(row)
    if (entry?.kind === 'dossier.received') return entry.payload.procedure.code
  }
  const dossierId = findDocument(db, lane)?.document.dossierId ?? lane
  return findDossier(db, dossierId)?.dossier.procedure.code
}
