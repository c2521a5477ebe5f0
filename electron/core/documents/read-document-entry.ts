import { DocumentEntry } from '../../domain/document.ts'
import type { JournalRow } from '../journal/journal-store.ts'

/** A journal row as the rules of documents read it; undefined when it is of another kind. */
export function readDocumentEntry(row: Pick<JournalRow, 'header' | 'payload'>): DocumentEntry | undefined {
  const parsed = DocumentEntry.safeParse({ kind: row.header.kind, payload: row.payload })
  return parsed.success ? parsed.data : undefined
}

/** The fact of a document's entry beside its kind. */
export function describeDocumentEntry(entry: DocumentEntry): string {
  switch (entry.kind) {
    case 'document.created':
      return entry.payload.title
    case 'document.signed':
      return entry.payload.signerName
    case 'document.numbered':
      return entry.payload.code
    case 'document.timestamped':
      return entry.payload.level
    case 'document.returned':
      return entry.payload.reason
  }
}
