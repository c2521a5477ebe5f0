/** The payloads of journal entries, by kind: what `PushedEntry.payload` holds once its kind is known. */
export { DossierEntry, DossierAmended, FileAttached, FileSigned, Reappointed, StatusChanged } from '../domain/dossier.ts'
export { DocumentCreated, DocumentEntry, DocumentNumbered, DocumentReturned, DocumentSigned, DocumentStamped } from '../domain/document.ts'
export { DossierReceived } from '../domain/receive.ts'
export { NumberIssued, NumberVoided } from '../domain/numbers.ts'
export { CounterRefused } from '../domain/counter-refusal.ts'
export { CitizenTold } from '../domain/citizen-told.ts'
export { ContentPurged } from '../domain/retention.ts'
export { EntryWithdrawn } from '../domain/withdrawal.ts'
