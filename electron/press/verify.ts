import { createHash, verify } from 'node:crypto'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import type { SigningCertificate } from '../crypto/certificate.ts'

/**
 * Checks a signature value against the certificate the officer chose, before anything is written: a token may hold another key under the same id, or answer
 * with garbage.
 * @param signature in CMS's form (ECDSA as DER).
 */
export function verifySignatureValue(signedAttributes: Buffer, signature: Buffer, certificate: SigningCertificate): boolean {
  try {
    return verify('sha256', signedAttributes, certificate.x509.publicKey, signature)
  } catch {
    // OpenSSL throws on values that are no signature at all.
    return false
  }
}

/** Checks a detached CMS against its content with another implementation than the one that wrote it: digest, signature, and that this certificate signed it. */
export async function verifyDetachedCms(cms: Buffer, content: Buffer, certificate: SigningCertificate): Promise<boolean> {
  const engine = getEngine()
  try {
    const info = new pkijs.ContentInfo({ schema: parseDer(cms) })
    const signed = new pkijs.SignedData({ schema: info.content })
    const sid = signed.signerInfos[0]?.sid
    if (!(sid instanceof pkijs.IssuerAndSerialNumber)) return false
    if (!Buffer.from(sid.serialNumber.toBER(false)).equals(certificate.serialDer)) return false
    return await signed.verify({ signer: 0, data: toArrayBuffer(content), checkChain: false }, engine)
  } catch {
    return false
  }
}

/** WebCrypto copies what it digests and waits for a thread; a document's bytes are digested where they are. */
class Engine extends pkijs.CryptoEngine {
  override digest(algorithm: AlgorithmIdentifier, data: BufferSource): Promise<ArrayBuffer> {
    const name = typeof algorithm === 'string' ? algorithm : algorithm.name
    const bytes = ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)
    return Promise.resolve(toArrayBuffer(createHash(name.replace('-', '')).update(bytes).digest()))
  }
}

let engine: pkijs.CryptoEngine | undefined
export function getEngine(): pkijs.CryptoEngine {
  engine ??= new Engine({ name: 'webcrypto', crypto: globalThis.crypto })
  return engine
}

export function parseDer(bytes: Buffer): asn1js.AsnType {
  const parsed = asn1js.fromBER(toArrayBuffer(bytes))
  if (parsed.offset === -1) throw new RangeError('not DER')
  return parsed.result
}

/** Its own memory where it has one: a document is not copied once more for its digest. */
export function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer } = bytes
  if (buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength) return buffer
  // Not bytes.slice(): on a Buffer that is a view of the pool.
  return new Uint8Array(bytes).buffer
}
