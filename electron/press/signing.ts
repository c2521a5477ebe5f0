import { setTimeout as sleep } from 'node:timers/promises'
import type { OutputOf, ParsedInputOf } from '../contract/method.ts'
import type { Appearance, PressMethods, PressSigningFailure, WrittenFile } from '../contract/press.ts'
import type { SigningFailure } from '../contract/signer.ts'
import { readCertificate, type SigningCertificate } from '../crypto/certificate.ts'
import { err, ok, type Result } from '../domain/result.ts'
import type { Handlers } from '../rpc/serve.ts'
import { getTemplate } from './appearance-templates.ts'
import type { SignatureAlgorithm } from './cms.ts'
import { warmFont } from './font.ts'
import { signDetached, type SignDetachedRequest } from './sign-detached.ts'
import { signXml } from './sign-xml.ts'
import { isKnownRevoked } from './kept-revocation.ts'
import { signPdf } from './pades.ts'
import { readSignatureImage, type SignatureImage } from './signature-image.ts'
import type { SignerLinks } from './signer-link.ts'
import { createSigners } from './signers.ts'
import { readHashedSource, readSource, writeTarget } from './stored-files.ts'

interface OpenBatch {
  /** The signer that is logged in. */
  signer: string
  certificate: SigningCertificate
  chain: SigningCertificate[]
  /** By SHA-256 and width: a batch shows the same picture on every document. */
  images: Map<string, SignatureImage>
}

/** Longer than the signer lets its PIN window stand open, and a login take. */
const openTimeoutMs = 210_000
/** A little more than the signer's own watchdog allows a token. */
const signTimeoutMs = 45_000

/** Drivers bear no more (design/signing.md). */
const pollMs = 2_000

type SigningHandlers = Pick<Handlers<PressMethods>, 'token.states' | 'token.changes' | 'token.doctor' | 'batch.open' | 'batch.sign' | 'batch.sign-detached' | 'batch.sign-xml' | 'batch.close'>

export function createSigningHandlers(links: SignerLinks): SigningHandlers {
  const signers = createSigners(links)
  const batches = new Map<string, OpenBatch>()
  // Its batches died with it: signing on needs the PIN again.
  links.onGone((name) => {
    for (const [batchId, batch] of [...batches]) if (batch.signer === name) batches.delete(batchId)
  })

  async function signDigest(batchId: string, signer: string, digest: Buffer): Promise<Result<{ signature: Buffer; algorithm: SignatureAlgorithm }, SigningFailure>> {
    const answer = await signers.ask(signer, 'batch.sign', { batchId, digest: digest.toString('base64') }, signTimeoutMs)
    return answer.ok ? ok({ signature: Buffer.from(answer.value.signature, 'base64'), algorithm: answer.value.algorithm }) : answer
  }

  /** Reads a file, has it signed by this kind of signature, and writes what comes of it. */
  async function signWhole(
    { batchId, source, target, signedAt }: ParsedInputOf<PressMethods['batch.sign-detached']>,
    sign: (request: SignDetachedRequest) => Promise<Result<Buffer, PressSigningFailure>>
  ): Promise<Result<OutputOf<PressMethods['batch.sign-detached']>, PressSigningFailure>> {
    const batch = batches.get(batchId)
    if (!batch) return err({ kind: 'batch-unknown' })
    const bytes = readSource(source)
    if (!bytes.ok) return bytes
    const { certificate, chain } = batch
    const signed = await sign({ content: bytes.value, signedAt: new Date(signedAt), certificate, chain, signDigest: (digest) => signDigest(batchId, batch.signer, digest) })
    if (!signed.ok) return signed
    const written = writeTarget(target, signed.value, 0)
    if (!written.ok) return written
    const { sha256, sizeBytes } = written.value
    return ok({ sha256, sizeBytes, certificateSerial: certificate.serial, signerName: certificate.commonName })
  }

  return {
    'token.states': () => signers.listTokens(),
    'token.doctor': () => signers.examine(),

    'token.changes': async ({ known, waitMs }) => {
      for (const startedAt = performance.now(); ; await sleep(pollMs)) {
        const presence = await signers.readPresence()
        if (!presence.ok) return presence
        if (presence.value !== known) {
          const tokens = await signers.listTokens()
          return tokens.ok ? ok({ known: presence.value, tokens: tokens.value }) : tokens
        }
        if (performance.now() - startedAt + pollMs > waitMs) return ok({ known })
      }
    },

    'batch.open': async ({ trust, ...input }) => {
      warmFont()
      const signer = await signers.findSigner(input.tokenSerial)
      const opened = await signers.ask(signer, 'batch.open', input, openTimeoutMs)
      if (!opened.ok) return opened
      const chain = opened.value.chainDer.map((der) => readCertificate(Buffer.from(der, 'base64')))
      const certificate = readCertificate(Buffer.from(opened.value.certificateDer, 'base64'))
      if (trust && (await isKnownRevoked(certificate, chain, trust, new Date()))) {
        await signers.ask(signer, 'batch.close', { batchId: input.batchId })
        return err({ kind: 'certificate-unusable', reason: 'revoked' })
      }
      batches.set(input.batchId, { signer, certificate, chain, images: new Map() })
      return ok({ batchId: input.batchId })
    },

    'batch.sign': async ({ batchId, source, target, appearance }) => {
      const batch = batches.get(batchId)
      if (!batch) return err({ kind: 'batch-unknown' })
      const read = readHashedSource(source)
      if (!read.ok) return read
      const image = await findImage(batch, appearance)
      if (!image.ok) return image
      const signed = await signPdf({ source: read.value.bytes, sourceHash: read.value.hash, appearance, image: image.value, ...batch, signDigest: (digest) => signDigest(batchId, batch.signer, digest) })
      if (!signed.ok) return signed
      const written: Result<WrittenFile, PressSigningFailure> = writeTarget(target, signed.value.bytes, signed.value.pages, signed.value.sha256)
      if (!written.ok) return written
      return ok({ ...written.value, certificateSerial: batch.certificate.serial, signerName: batch.certificate.commonName })
    },

    'batch.sign-detached': (input) => signWhole(input, signDetached),
    'batch.sign-xml': (input) => signWhole(input, signXml),

    'batch.close': async ({ batchId }) => {
      const batch = batches.get(batchId)
      batches.delete(batchId)
      if (batch) await signers.ask(batch.signer, 'batch.close', { batchId })
      return ok({})
    }
  }
}

/** The picture the template of that day shows; one given besides is left out. */
async function findImage(batch: OpenBatch, appearance: Appearance): Promise<Result<SignatureImage | undefined, PressSigningFailure>> {
  if (!getTemplate(appearance.kind, appearance.signedAt).image) return ok(undefined)
  const wanted = 'image' in appearance ? appearance.image : undefined
  if (!wanted) return err({ kind: 'signature-image-unusable', reason: 'missing' })
  const key = `${wanted.file.sha256} ${wanted.widthMm ?? ''}`
  const known = batch.images.get(key)
  if (known) return ok(known)
  const read = await readSignatureImage(wanted)
  if (read.ok) batch.images.set(key, read.value)
  return read
}
