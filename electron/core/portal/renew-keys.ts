import { KeyAnnouncement } from '../../contract/portal-keys.ts'
import { wirePaths } from '../../contract/wire.ts'
import { takeAnnouncement } from '../../crypto/key-announcement.ts'
import { getDevice, type CoreContext } from '../context.ts'
import { write } from '../db/open.ts'
import { putSetting } from '../db/setting-store.ts'
import type { PortalClient } from './portal-client.ts'
import { askOverUnprovenLine } from './unproven-line.ts'

/** Asks for the portal's last announcement of keys and keeps it if the newest key known here has signed it. Whether there is now a key or an authority that was not known before. */
export async function renewKeys(context: CoreContext, client: PortalClient): Promise<boolean> {
  const answer = await client.request('GET', wirePaths.keys)
  return answer.ok && keepAnnouncement(context, answer.value)
}

/**
 * The same for a counter that the portal's certificate no longer convinces: it was away while the authorities were changed. The announcement proves itself, so it may come over any line; asked is
 * only what anybody may ask, and nothing of this counter is said.
 */
export async function renewKeysOverUnprovenLine(context: CoreContext, closing: AbortSignal): Promise<boolean> {
  const { portalUrl, caCertificates } = getDevice(context.db)
  const answer = caCertificates && (await askOverUnprovenLine(portalUrl.replace(/\/+$/, '') + wirePaths.keys, closing))
  return answer !== undefined && keepAnnouncement(context, answer)
}

function keepAnnouncement(context: CoreContext, answer: unknown): boolean {
  const announcement = KeyAnnouncement.safeParse(answer)
  const device = getDevice(context.db)
  const taken = announcement.success ? takeAnnouncement(device, announcement.data) : undefined
  if (taken) write(context.db, (db) => putSetting(db, 'device', { ...device, ...taken }))
  return taken !== undefined
}
