import { problemTypes } from '../../contract/problem-types.ts'
import type { CoreContext } from '../context.ts'
import type { ReadDb } from '../db/open.ts'
import { listRows } from '../db/statements.ts'
import { findDocument } from '../documents/document-store.ts'
import { findDossier } from '../dossier/dossier-store.ts'
import { findProcedureNow, findSecretPaper } from './secret-since.ts'

/** Of a paper: null where it is not known which. */
type IsSecret = (componentId: string | null, sha256: string) => boolean

/**
 * Whether stored bytes are of a state secret by now: of a paper or procedure that became one since, or of what the portal refused as one. They stay until they are withdrawn, and nobody looks at them
 * meanwhile (Law 29/2018/QH14 art. 5).
 */
export function isSecretFile(context: Pick<CoreContext, 'db' | 'now'>, sha256: string): boolean {
  return listHolders(context.db, sha256).some(({ lane, component }) => judgeSecrecy(context, lane)(component, sha256))
}

/** The judgement of one dossier's or document's files; the catalogue and the queue are read once. */
export function judgeSecrecy(context: Pick<CoreContext, 'db' | 'now'>, lane: string): IsSecret {
  const dossier = findDossier(context.db, findDocument(context.db, lane)?.document.dossierId ?? lane)?.dossier
  const procedure = dossier && findProcedureNow(context, dossier.procedure.code)
  const refused = listRefusedAsSecret(context.db, lane)
  return (component, sha256) => {
    if (refused.some((of) => of === undefined || of === component)) return true
    if (!procedure) return false
    const filedFor = dossier.files.find((file) => file.sha256 === sha256 || file.signatures.some((signed) => signed.sha256 === sha256))?.componentId
    return findSecretPaper(procedure, component ?? filedFor ?? null) !== undefined
  }
}

function listHolders(db: ReadDb, sha256: string): { lane: string; component: string | null }[] {
  return listRows(
    db,
    `SELECT dossier AS lane, component FROM attachment WHERE sha256 = ?
     UNION SELECT dossier, component FROM attachment WHERE signed_sha256 = ?
     UNION SELECT lane, NULL FROM fetched_file WHERE sha256 = ?
     UNION SELECT document, NULL FROM document_file WHERE sha256 = ?`,
    ...[sha256, sha256, sha256, sha256]
  )
}

/** The paper whose scan was refused; undefined for a step that is of the whole. */
function listRefusedAsSecret(db: ReadDb, lane: string): (string | undefined)[] {
  return ['delivery', 'offered_again'].flatMap((table) =>
    listRows<{ component: string | null }>(
      db,
      `SELECT CASE WHEN kind = 'file.attached' THEN payload ->> '$.componentId' END AS component FROM ${table} AS refused JOIN journal ON journal.seq = refused.seq
        WHERE lane = ? AND state <> 'received' AND state = 'needs-officer' AND problem ->> 'type' = ?`,
      lane,
      problemTypes.secret
    ).map(({ component }) => component ?? undefined)
  )
}
