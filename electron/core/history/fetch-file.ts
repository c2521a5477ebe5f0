import type { FetchFileFailure } from '../../contract/elsewhere.ts'
import { wirePaths } from '../../contract/wire.ts'
import { sha256Hex } from '../../crypto/file-cipher.ts'
import { currentSha256 } from '../../domain/dossier.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { CoreContext } from '../context.ts'
import type { WriteDb } from '../db/open.ts'
import { findDossier } from '../dossier/dossier-store.ts'
import { findFile, keepForDossier } from '../files/file-store.ts'
import { storeBytes } from '../files/store-bytes.ts'
import { isPurged } from './history-store.ts'
import type { PortalClient, PortalFailure } from '../portal/portal-client.ts'
import { findProcedureNow, findSecretPaper } from './secret-since.ts'

/** Fetches a file of a dossier that this counter does not hold. @param client undefined where there is no line */
export async function fetchFile(context: CoreContext, client: PortalClient | undefined, request: { id: string; sha256: string }): Promise<Result<{ sha256: string }, FetchFileFailure>> {
  const { id, sha256 } = request
  const dossier = findDossier(context.db, id)?.dossier
  if (!dossier) return err({ kind: 'dossier-unknown' })
  const file = dossier.files.find((each) => currentSha256(each) === sha256)
  if (!file) return err({ kind: 'file-unknown' })
  if (findFile(context.db, sha256)) return ok({ sha256 })
  const procedure = findProcedureNow(context, dossier.procedure.code)
  const secret = procedure && findSecretPaper(procedure, file.componentId)
  if (secret) return err(secret)
  if (!context.hasRoom()) return err({ kind: 'disk-full' })
  if (!client) return err({ kind: 'file-out-of-reach' })
  const sizeBytes = file.signatures.at(-1)?.sizeBytes ?? file.sizeBytes
  const answer = await client.fetchBytes(`${wirePaths.filesByHash}/${sha256}`, sizeBytes)
  if (!answer.ok) return err({ kind: tellFailure(answer.error) })
  if (sha256Hex(answer.value) !== sha256) return err({ kind: 'file-falsified' })
  let isKept = false
  storeBytes(context, { sha256, sizeBytes, pages: file.pages }, answer.value, (db) => (isKept = keepFetched(db, id, sha256)))
  // Its dossier was purged while it came.
  if (!isKept) return err({ kind: 'file-unknown' })
  context.emit('data.changed', { areas: ['dossier'] })
  return ok({ sha256 })
}

function keepFetched(db: WriteDb, lane: string, sha256: string): boolean {
  if (isPurged(db, lane)) return false
  keepForDossier(db, lane, sha256)
  return true
}

function tellFailure(failure: PortalFailure): 'file-not-at-portal' | 'file-falsified' | 'file-out-of-reach' {
  if (failure.kind === 'problem' && failure.status === 404) return 'file-not-at-portal'
  // A 200 of another length; any other nonsense is a proxy's.
  return failure.kind === 'nonsense' && failure.status === 200 ? 'file-falsified' : 'file-out-of-reach'
}
