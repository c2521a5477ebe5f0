import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto'

/** DER heads that wrap 32 raw bytes (RFC 8410). */
const spki = { ed25519: '302a300506032b6570032100', x25519: '302a300506032b656e032100' } as const
const pkcs8 = { ed25519: '302e020100300506032b657004220420', x25519: '302e020100300506032b656e04220420' } as const
type Curve = keyof typeof spki

/** A public key from its 32 raw bytes in base64, as keys travel on the wire. */
export function importPublicKey(curve: Curve, raw: string): KeyObject {
  return createPublicKey({ key: wrap(spki[curve], raw), format: 'der', type: 'spki' })
}

/** A private key from its 32 raw bytes in base64. */
export function importPrivateKey(curve: Curve, raw: string): KeyObject {
  return createPrivateKey({ key: wrap(pkcs8[curve], raw), format: 'der', type: 'pkcs8' })
}

export function exportPublicKey(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key
  return publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64')
}

/** A new Ed25519 key; `privateKey` is base64 of the raw 32 bytes and belongs in the encrypted database only. */
export function createSigningKey(): { privateKey: string; publicKey: string } {
  const pair = generateKeyPairSync('ed25519')
  return {
    privateKey: pair.privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32).toString('base64'),
    publicKey: exportPublicKey(pair.publicKey)
  }
}

/** Ed25519 signature over UTF-8 text, base64. */
export function signText(privateKey: KeyObject, text: string): string {
  return sign(null, Buffer.from(text), privateKey).toString('base64')
}

/** Only the one way in which `signText` writes a signature: Node's base64 passes over strange characters, and a file with such ones in it would not be the one that was signed. */
export function verifyText(publicKey: KeyObject, text: string, signature: string): boolean {
  const bytes = Buffer.from(signature, 'base64')
  return bytes.toString('base64') === signature && verify(null, Buffer.from(text), publicKey, bytes)
}

function wrap(head: string, raw: string): Buffer {
  const bytes = Buffer.from(raw, 'base64')
  if (bytes.length !== 32) throw new Error('a raw key has 32 bytes')
  return Buffer.concat([Buffer.from(head, 'hex'), bytes])
}
