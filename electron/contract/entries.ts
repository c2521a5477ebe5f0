/** The payloads of journal entries, by kind: what `PushedEntry.payload` holds once its kind is known. */
export { DossierEntry, DossierAmended, FileAttached, FileSigned, Reappointed, StatusChanged } from '../domain/dossier.ts'
export { DossierReceived } from '../domain/receive.ts'
