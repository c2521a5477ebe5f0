import type { AttachScans, AttachScansFailure } from '../../contract/dossier.ts'
import { decideAttachScans } from '../../domain/attach-scans.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { faultPoint } from '../../rpc/fault-point.ts'
import { getDevice, type CoreContext } from '../context.ts'
import type { ReadDb } from '../db/open.ts'
import { discardFiles } from '../files/discard-files.ts'
import { findStoredScan, insertAttachment } from '../files/file-store.ts'
import { refuseSecret } from '../files/import-file.ts'
import { listDossierEntries } from '../journal/journal-store.ts'
import { actOnDossier, type LaterEntry } from './act-on-dossier.ts'
import { findDossier } from './dossier-store.ts'

/**
 * Scans that come after Receive: of a paper scanned later, or anew because its file was damaged or too large. Entries, record and files in one commit; each then waits for its officer's
 * signature as at Receive. Until then nothing names them, and the sweep takes what is left (files/discard-files.ts).
 */
export function attachScans(context: CoreContext, input: AttachScans): Result<{ revision: number }, AttachScansFailure> {
  const { id, componentId } = input
  const attached = actOnDossier(
    context,
    { id, baseRevision: passSignatures(context.db, input) },
    (dossier, { db, at }): Result<LaterEntry[], AttachScansFailure> => {
      // Asked again: it may have been marked, or become secret by the catalogue, since it was taken in.
      const secret = refuseSecret(context, { procedureCode: dossier.procedure.code, componentId, secrecy: input.secrecy })
      if (secret) return err(secret)
      const scans = input.files.map((file) => ({ file, stored: findStoredScan(db, file) }))
      const missing = scans.find(({ stored }) => stored === undefined)
      if (missing) return err({ kind: 'file-missing', name: missing.file.name })
      const decision = decideAttachScans(dossier, { componentId, scans: scans.flatMap(({ stored }) => stored ?? []) }, at)
      return decision.ok ? ok(decision.value.map((payload) => ({ kind: 'file.attached', payload }))) : decision
    },
    (db, entry) => {
      if (entry.kind === 'file.attached') insertAttachment(db, { sha256: entry.payload.sha256, dossier: id, component: componentId, name: entry.payload.name })
    }
  )
  // Of a state secret nothing stays on the disk (Law 29/2018/QH14 art. 5).
  if (!attached.ok && (attached.error.kind === 'secret-document' || attached.error.kind === 'secret-procedure')) discardFiles(context, input.files.map(({ sha256 }) => sha256))
  if (attached.ok) faultPoint('core-after-commit')
  return attached
}

/** The version the scans go on. Signatures that were made since she looked change nothing of what she saw, and are made at the very moment at which a late scan comes: they are no conflict. */
function passSignatures(db: ReadDb, { id, baseRevision }: Pick<AttachScans, 'id' | 'baseRevision'>): number {
  const revision = findDossier(db, id)?.dossier.revision ?? baseRevision
  if (revision <= baseRevision) return baseRevision
  const since = listDossierEntries(db, id, getDevice(db).device).filter(({ header }) => header.baseRevision >= baseRevision)
  return since.length === revision - baseRevision && since.every(({ header }) => header.kind === 'file.signed') ? revision : baseRevision
}
