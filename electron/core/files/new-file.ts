import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createFileKey } from '../../crypto/file-cipher.ts'
import type { CoreContext } from '../context.ts'

/** Where a new file of the store goes, under a key of its own. Nobody's until it has its row; the sweep at start removes what never got one. */
export function makeTarget(context: Pick<CoreContext, 'filesFolder'>): { path: string; fullPath: string; key: string } {
  const id = randomUUID()
  const path = join(id.slice(0, 2), `${id}.bin`)
  const fullPath = join(context.filesFolder, path)
  mkdirSync(dirname(fullPath), { recursive: true })
  return { path, fullPath, key: createFileKey() }
}
