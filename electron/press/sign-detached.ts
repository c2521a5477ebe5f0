import { createHash } from 'node:crypto'
import type { PressSigningFailure } from '../contract/press.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { buildSignedAttributes, buildSignedData, encodeSignature } from './cms.ts'
import type { SignPdfRequest } from './pades.ts'
import { verifyDetachedCms, verifySignatureValue } from './verify.ts'

export interface SignDetachedRequest extends Pick<SignPdfRequest, 'certificate' | 'chain' | 'signDigest'> {
  content: Buffer
  signedAt: Date
}

/** A detached CAdES baseline B signature (ETSI EN 319 122-1) over any bytes; verified, as every signature, before it is given out. */
export async function signDetached(request: SignDetachedRequest): Promise<Result<Buffer, PressSigningFailure>> {
  // Nothing to sign, and verifiers take an empty content for a missing one.
  if (request.content.length === 0) return err({ kind: 'file-empty' })
  const digest = createHash('sha256').update(request.content).digest()
  const attributes = buildSignedAttributes(digest, request.certificate, request.signedAt)
  const answer = await request.signDigest(createHash('sha256').update(attributes).digest())
  if (!answer.ok) return answer
  const { algorithm } = answer.value
  const signature = encodeSignature(answer.value.signature, algorithm)
  if (!verifySignatureValue(attributes, signature, request.certificate)) return err({ kind: 'signature-invalid' })
  const cms = buildSignedData({ certificate: request.certificate, chain: request.chain, signedAttributes: attributes, signature, algorithm })
  return (await verifyDetachedCms({ cms, attributes, signature }, [request.content], request.certificate)) ? ok(cms) : err({ kind: 'signature-invalid' })
}
