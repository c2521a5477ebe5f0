import { createHash, createPublicKey, verify } from 'node:crypto'
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

/** A CMS with the parts it was made of. */
export interface MadeCms {
  cms: Buffer
  /** The DER of the signed attributes, as signed. */
  attributes: Buffer
  /** In CMS's form. */
  signature: Buffer
}

/** By certificate, thus by batch: what a CMS that was read and verified as a whole consists of besides digest and signature value. */
const verifiedFrames = new WeakMap<SigningCertificate, Buffer[]>()

/**
 * Checks a detached CMS against its content with another implementation than the one that wrote it: digest, signature, and that this certificate signed it. Reading one takes that
 * implementation longer than all the rest of a signature, so the next of the batch is compared with it: byte for byte the same but for the digest, which must be the content's, and the
 * signature value, which must verify.
 * @param content in pieces, one after another
 */
export async function verifyDetachedCms(made: MadeCms, content: readonly Uint8Array[], certificate: SigningCertificate): Promise<boolean> {
  const frame = findFrame(made, content)
  const verified = verifiedFrames.get(certificate)
  if (frame && verified && frame.every((piece, index) => verified[index]?.equals(piece))) return verifySignatureValue(made.attributes, made.signature, certificate)
  const isGood = await readAndVerify(made.cms, content, certificate)
  if (isGood && frame) verifiedFrames.set(certificate, frame)
  return isGood
}

/** The pieces before, between and behind content digest and signature value; undefined when they are not there in this order, or other attributes than those that were signed. */
function findFrame({ cms, attributes, signature }: MadeCms, content: readonly Uint8Array[]): Buffer[] | undefined {
  const hash = createHash('sha256')
  for (const piece of content) hash.update(piece)
  const digest = hash.digest()
  const digestAt = cms.indexOf(digest)
  const signatureAt = cms.lastIndexOf(signature)
  // Signed as a SET, carried under another tag.
  const attributesAt = cms.indexOf(attributes.subarray(1))
  if (attributesAt < 0 || digestAt < attributesAt || digestAt + digest.length > attributesAt + attributes.length || signatureAt < digestAt) return undefined
  return [cms.subarray(0, digestAt), cms.subarray(digestAt + digest.length, signatureAt), cms.subarray(signatureAt + signature.length)]
}

async function readAndVerify(cms: Buffer, content: readonly Uint8Array[], certificate: SigningCertificate): Promise<boolean> {
  try {
    const info = new pkijs.ContentInfo({ schema: parseDer(cms) })
    const signed = new pkijs.SignedData({ schema: info.content })
    const sid = signed.signerInfos[0]?.sid
    if (!(sid instanceof pkijs.IssuerAndSerialNumber)) return false
    if (!Buffer.from(sid.serialNumber.toBER(false)).equals(certificate.serialDer)) return false
    return (await verifySigner(signed, 0, content)).signatureVerified === true
  } catch {
    return false
  }
}

/**
 * One signature of a CMS over its content in pieces, or over what it holds itself. A document's bytes are digested where they lie, not put together first.
 * @throws what pkijs does when digest or form are not right
 */
export async function verifySigner(signed: pkijs.SignedData, signer: number, content: readonly Uint8Array[]): Promise<pkijs.SignedDataVerifyResult> {
  // Without signed attributes the signature is over the content itself; no content at all is refused.
  const inPieces = signed.signerInfos[signer]?.signedAttrs !== undefined && content.some((piece) => piece.length > 0)
  const data = inPieces ? new ArrayBuffer(1) : toArrayBuffer(Buffer.concat(content))
  return signed.verify({ signer, data, checkChain: false, extendedMode: true }, new Engine(data, content))
}

class Engine extends pkijs.CryptoEngine {
  private readonly data: ArrayBuffer
  private readonly content: readonly Uint8Array[]

  /** @param data stands for `content` where a digest is asked of it */
  constructor(data: ArrayBuffer, content: readonly Uint8Array[]) {
    super({ name: 'webcrypto', crypto: globalThis.crypto })
    this.data = data
    this.content = content
  }

  /** At once: WebCrypto copies what it digests and waits for a thread. */
  override digest(algorithm: AlgorithmIdentifier, asked: BufferSource): Promise<ArrayBuffer> {
    const name = typeof algorithm === 'string' ? algorithm : algorithm.name
    const bytes = ArrayBuffer.isView(asked) ? new Uint8Array(asked.buffer, asked.byteOffset, asked.byteLength) : new Uint8Array(asked)
    const hash = createHash(name.replace('-', ''))
    for (const piece of bytes.buffer === this.data ? this.content : [bytes]) hash.update(piece)
    return Promise.resolve(toArrayBuffer(hash.digest()))
  }

  /** RSA as nearly all sign (PKCS#1 v1.5) at once: WebCrypto waits for a thread to take the key and again to use it. */
  override verifyWithPublicKey(...asked: Parameters<pkijs.CryptoEngine['verifyWithPublicKey']>): Promise<boolean> {
    const [data, signature, publicKey, algorithm, hash] = asked
    if (publicKey.algorithm.algorithmId !== rsa.key || algorithm.algorithmId === rsa.pss || !hash) return super.verifyWithPublicKey(...asked)
    const key = createPublicKey({ key: Buffer.from(publicKey.toSchema().toBER(false)), format: 'der', type: 'spki' })
    const bytes = ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)
    return Promise.resolve(verify(hash.replace('-', ''), bytes, key, signature.valueBlock.valueHexView))
  }
}

const rsa = { key: '1.2.840.113549.1.1.1', pss: '1.2.840.113549.1.1.10' }

export function parseDer(bytes: Buffer): asn1js.AsnType {
  const parsed = asn1js.fromBER(toArrayBuffer(bytes))
  if (parsed.offset === -1) throw new RangeError('not DER')
  return parsed.result
}

/** Its own memory where it has one. */
function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer } = bytes
  if (buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength) return buffer
  // Not bytes.slice(): on a Buffer that is a view of the pool.
  return new Uint8Array(bytes).buffer
}
