import type { WithdrawnItem } from '../../contract/queue.ts'
import { EntryWithdrawn } from '../../domain/withdrawal.ts'
import { findOfficer } from '../catalogue/reference-store.ts'
import { getDevice } from '../context.ts'
import type { ReadDb } from '../db/open.ts'
import { findDocument } from '../documents/document-store.ts'
import { describeDocumentEntry, readDocumentEntry } from '../documents/read-document-entry.ts'
import { describeEntry, readEntry } from '../dossier/describe-entry.ts'
import { findDossier } from '../dossier/dossier-store.ts'
import { getEntry } from '../journal/journal-store.ts'
import { listWithdrawn } from './withdrawn-store.ts'

const listLimit = 500

/** Every step an officer decided not to send, newest decision first. */
export function listWithdrawnItems(db: ReadDb): WithdrawnItem[] {
  const { device } = getDevice(db)
  return listWithdrawn(db, listLimit).map(({ seq, decision, problem }) => {
    const row = getEntry(db, seq, device)
    const entry = readEntry(row)
    const ofDocument = entry ? undefined : readDocumentEntry(row)
    const document = row.header.dossier === undefined || !ofDocument ? undefined : findDocument(db, row.header.dossier)?.document
    const decided = getEntry(db, decision, device)
    const payload = EntryWithdrawn.safeParse(decided.payload)
    const received = entry?.kind === 'dossier.received' ? entry.payload : row.header.dossier === undefined ? undefined : findDossier(db, row.header.dossier)?.dossier
    return {
      seq,
      kind: row.header.kind,
      text: entry ? describeEntry(entry) : ofDocument ? describeDocumentEntry(ofDocument) : '',
      at: decided.header.at,
      officerName: findOfficer(db, decided.header.officer)?.fullName ?? decided.header.officer,
      reason: payload.success ? payload.data.reason : '',
      code: payload.success ? payload.data.code : '',
      applicantName: received?.applicant.fullName ?? '',
      ...(document ? { documentTitle: document.title } : {}),
      replaced: payload.success && payload.data.replaced,
      ...(problem ? { problemType: problem.type, problemDetail: problem.detail ?? problem.title } : {})
    }
  })
}
