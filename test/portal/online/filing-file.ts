import { writeFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { sha256Hex } from '../../../electron/crypto/file-cipher.ts'
import type { LocalTime } from '../../../electron/domain/calendar.ts'
import type { DossierEntry } from '../../../electron/domain/dossier.ts'
import { toNfc } from '../../../electron/domain/text.ts'
import type { PortalContext } from '../context.ts'
import { arrivingFolder, finishUpload } from '../files/finish-upload.ts'

/** A paper that came with a filing; `component` of the procedure, null where it belongs to none. */
export interface FiledPaper {
  component: string | null
  name: string
  bytes: Buffer
}

export const mostPapers = 20
export const largestPaperBytes = 10 * 1024 * 1024

/** Whether the bytes begin as a PDF does (ISO 32000-1, 7.5.2): the only kind taken, because counters show and sign no other. */
export function isPdf(bytes: Buffer): boolean {
  return bytes.subarray(0, 5).toString('latin1') === '%PDF-'
}

/** Keeps the bytes, synced, before the entry that names them. */
export async function keepPaper(context: PortalContext, device: string, paper: FiledPaper, at: LocalTime): Promise<Extract<DossierEntry, { kind: 'file.attached' }>> {
  const sha256 = sha256Hex(paper.bytes)
  const path = join(arrivingFolder(context), `online-${randomUUID()}`)
  await writeFile(path, paper.bytes)
  try {
    if (!(await finishUpload(context, { path, sha256, sizeBytes: paper.bytes.length, device }))) throw new Error('a filed paper changed on the disk')
  } finally {
    await rm(path, { force: true })
  }
  // The cut may go through a character, and half of one cannot be kept.
  const name = toNfc(paper.name).replace(/[\p{Cc}/\\]/gu, ' ').slice(-200).replace(/^\p{Surrogate}/u, '') || 'giay-to.pdf'
  return { kind: 'file.attached', payload: { sha256, componentId: paper.component, name, mediaType: 'application/pdf', sizeBytes: paper.bytes.length, pages: 0, origin: 'online', at } }
}
