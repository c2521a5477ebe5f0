import { createCipheriv, createDecipheriv, diffieHellman, generateKeyPairSync, hkdfSync, randomBytes, type KeyObject } from 'node:crypto'
import { scrypt } from '@noble/hashes/scrypt'
import type { LoginKey } from '../contract/wire.ts'
import { exportPublicKey, importPrivateKey, importPublicKey } from './ed25519.ts'

/**
 * How an officer's password opens the database key without the portal, and without the counter ever holding a password or its hash: the password
 * gives (scrypt) an X25519 private key; the portal keeps only its public half; the counter seals its database key to that half.
 */
export interface KeySlot {
  loginKey: LoginKey
  /** X25519 public half of the one-time sealing key, base64. */
  ephemeralKey: string
  /** AES-256-GCM: 12-byte nonce, 32-byte ciphertext, 16-byte tag, base64. */
  sealed: string
}

/** 64 MB and about 0.15 s on an office PC: dear to guess, cheap to log in. */
const defaultCost = 32_768
const info = 'quay-mot-cua database key'

/** Makes the login key of a password, at the portal, when an administrator sets it. */
export async function createLoginKey(password: string, cost = defaultCost): Promise<LoginKey> {
  const salt = randomBytes(16).toString('base64')
  const privateKey = await derivePrivateKey(password, salt, cost)
  return { salt, cost, publicKey: exportPublicKey(privateKey) }
}

/** Seals the database key (32 bytes) for one officer; needs no password. */
export function sealKey(databaseKey: Uint8Array, loginKey: LoginKey): KeySlot {
  const ephemeral = generateKeyPairSync('x25519')
  const wrapping = wrappingKey(ephemeral.privateKey, importPublicKey('x25519', loginKey.publicKey), loginKey)
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', wrapping, nonce)
  const sealed = Buffer.concat([nonce, cipher.update(databaseKey), cipher.final(), cipher.getAuthTag()])
  return { loginKey, ephemeralKey: exportPublicKey(ephemeral.publicKey), sealed: sealed.toString('base64') }
}

/** Opens a slot with the password. Undefined when the password is wrong. */
export async function openSlot(slot: KeySlot, password: string): Promise<Buffer | undefined> {
  const privateKey = await derivePrivateKey(password, slot.loginKey.salt, slot.loginKey.cost)
  if (exportPublicKey(privateKey) !== slot.loginKey.publicKey) return undefined
  const wrapping = wrappingKey(privateKey, importPublicKey('x25519', slot.ephemeralKey), slot.loginKey)
  const sealed = Buffer.from(slot.sealed, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', wrapping, sealed.subarray(0, 12))
  decipher.setAuthTag(sealed.subarray(sealed.length - 16))
  return Buffer.concat([decipher.update(sealed.subarray(12, sealed.length - 16)), decipher.final()])
}

function wrappingKey(privateKey: KeyObject, publicKey: KeyObject, loginKey: LoginKey): Buffer {
  const shared = diffieHellman({ privateKey, publicKey })
  return Buffer.from(hkdfSync('sha256', shared, Buffer.from(loginKey.salt, 'base64'), info, 32))
}

/**
 * Not by node:crypto: over Electron's BoringSSL its check of the parameters is itself a whole derivation, in the calling thread, so that a log-in takes twice the time and blocks as long
 * (seen with Electron 33: 371 of 715 ms).
 */
async function derivePrivateKey(password: string, salt: string, cost: number): Promise<KeyObject> {
  const key = scrypt(password.normalize('NFC'), Buffer.from(salt, 'base64'), { N: cost, r: 8, p: 1, dkLen: 32, maxmem: 256 * cost * 8 })
  return importPrivateKey('x25519', Buffer.from(key).toString('base64'))
}
