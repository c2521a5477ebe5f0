import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { safeStorage } from 'electron'
import * as z from '../domain/schema.ts'
import type { OfficerName } from '../contract/views.ts'
import { LoginKey, OfficerRole, type OfficerRecord } from '../contract/wire.ts'
import { sealKey } from '../crypto/key-slot.ts'
import { writeDurably } from '../crypto/write-durably.ts'
import { getDataFolder } from './paths.ts'

/**
 * Whose password opens this counter's database, and the key sealed for each. No password and no key in the clear; a login key's public half can be tried against
 * guesses at scrypt's price, as any password file can. The file is not trusted: core checks what it says of an officer against the database.
 */
const Keys = z.object({
  officeName: z.string(),
  lastOfficerId: z.string().optional(),
  officers: z.array(
    z.object({
      id: z.string(),
      login: z.string(),
      fullName: z.string(),
      title: z.string(),
      role: OfficerRole,
      slot: z.object({ loginKey: LoginKey, ephemeralKey: z.string(), sealed: z.string() })
    })
  )
})
export type Keys = z.infer<typeof Keys>

/** The file as it lies on disk: wrapped once more by the system's own store (DPAPI, a keyring) where there is one. */
const KeyFile = z.discriminatedUnion('protection', [
  z.object({ protection: z.literal('system-and-password'), wrapped: z.string() }),
  z.object({ protection: z.literal('password'), keys: Keys })
])

export type Protection = z.infer<typeof KeyFile>['protection']

/**
 * Undefined before enrolment.
 * @throws when the file is there but cannot be read: main then shows `keys-unreadable`, and nothing is overwritten.
 */
export function findKeys(): { keys: Keys; protection: Protection } | undefined {
  let text: string
  try {
    text = readFileSync(keyPath(), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const file = KeyFile.parse(JSON.parse(text))
  if (file.protection === 'password') return { keys: file.keys, protection: file.protection }
  const unwrapped = safeStorage.decryptString(Buffer.from(file.wrapped, 'base64'))
  return { keys: Keys.parse(JSON.parse(unwrapped)), protection: file.protection }
}

export async function saveKeys(keys: Keys): Promise<void> {
  const file: z.infer<typeof KeyFile> = hasSystemStore()
    ? { protection: 'system-and-password', wrapped: safeStorage.encryptString(JSON.stringify(keys)).toString('base64') }
    : { protection: 'password', keys }
  // A log-in and a word of the portal may save at once.
  await writeDurably(keyPath(), JSON.stringify(file), `${keyPath()}.${randomUUID()}.new`)
}

/** A slot for each active officer the portal names, sealed anew only where the officer's password changed. */
export function makeKeys(databaseKey: Uint8Array, officeName: string, officers: readonly OfficerRecord[], before?: Keys): Keys {
  return {
    officeName,
    ...(before?.lastOfficerId ? { lastOfficerId: before.lastOfficerId } : {}),
    officers: officers
      .filter((officer) => officer.active)
      .map(({ id, login, fullName, title, role, loginKey }) => {
        const known = before?.officers.find((officer) => officer.id === id && officer.slot.loginKey.publicKey === loginKey.publicKey)
        return { id, login, fullName, title, role, slot: known?.slot ?? sealKey(databaseKey, loginKey) }
      })
  }
}

export function toOfficerName({ id, login, fullName, title, role }: Keys['officers'][number] | OfficerRecord): OfficerName {
  return { id, login, fullName, title, role }
}

/** Chromium's `basic_text` backend hides a key behind a constant: that is no protection and not taken for one. */
function hasSystemStore(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'
}

function keyPath(): string {
  return join(getDataFolder(), 'keys.json')
}
