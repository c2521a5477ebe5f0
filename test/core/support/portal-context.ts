import { join } from 'node:path'
import { importPrivateKey } from '../../../electron/crypto/ed25519.ts'
import type { PortalContext } from '../../portal/context.ts'
import type { TestPortal } from '../../unit/portal/support/engines.ts'

/** What an administrator's command at a running test portal works on. */
export async function describePortal({ database, dataDir }: TestPortal): Promise<PortalContext> {
  const [portal] = await database.query<{ id: string; admin_token: string }>('select id, admin_token from portal')
  const [key] = await database.query<{ key_id: string; private_key: string }>('select key_id, private_key from receipt_key limit 1')
  if (!portal || !key) throw new Error('the portal has no identity')
  return {
    database,
    portalId: portal.id,
    adminToken: portal.admin_token,
    receiptKey: { keyId: key.key_id, privateKey: importPrivateKey('ed25519', key.private_key) },
    filesFolder: join(dataDir, 'files'),
    now: () => new Date()
  }
}
