import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { PortalContext } from '../context.ts'
import { noteHeldFile } from '../national/mirror-store.ts'
import { findStoredFile, putStoredFile } from './file-store.ts'
import { syncFolder } from './fsync-store.ts'

const chunkBytes = 1024 * 1024

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
 * the database is mended by the next request for the upload. The upload keeps its name and length, because
 * a counter whose last answer was lost asks for it by that name.
 */
export async function finishUpload(context: PortalContext, upload: { path: string; sha256: string; sizeBytes: number; device: string }): Promise<boolean> {
  const target = join(heldFolder(context), upload.sha256)
  // It may be hollow already: another request took it over meanwhile, or the database is older than the folder.
  if (!(await hold(upload, target)) && (await hashFile(target)) !== upload.sha256) return false
  await syncFolder(heldFolder(context))
  await context.database.transaction(async (tx) => {
    await putStoredFile(tx, upload)
    await noteHeldFile(tx, upload.sha256)
  })
  await hollowOut(upload)
  return true
}

/** Under its name in one step, also where something has that name: a copy that was put back may hold it cut short, and nobody would ever be rid of that. */
async function hold(upload: { path: string; sha256: string }, target: string): Promise<boolean> {
  const fresh = `${target}.${randomUUID()}`
  try {
    if ((await copySynced(upload.path, fresh)) !== upload.sha256) return false
    await rename(fresh, target)
    return true
  } finally {
    await rm(fresh, { force: true })
  }
}

/** Bytes of its own, so that a request that still writes to the upload does not write to the held file. @returns the hash of what was copied */
async function copySynced(from: string, to: string): Promise<string> {
  const hash = createHash('sha256')
  const target = await open(to, 'wx')
  try {
    for await (const chunk of createReadStream(from, { highWaterMark: chunkBytes })) {
      hash.update(chunk as Buffer)
      await target.writeFile(chunk as Buffer)
    }
    await target.sync()
  } finally {
    await target.close()
  }
  return hash.digest('hex')
}

/** An upload that was taken over is as long as before and takes no room. Not synced: where a power cut leaves it empty, a counter has asked for the file by its hash before. */
async function hollowOut({ path, sizeBytes }: { path: string; sizeBytes: number }): Promise<void> {
  const hollow = `${path}.${randomUUID()}`
  const file = await open(hollow, 'wx')
  try {
    await file.truncate(sizeBytes)
  } finally {
    await file.close()
  }
  await rename(hollow, path)
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

/** Empty where there is no such file. */
async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  } catch {
    return ''
  }
  return hash.digest('hex')
}
