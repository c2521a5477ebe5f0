import type { CallFailure } from '../../contract/method.ts'
import type { documentMethods } from '../../contract/documents.ts'
import type { ErrorOf, ParsedInputOf } from '../../contract/method.ts'
import type { PressMethods } from '../../contract/press.ts'
import { localDay, toLocalTime } from '../../domain/calendar.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { toNfc } from '../../domain/text.ts'
import type { Sibling } from '../../rpc/sibling.ts'
import { findProcedure } from '../catalogue/procedure-store.ts'
import { getOfficer, isDiskFull, type CoreContext } from '../context.ts'
import { write } from '../db/open.ts'
import { findDossier } from '../dossier/dossier-store.ts'
import { PurgedDossier, refusePurged } from '../dossier/purged-dossier.ts'
import { discardFiles } from '../files/discard-files.ts'
import { takeIn } from '../files/import-file.ts'
import { appendToDocument } from './append-to-document.ts'
import { findDocument } from './document-store.ts'

type Method = (typeof documentMethods)['document.import']

/**
 * Takes a document in. Secrecy is decided before a byte is read: what is marked, and what belongs to a dossier of a secret procedure (Law 29/2018/QH14 art. 5). The document's id is the
 * page's, so that a call repeated after a crash gives the document that is already there.
 */
export async function importDocument(context: CoreContext, press: Sibling<PressMethods>, input: ParsedInputOf<Method>): Promise<Result<{ id: string }, ErrorOf<Method> | CallFailure>> {
  const officer = getOfficer(context)
  const { id } = input
  if (input.secrecy !== 'none') return err({ kind: 'secret-document', names: [] })
  if (findDocument(context.db, id)) return ok({ id })
  const dossier = input.dossierId === null ? undefined : findDossier(context.db, input.dossierId)?.dossier
  if (input.dossierId !== null && !dossier) return err({ kind: 'dossier-unknown' })
  if (dossier?.purgedAt) return err({ kind: 'content-purged', at: dossier.purgedAt })
  if (dossier && findProcedure(context.db, dossier.procedure.code, localDay(context.now()))?.secret) return err({ kind: 'secret-procedure', procedureCode: dossier.procedure.code })
  const title = toNfc(input.title)
  if (title === '') return err({ kind: 'document-title-missing' })
  const ownNumber = toNfc(input.ownNumber ?? '') || null
  const notation = toNfc(input.notation ?? '') || null
  // Its number comes at sealing; what stands behind it depends on the kind of paper, which nobody but its author knows.
  if (input.documentKind !== 'copy' && ownNumber === null && notation === null) return err({ kind: 'document-number-missing' })

  const file = await takeIn(context, press, input.paths)
  if (!file.ok) return file
  const { sha256, sizeBytes, pages } = file.value
  const at = context.now()
  try {
    write(context.db, (db) => {
      if (findDocument(db, id)) return
      // Purged while the file was taken in.
      const now = input.dossierId === null ? undefined : findDossier(db, input.dossierId)
      if (now) refusePurged(now)
      const payload = {
        documentKind: input.documentKind,
        title,
        dossierId: input.dossierId,
        dossierCode: dossier?.code ?? null,
        ownNumber,
        notation,
        formOfCopy: input.documentKind === 'copy' ? (input.formOfCopy ?? 'SAO Y') : null,
        file: { sha256, name: toNfc(input.name) || 'Văn bản.pdf', sizeBytes, pages },
        by: { officerId: officer.id, fullName: officer.fullName },
        at: toLocalTime(at)
      }
      appendToDocument(db, { id }, { kind: 'document.created', payload }, { officer: officer.id, at: new Date(at).toISOString() })
    })
  } catch (error) {
    if (!isDiskFull(error) && !(error instanceof PurgedDossier)) throw error
    discardFiles(context, [sha256])
    if (error instanceof PurgedDossier) return err(error.reason)
    return err({ kind: 'disk-full' })
  }
  context.emit('data.changed', { areas: ['document', 'queue'] })
  context.wakeOutbox()
  return ok({ id })
}
