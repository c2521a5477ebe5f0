import { DeviceKeyRequest, deviceKeyText } from '../../electron/contract/portal-keys.ts'
import { importPublicKey, verifyText } from '../../electron/crypto/ed25519.ts'
import type { PortalContext } from './context.ts'
import { dropUnusedKeys, insertDeviceKey } from './device-key-store.ts'
import { findDevice, findDeviceByKey } from './device-store.ts'
import { HttpProblem, problem } from './problem.ts'
import { tellCountersBeside } from './office-counters.ts'

/**
 * Takes a device's next key. Asked again with the same key, the answer is the same; with another one, the one that was never used is forgotten.
 * @throws HttpProblem badRequest when the proof is not by the key, or the key is or was somebody's
 */
export async function takeDeviceKey(context: PortalContext, device: string, body: unknown): Promise<{ serverTime: string }> {
  const request = DeviceKeyRequest.safeParse(body)
  if (!request.success || !isProven(device, request.data)) throw new HttpProblem(problem('badRequest'))
  const { publicKey } = request.data
  await context.database.transaction(async (tx) => {
    await tx.query('select 1 from device where id = $1 for update', [device])
    const own = (await findDevice(tx, device))?.keys.find((key) => key.publicKey === publicKey)
    if (own && !own.isRetired) return
    if (await findDeviceByKey(tx, publicKey)) throw new HttpProblem(problem('badRequest', { detail: 'Khóa này đã được dùng.' }))
    await dropUnusedKeys(tx, device)
    await insertDeviceKey(tx, device, publicKey)
    await tellCountersBeside(tx, device)
  })
  return { serverTime: context.now().toISOString() }
}

function isProven(device: string, { publicKey, proof }: DeviceKeyRequest): boolean {
  try {
    return Buffer.from(publicKey, 'base64').toString('base64') === publicKey && verifyText(importPublicKey('ed25519', publicKey), deviceKeyText(device, publicKey), proof)
  } catch {
    return false
  }
}
