import { join } from 'node:path'

/** Where revocation lists and answers are kept for offline: public data. */
export function revocationFolderOf(dataFolder: string): string {
  return join(dataFolder, 'revocation')
}
