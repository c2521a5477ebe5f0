import { open, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { FileStore } from '@tus/file-store'

/**
 * The stock store answers once the operating system has the bytes; a power cut then loses what the counter was told is there. This one syncs data, its description and the
 * folder before it answers.
 */
export class SyncedFileStore extends FileStore {
  override async create(upload: Parameters<FileStore['create']>[0]): ReturnType<FileStore['create']> {
    const created = await super.create(upload)
    await this.sync(upload.id)
    return created
  }

  override async write(...[readable, id, offset]: Parameters<FileStore['write']>): Promise<number> {
    try {
      return await super.write(readable, id, offset)
    } finally {
      // Also after a cut: the next HEAD promises the bytes that did arrive.
      await syncFile(join(this.directory, id))
    }
  }

  private async sync(id: string): Promise<void> {
    await syncFile(join(this.directory, id))
    await syncFile(join(this.directory, `${id}.json`))
    await syncFolder(this.directory)
  }
}

export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes names in a folder survive a power cut. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Creates a folder whose own name is synced too. */
export async function createFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true })
  await syncFolder(dirname(path))
}
