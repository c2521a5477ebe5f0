import { open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { replaceFile } from './replace-file.ts'

/**
 * Writes a file so that after a power cut it is there whole or not at all: new file, fsync, rename, fsync of the folder. Its folder must be there.
 * @param next where it grows; a name of its own where two may write the same file at once
 * @throws the file system's error; what stood there before still does
 */
export async function writeDurably(path: string, bytes: Uint8Array | string, next = `${path}.new`): Promise<void> {
  try {
    const file = await open(next, 'w', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await replaceFile(next, path)
  } catch (error) {
    await rm(next, { force: true }).catch(() => undefined)
    throw error
  }
  await syncFolder(dirname(path))
}

/** What file systems without a folder to sync answer (shares, some sticks): the rename is theirs to keep. */
const noFolders = new Set(['EINVAL', 'ENOTSUP', 'EISDIR', 'EPERM'])

/** The names in a folder are on the disk. Windows has no handle to a folder to sync; NTFS journals the rename. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync().catch((error: NodeJS.ErrnoException) => {
      if (!noFolders.has(error.code ?? '')) throw error
    })
  } finally {
    await handle.close()
  }
}
