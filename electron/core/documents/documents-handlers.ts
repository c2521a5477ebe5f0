import type { documentMethods } from '../../contract/documents.ts'
import type { documentQueueMethods } from '../../contract/document-queue.ts'
import { err, ok } from '../../domain/result.ts'
import type { Handlers } from '../../rpc/serve.ts'
import type { Core } from '../core.ts'
import { write } from '../db/open.ts'
import { findDocument, listDocuments, listDocumentsOfDossier } from './document-store.ts'
import { toDocumentRow, toDocumentView } from './document-view.ts'
import { importDocument } from './import-document.ts'
import { returnDocument } from './return-document.ts'
import { describeDispute, settleDocument } from './settle-document.ts'
import { tellForOther } from './tell-for-other.ts'
import { countStampings, hurryStampings } from './stamping-store.ts'

/** Core's side of contract/documents.ts and of contract/document-queue.ts. */
export function createDocumentHandlers(core: () => Core): Handlers<typeof documentMethods & typeof documentQueueMethods> {
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
      if (!stored) return err({ kind: 'document-unknown' })
      const view = toDocumentView(db, stored)
      if (view.elsewhere?.isWhole === false) core().wantHistory(id)
      return ok(view)
    },
    'document.stamp-now': () => {
      const { context } = core()
      write(context.db, (db) => hurryStampings(db, context.now()))
      // Wakes the loop, too.
      context.emit('data.changed', { areas: ['document'] })
      return ok({ waiting: countStampings(context.db) })
    },
    'document.return': (input) => returnDocument(core().context, input),
    'queue.document': ({ seq }) => describeDispute(core().context.db, seq),
    'queue.tell-for-other': (input) => tellForOther(core().context, input),
    'queue.settle-document': (input) => settleDocument(core().context, input)
  }
}
