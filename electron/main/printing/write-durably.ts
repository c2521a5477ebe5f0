import { randomUUID } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { replaceFile } from '../../crypto/replace-file.ts'
import { dirname, join } from 'node:path'

/** Writes a file so that after a power cut it is there whole or not at all: new file, fsync, rename, fsync of the folder. */
export async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true })
  const part = join(folder, `.${randomUUID()}.part`)
  try {
    const file = await open(part, 'wx', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await replaceFile(part, path)
  } catch (cause) {
    await rm(part, { force: true })
    throw cause
  }
  await syncFolder(folder)
}

/** Windows has no handle to a folder to sync; NTFS journals the rename. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
