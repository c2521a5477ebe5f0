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
 * Gives this device another key. The new one is committed before the portal is told of it and used only when the portal has answered; the portal takes the old one until the new one was used, and
 * here it is kept until the portal has answered to the new one. So a kill at any moment leaves a key that both ends know, and the next run goes on where this one was.
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

/**
 * The old key is good no more though this rotation has not ended here, as in a copy of the database made in the middle of it: then the next key is the one that the portal knows. Whoever said so may
 * have lied: where the portal does not know that key, the old one is taken back, and the rotation is to be made still.
 * @returns whether the request may be made again at once
 */
export function mendRetiredKey(context: Pick<CoreContext, 'db'>, failure: { kind: string; problem?: { type: string } }): boolean {
  const type = failure.problem?.type
  if (type !== problemTypes.deviceKeyRetired && type !== problemTypes.badSignature) return false
  if (getDevice(context.db).formerPrivateKey !== undefined) {
    takeFormerKey(context)
    return false
  }
  if (type !== problemTypes.deviceKeyRetired || !isRotating(context)) return false
  takeNextKey(context)
  return true
}

/** The portal has answered a request signed with this key: the one before it is needed no more. */
export function settleKey({ db }: Pick<CoreContext, 'db'>, answeredKey: string): void {
  const { formerPrivateKey, ...device } = getDevice(db)
  if (formerPrivateKey !== undefined && device.privateKey === answeredKey) write(db, (writeDb) => putSetting(writeDb, 'device', device))
}

function takeNextKey({ db }: Pick<CoreContext, 'db'>): void {
  write(db, (writeDb) => {
    const { nextPrivateKey, ...device } = getDevice(writeDb)
    if (nextPrivateKey !== undefined) putSetting(writeDb, 'device', { ...device, privateKey: nextPrivateKey, formerPrivateKey: device.privateKey })
  })
}

function takeFormerKey({ db }: Pick<CoreContext, 'db'>): void {
  write(db, (writeDb) => {
    const { formerPrivateKey, ...device } = getDevice(writeDb)
    if (formerPrivateKey !== undefined) putSetting(writeDb, 'device', { ...device, privateKey: formerPrivateKey, nextPrivateKey: device.privateKey })
  })
}
