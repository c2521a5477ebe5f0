import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { link, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { PortalContext } from '../context.ts'
import { noteHeldFile } from '../national/mirror-store.ts'
import { findStoredFile, putStoredFile } from './file-store.ts'
import { syncFile, syncFolder } from './fsync-store.ts'

/** Where whole files lie, named by their SHA-256. */
export function heldFolder(context: Pick<PortalContext, 'filesFolder'>): string {
  return join(context.filesFolder, 'held')
}

/** Where uploads arrive. */
export function arrivingFolder(context: PortalContext): string {
  return join(context.filesFolder, 'arriving')
}

/**
 * Takes a complete upload over when its bytes have the hash it promised; false when they have not. May be done again at will: a crash between the last byte and
 * the database is mended by the next request for the upload. The upload keeps its name too (a second link to the same bytes), because
 * a counter whose last answer was lost asks for it by that name.
 */
export async function finishUpload(context: PortalContext, upload: { path: string; sha256: string; sizeBytes: number; device: string }): Promise<boolean> {
  if ((await hashFile(upload.path)) !== upload.sha256) return false
  // After a crash in between, nobody knows whether these bytes were ever synced.
  await syncFile(upload.path)
  await hold(upload.path, join(heldFolder(context), upload.sha256))
  await syncFolder(heldFolder(context))
  await context.database.transaction(async (tx) => {
    await putStoredFile(tx, upload)
    await noteHeldFile(tx, upload.sha256)
  })
  return true
}

/** Under its name in one step, also where something has that name: a copy that was put back may hold it cut short, and nobody would ever be rid of that. */
async function hold(path: string, target: string): Promise<void> {
  const fresh = `${target}.${randomUUID()}`
  try {
    await link(path, fresh)
    await rename(fresh, target)
  } finally {
    // Where both names were of the same bytes already, renaming does nothing.
    await rm(fresh, { force: true })
  }
}

/** A file that is held: noted in the database, and there. A folder put back without its newest files is so found out, and given them again. */
export async function findHeldFile(context: PortalContext, sha256: string): Promise<{ sizeBytes: number } | undefined> {
  const file = await findStoredFile(context.database, sha256)
  return file && (await isHeldWhole(context, { sha256, ...file })) ? file : undefined
}

/** Whether the bytes are there, as many as there should be. */
export async function isHeldWhole(context: Pick<PortalContext, 'filesFolder'>, file: { sha256: string; sizeBytes: number }): Promise<boolean> {
  const held = await stat(join(heldFolder(context), file.sha256)).catch(() => undefined)
  return held?.size === file.sizeBytes
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
