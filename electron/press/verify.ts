import { verify } from 'node:crypto'
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
export async function verifyDetachedCms(cms: Buffer, content: Uint8Array, certificate: SigningCertificate): Promise<boolean> {
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

let engine: pkijs.CryptoEngine | undefined
export function getEngine(): pkijs.CryptoEngine {
  engine ??= new pkijs.CryptoEngine({ name: 'webcrypto', crypto: globalThis.crypto })
  return engine
}

export function parseDer(bytes: Buffer): asn1js.AsnType {
  const parsed = asn1js.fromBER(toArrayBuffer(bytes))
  if (parsed.offset === -1) throw new RangeError('not DER')
  return parsed.result
}

export function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  // Not bytes.slice(): on a Buffer that is a view of the pool.
  return new Uint8Array(bytes).buffer
}
