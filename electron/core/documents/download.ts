import { wirePaths } from '../../contract/wire.ts'
import { sha256Hex } from '../../crypto/file-cipher.ts'
import { isDiskFull, type CoreContext } from '../context.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { attachFetched, findAwaited } from '../files/awaited-store.ts'
import { storeBytes } from '../files/store-bytes.ts'
import type { PortalClient, PortalFailure } from '../portal/portal-client.ts'
import { findDocumentWithoutFile, keepDocumentFile } from './document-store.ts'

export type DownloadOutcome = { kind: 'nothing-due' } | { kind: 'fetched' } | { kind: 'not-there-yet'; id: string } | { kind: 'disk-full' } | { kind: 'failed'; failure: PortalFailure }

/** A file that is wanted here. `id` orders them; `keep` notes what it is of, in the transaction that stores it; false when it is wanted no more. */
interface Wanted {
  id: string
  sha256: string
  sizeBytes: number
  pages: number
  keep(db: WriteDb): boolean
}

/**
 * Fetches the next file that is wanted here: the newest of a document, signed by the head at another PC for the clerk at this one, or a paper that a citizen filed online. The bytes are believed
 * by their SHA-256 alone.
 * @param after the one to go on behind, because its file had not reached the portal
 */
export async function downloadNext(context: CoreContext, client: PortalClient, after: string): Promise<DownloadOutcome> {
  const wanted = findWanted(context.db, after)
  if (!wanted) return { kind: 'nothing-due' }
  if (!context.hasRoom()) return { kind: 'disk-full' }
  const { sha256, sizeBytes } = wanted
  const answer = await client.fetchBytes(`${wirePaths.filesByHash}/${sha256}`, sizeBytes)
  if (!answer.ok) {
    const isMissing = answer.error.kind === 'problem' && answer.error.status === 404
    return isMissing ? { kind: 'not-there-yet', id: wanted.id } : { kind: 'failed', failure: answer.error }
  }
  if (sha256Hex(answer.value) !== sha256) return { kind: 'failed', failure: { kind: 'nonsense', status: 200 } }
  return keep(context, wanted, answer.value)
}

/** Documents first, then papers, each in the order of its id. */
function findWanted(db: ReadDb, after: string): Wanted | undefined {
  const [list = '', id = ''] = /^(document|paper)\/([\s\S]*)$/.exec(after)?.slice(1) ?? []
  const stored = list === 'paper' ? undefined : findDocumentWithoutFile(db, id)
  if (stored) {
    const { current, file } = stored.document
    return { id: `document/${stored.id}`, sha256: current.sha256, sizeBytes: current.sizeBytes, pages: file.pages, keep: (writeDb) => keepDocumentFile(writeDb, stored.id, current.sha256) }
  }
  const paper = findAwaited(db, list === 'paper' ? id : '')
  return paper && { id: `paper/${paper.dossier} ${paper.sha256}`, sha256: paper.sha256, sizeBytes: paper.sizeBytes, pages: 0, keep: (writeDb) => attachFetched(writeDb, paper.sha256) }
}

function keep(context: CoreContext, wanted: Wanted, bytes: Buffer): DownloadOutcome {
  try {
    storeBytes(context, wanted, bytes, wanted.keep)
  } catch (error) {
    if (isDiskFull(error)) return { kind: 'disk-full' }
    throw error
  }
  context.emit('data.changed', { areas: ['document', 'dossier'] })
  return { kind: 'fetched' }
}
