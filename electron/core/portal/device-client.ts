import { getDevice, type CoreContext, type DeviceRecord } from '../context.ts'
import { SignedHead } from '../../contract/wire.ts'
import type { ReadDb } from '../db/open.ts'
import { findSetting } from '../db/setting-store.ts'
import type { Result } from '../../domain/result.ts'
import { judgeHead } from './keep-head.ts'
import { createPortalClient, type PortalClient, type PortalFailure } from './portal-client.ts'
import { settleKey } from './rotate-device-key.ts'

/**
 * The client of the enrolled counter: it signs with the key and holds HTTPS to the authorities that the database names at each request, so that a rotation takes effect with its commit. A request
 * under way ends on the line it began on.
 */
export function createDeviceClient(context: Pick<CoreContext, 'db' | 'now'>, closing: AbortSignal): PortalClient {
  let built: { of: string; client: PortalClient } | undefined

  function current(): PortalClient {
    const device = getDevice(context.db)
    const of = describe(device)
    if (built?.of === of) return built.client
    built?.client.pin?.retire()
    const client = createPortalClient({ portalUrl: device.portalUrl, caCertificates: device.caCertificates, device, closing, portalNow: () => context.now() + (findSetting<number>(context.db, 'clock-offset-ms') ?? 0) })
    built = { of, client }
    return client
  }

  /** @param privateKey that signed what was asked */
  async function settleBy(privateKey: string, asked: Promise<Result<unknown, PortalFailure>>): Promise<Result<unknown, PortalFailure>> {
    const answer = await asked
    // The counter may have been closed meanwhile.
    if (answer.ok && context.db.open && isProvenAnswer(context.db, answer.value)) settleKey(context, privateKey)
    return answer
  }

  return {
    request: (method, path, body) => settleBy(getDevice(context.db).privateKey, current().request(method, path, body)),
    hold: (path, body) => {
      const { privateKey } = getDevice(context.db)
      const held = current().hold(path, body)
      return { release: () => settleBy(privateKey, held.release()), drop: held.drop }
    },
    fetchBytes: (path, sizeBytes) => current().fetchBytes(path, sizeBytes),
    sign: (method, path) => current().sign(method, path),
    closing,
    get pin() {
      return current().pin
    }
  }
}

/** Whether the portal itself answered: anybody on an open line can say 200. Asked for while a former key is kept alone. */
function isProvenAnswer(db: ReadDb, value: unknown): boolean {
  if (getDevice(db).formerPrivateKey === undefined) return false
  const head = SignedHead.safeParse((value as { head?: unknown } | undefined)?.head)
  return head.success && judgeHead(db, head.data) !== 'unsigned'
}

function describe({ portalUrl, privateKey, caCertificates }: DeviceRecord): string {
  return JSON.stringify([portalUrl, privateKey, caCertificates])
}
