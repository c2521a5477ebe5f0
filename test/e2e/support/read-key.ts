import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openSlot, type KeySlot } from '../../../electron/crypto/key-slot.ts'
import { demoPassword } from '../../portal/seed-data.ts'

/** The database's key, as log-out leaves it: sealed to each officer's password. */
export async function readKey(dataFolder: string): Promise<Buffer> {
  const { keys } = JSON.parse(readFileSync(join(dataFolder, 'keys.json'), 'utf8')) as { keys: { officers: { slot: KeySlot }[] } }
  const key = await openSlot(keys.officers[0]!.slot, demoPassword)
  if (!key) throw new Error('the demo password opens no slot')
  return key
}
