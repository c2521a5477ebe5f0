import { createCipheriv, createDecipheriv, hash as digest, randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'

const nonceBytes = 12
const tagBytes = 16

/** SHA-256 of bytes, hex: the name of a file in the store and on the wire. */
export function sha256Hex(bytes: Uint8Array | string): string {
  return digest('sha256', bytes, 'hex')
}

/** A fresh key for one file, base64. */
export function createFileKey(): string {
  return randomBytes(32).toString('base64')
}

/**
 * Writes bytes encrypted (AES-256-GCM: 12-byte nonce, ciphertext, 16-byte tag) to a path that must not exist yet, and syncs them to disk before it returns.
 * @throws the file system's error, e.g. ENOSPC; the caller removes what was begun.
 */
export function writeEncryptedFile(path: string, key: string, bytes: Uint8Array): void {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key, 'base64'), nonce)
  // GCM is a stream: final() gives no bytes, it closes the tag.
  const ciphertext = cipher.update(bytes)
  cipher.final()
  const descriptor = openSync(path, 'wx', 0o600)
  try {
    for (const part of [nonce, ciphertext, cipher.getAuthTag()]) {
      let written = 0
      while (written < part.length) written += writeSync(descriptor, part, written)
    }
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/**
 * Reads a file written by writeEncryptedFile.
 * @throws when the file is missing, cut, or not under this key (GCM's tag).
 */
export function readEncryptedFile(path: string, key: string): Buffer {
  return decryptFile(readFileSync(path), key)
}

/** The same of a file's bytes. @throws when they are cut, or not under this key */
export function decryptFile(body: Buffer, key: string): Buffer {
  if (body.length < nonceBytes + tagBytes) throw new Error('encrypted file is cut short')
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key, 'base64'), body.subarray(0, nonceBytes))
  decipher.setAuthTag(body.subarray(body.length - tagBytes))
  const bytes = decipher.update(body.subarray(nonceBytes, body.length - tagBytes))
  // Gives no bytes, and throws when the tag does not fit.
  decipher.final()
  return bytes
}
