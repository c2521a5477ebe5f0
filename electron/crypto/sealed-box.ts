import { createCipheriv, createDecipheriv, diffieHellman, generateKeyPairSync, hkdfSync, randomBytes, type KeyObject } from 'node:crypto'
import { exportPublicKey, importPublicKey } from './ed25519.ts'

/** Bytes that only the holder of an X25519 private key can read. */
export interface SealedBox {
  /** Public half of the one-time key, base64. */
  ephemeralKey: string
  /** AES-256-GCM: 12-byte nonce, ciphertext, 16-byte tag, base64. */
  sealed: string
}

/** @param info what the box is for: one made for another purpose does not open */
export function sealFor(publicKey: string, bytes: Uint8Array, info: string): SealedBox {
  const ephemeral = generateKeyPairSync('x25519')
  const key = boxKey(ephemeral.privateKey, importPublicKey('x25519', publicKey), info)
  return { ephemeralKey: exportPublicKey(ephemeral.publicKey), sealed: encryptBytes(key, bytes).toString('base64') }
}

/** @throws when the box is not for this key and purpose, or was changed */
export function openSealed(privateKey: KeyObject, box: SealedBox, info: string): Buffer {
  return decryptBytes(boxKey(privateKey, importPublicKey('x25519', box.ephemeralKey), info), Buffer.from(box.sealed, 'base64'))
}

/** AES-256-GCM under a fresh nonce: nonce, ciphertext, tag. */
export function encryptBytes(key: Uint8Array, bytes: Uint8Array): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
}

/** @throws when the bytes are cut, changed or under another key */
export function decryptBytes(key: Uint8Array, body: Buffer): Buffer {
  if (body.length < 28) throw new Error('encrypted bytes are cut short')
  const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, 12))
  decipher.setAuthTag(body.subarray(body.length - 16))
  return Buffer.concat([decipher.update(body.subarray(12, body.length - 16)), decipher.final()])
}

function boxKey(privateKey: KeyObject, publicKey: KeyObject, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', diffieHellman({ privateKey, publicKey }), '', info, 32))
}
