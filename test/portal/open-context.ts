import { join } from 'node:path'
import { entryVersion } from '../../electron/contract/wire.ts'
import type { PortalContext } from './context.ts'
import { openDatabase } from './database.ts'
import { openIdentity } from './identity-store.ts'
import { migrate } from './migrate.ts'
import { openRecoveryKey } from './recovery-key-store.ts'

/** The portal without its server, for an administrator's commands: DATABASE_URL, or PORTAL_DATA with no portal running on it (PGlite takes one process). */
export async function openContext(env: NodeJS.ProcessEnv = process.env): Promise<PortalContext> {
  const dataDir = env['PORTAL_DATA'] || 'out/portal'
  const database = await openDatabase({ databaseUrl: env['DATABASE_URL'] || undefined, folder: join(dataDir, 'pglite') })
  await migrate(database)
  await openRecoveryKey(database)
  return { database, ...(await openIdentity(database, {})), filesFolder: join(dataDir, 'files'), version: entryVersion, now: () => new Date() }
}
