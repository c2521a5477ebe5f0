import type { documentMethods } from '../../contract/documents.ts'
import { err, ok } from '../../domain/result.ts'
import type { Handlers } from '../../rpc/serve.ts'
import type { Core } from '../core.ts'
import { findDocument, listDocuments, listDocumentsOfDossier } from './document-store.ts'
import { toDocumentRow, toDocumentView } from './document-view.ts'
import { importDocument } from './import-document.ts'
import { returnDocument } from './return-document.ts'

/** Core's side of contract/documents.ts. */
export function createDocumentHandlers(core: () => Core): Handlers<typeof documentMethods> {
  return {
    'document.import': (input) => importDocument(core().context, core().environment.press, input),
    'document.list': ({ dossierId }) => {
      const { db } = core().context
      const found = dossierId === undefined ? listDocuments(db) : listDocumentsOfDossier(db, dossierId)
      return ok(found.map((stored) => toDocumentRow(db, stored)))
    },
    'document.get': ({ id }) => {
      const { db } = core().context
      const stored = findDocument(db, id)
      return stored ? ok(toDocumentView(db, stored)) : err({ kind: 'document-unknown' })
    },
    'document.return': (input) => returnDocument(core().context, input)
  }
}
