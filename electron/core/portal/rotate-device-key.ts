import { deviceKeyText, type DeviceKeyRequest } from '../../contract/portal-keys.ts'
import { problemTypes, wirePaths } from '../../contract/wire.ts'
import { createSigningKey, exportPublicKey, importPrivateKey, signText } from '../../crypto/ed25519.ts'
import { ok, type Result } from '../../domain/result.ts'
import { faultPoint } from '../../rpc/fault-point.ts'
import { getDevice, type CoreContext } from '../context.ts'
import { write } from '../db/open.ts'
import { putSetting } from '../db/setting-store.ts'
import type { PortalClient, PortalFailure } from './portal-client.ts'

/**
 * Gives this device another key. The new one is committed before the portal is told of it and used only when the portal has answered; the portal takes the old one until the new one was used. So a
 * kill at any moment leaves a key that both ends know, and the next run goes on where this one was.
 */
export async function rotateDeviceKey({ db }: CoreContext, client: PortalClient): Promise<Result<'rotated', PortalFailure>> {
  if (getDevice(db).nextPrivateKey === undefined) write(db, (writeDb) => putSetting(writeDb, 'device', { ...getDevice(writeDb), nextPrivateKey: createSigningKey().privateKey }))
  const { device, nextPrivateKey } = getDevice(db)
  const next = importPrivateKey('ed25519', nextPrivateKey!)
  const publicKey = exportPublicKey(next)
  faultPoint('core-before-device-key')
  const answer = await client.request('POST', wirePaths.deviceKey, { publicKey, proof: signText(next, deviceKeyText(device, publicKey)) } satisfies DeviceKeyRequest)
  if (!answer.ok) return answer
  faultPoint('core-after-device-key')
  takeNextKey({ db })
  return ok('rotated')
}

/** Whether a rotation was begun that has not ended. */
export function isRotating({ db }: Pick<CoreContext, 'db'>): boolean {
  return getDevice(db).nextPrivateKey !== undefined
}

/** The old key is good no more though this rotation has not ended here, as in a copy of the database made in the middle of it: then the next key is the one that the portal knows. */
export function mendRetiredKey(context: Pick<CoreContext, 'db'>, failure: { kind: string; problem?: { type: string } }): boolean {
  if (failure.problem?.type !== problemTypes.deviceKeyRetired || !isRotating(context)) return false
  takeNextKey(context)
  return true
}

function takeNextKey({ db }: Pick<CoreContext, 'db'>): void {
  write(db, (writeDb) => {
    const { nextPrivateKey, ...device } = getDevice(writeDb)
    if (nextPrivateKey !== undefined) putSetting(writeDb, 'device', { ...device, privateKey: nextPrivateKey })
  })
}
