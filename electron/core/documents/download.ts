import { rmSync } from 'node:fs'
import { wirePaths } from '../../contract/wire.ts'
import { sha256Hex, writeEncryptedFile } from '../../crypto/file-cipher.ts'
import { isDiskFull, type CoreContext } from '../context.ts'
import { write } from '../db/open.ts'
import { insertFile } from '../files/file-store.ts'
import { makeTarget } from '../files/new-file.ts'
import type { PortalClient, PortalFailure } from '../portal/portal-client.ts'
import { findDocumentWithoutFile, keepDocumentFile, type StoredDocument } from './document-store.ts'

export type DownloadOutcome = { kind: 'nothing-due' } | { kind: 'fetched' } | { kind: 'not-there-yet'; id: string } | { kind: 'disk-full' } | { kind: 'failed'; failure: PortalFailure }

/**
 * Fetches the newest file of the next document that lacks it: signed by the head at another PC, for the clerk at this one. The bytes are believed by their SHA-256 alone.
 * @param after the document to go on behind, because its file had not reached the portal
 */
export async function downloadNext(context: CoreContext, client: PortalClient, after: string): Promise<DownloadOutcome> {
  const stored = findDocumentWithoutFile(context.db, after)
  if (!stored) return { kind: 'nothing-due' }
  const { sha256, sizeBytes } = stored.document.current
  const answer = await client.fetchBytes(`${wirePaths.filesByHash}/${sha256}`, sizeBytes)
  if (!answer.ok) {
    const isMissing = answer.error.kind === 'problem' && answer.error.status === 404
    return isMissing ? { kind: 'not-there-yet', id: stored.id } : { kind: 'failed', failure: answer.error }
  }
  if (sha256Hex(answer.value) !== sha256) return { kind: 'failed', failure: { kind: 'nonsense', status: 200 } }
  return keep(context, stored, answer.value)
}

function keep(context: CoreContext, stored: StoredDocument, bytes: Buffer): DownloadOutcome {
  const { sha256, sizeBytes } = stored.document.current
  const target = makeTarget(context)
  try {
    writeEncryptedFile(target.fullPath, target.key, bytes)
    const isNew = write(context.db, (db) => {
      const inserted = insertFile(db, { sha256, key: target.key, path: target.path, sizeBytes, pages: stored.document.file.pages }, new Date(context.now()).toISOString())
      keepDocumentFile(db, stored.id, sha256)
      return inserted
    })
    if (!isNew) rmSync(target.fullPath, { force: true })
  } catch (error) {
    rmSync(target.fullPath, { force: true })
    if (isDiskFull(error)) return { kind: 'disk-full' }
    throw error
  }
  context.emit('data.changed', { areas: ['document'] })
  return { kind: 'fetched' }
}
