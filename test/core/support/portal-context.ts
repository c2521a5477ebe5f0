import { join } from 'node:path'
import { entryVersion } from '../../../electron/contract/wire.ts'
import type { PortalContext } from '../../portal/context.ts'
import type { TestPortal } from '../../unit/portal/support/engines.ts'

/** What an administrator's command at a running test portal works on. */
export async function describePortal({ database, dataDir }: TestPortal): Promise<PortalContext> {
  const [portal] = await database.query<{ id: string; admin_token: string }>('select id, admin_token from portal')
  if (!portal) throw new Error('the portal has no identity')
  return {
    database,
    portalId: portal.id,
    adminToken: portal.admin_token,
    filesFolder: join(dataDir, 'files'),
    version: entryVersion,
    now: () => new Date()
  }
}
