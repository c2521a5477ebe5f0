import { rename } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** What Windows answers while a virus scanner or an indexer still holds the file that is to be replaced. */
const passing = new Set(['EPERM', 'EACCES', 'EBUSY'])
const attempts = 20
const pauseMs = 25

/**
 * Renames a file over another. On Windows it is tried again for half a second while somebody else holds the target; elsewhere a refusal is final at once.
 * @throws the file system's last error.
 */
export async function replaceFile(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(from, to)
    } catch (error) {
      const mayPass = process.platform === 'win32' && passing.has((error as NodeJS.ErrnoException).code ?? '')
      if (!mayPass || attempt === attempts) throw error
      await sleep(pauseMs)
    }
  }
}
