import type { SignatureServices } from '../../electron/contract/wire.ts'
import { putChanges } from './change-store.ts'
import type { Database } from './database.ts'

const ref = 'province'

/** Names to every counter what signing needs of the world: time stampers, trusted authorities, and whether offices sign by VGCA's Sign Service. Told again only when it changed. */
export async function tellSignatureServices(database: Database, services: SignatureServices): Promise<void> {
  await database.transaction(async (tx) => {
    const [told] = await tx.query<{ value: SignatureServices }>("select value from change_log where kind = 'signature-services' and ref = $1", [ref])
    if (JSON.stringify(told?.value) !== JSON.stringify(services)) await putChanges(tx, [{ kind: 'signature-services', ref, value: services }])
  })
}
