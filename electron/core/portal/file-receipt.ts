import { FileReceipt, wirePaths } from '../../contract/wire.ts'
import { isFileReceiptValid } from '../../crypto/receipt.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { getDevice, type CoreContext } from '../context.ts'
import { findPortalKey } from './keep-head.ts'
import type { PortalClient, PortalFailure } from './portal-client.ts'

export type FileReceiptFailure = PortalFailure | { kind: 'receipt-invalid' }

/** Asks for the portal's signed word that it holds a file, and verifies it: without one a file stays in the queue (law 2). */
export async function askFileReceipt(
  { db }: CoreContext,
  client: PortalClient,
  file: { sha256: string; dossier: string; sizeBytes: number }
): Promise<Result<FileReceipt, FileReceiptFailure>> {
  const answer = await client.request('GET', `${wirePaths.filesByHash}/${file.sha256}/receipt?dossier=${encodeURIComponent(file.dossier)}`)
  if (!answer.ok) return answer
  const receipt = FileReceipt.safeParse(answer.value)
  if (!receipt.success) return err({ kind: 'nonsense', status: 200 })
  const expected = { device: getDevice(db).device, dossier: file.dossier, sha256: file.sha256, size: file.sizeBytes }
  return isFileReceiptValid(receipt.data, expected, findPortalKey(db)) ? ok(receipt.data) : err({ kind: 'receipt-invalid' })
}
