import { PDFArray, PDFDict, PDFHexString, PDFInvalidObject, PDFName, type PDFDocument } from '@cantoo/pdf-lib'
import type { TimestampingFailure } from '../contract/press.ts'
import type { TrustSettings } from '../contract/verification.ts'
import type { SigningCertificate } from '../crypto/certificate.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { findTrustedPath } from './certificate-path.ts'
import { addAnnotation, addFormField, assertPrefixKept, commitIncrement, digestOf, fillByteRange, findFreeFieldName, offsetPlaceholder } from './pades.ts'
import { readRevision } from './pdf-revision.ts'
import { listSignatures, readSignedParts } from './pdf-signatures.ts'
import { forbidsSigning, openPdf } from './pdf-structure.ts'
import { findRevocation, type FetchBytes } from './revocation.ts'
import { requestTimestamp, type TimeStamp, type TimestampFailure } from './time-stamp.ts'
import { readValidationData, type ValidationData } from './validation-data.ts'
import { checkDetachedCms, checkTimestamp, readCertificates } from './verify-cms.ts'
import { verifyDocument } from './verify-document.ts'

export interface TimestampRequest {
  source: Buffer
  /** Asked one after the other until one answers. */
  tsaUrls: string[]
  trust: TrustSettings
  /** It has a stamp without all of its revocation data: only with all of them is another worth its bytes. */
  mustComplete?: boolean
  now: Date
  /** Patient: authorities here take up to two minutes. */
  fetchTimestamp: FetchBytes
  fetchBytes: FetchBytes
}

export interface StampedDocument {
  bytes: Buffer
  pages: number
  stampedAt: string
  /** `B-T`: time proven. `B-LT`: and all certificates with their revocation data are inside. */
  level: 'B-T' | 'B-LT'
}

/** Larger than any token seen (certificates included). */
const tokenRoom = 16_384

/**
 * Appends one increment: the validation data of the signatures so far (/DSS, ETSI EN 319 142-1 §5.4.2) and, over it all, a document time stamp (§5.4.3). Earlier bytes stay. An altered
 * document gets none: a time stamp must not lend it weight.
 */
export async function timestampDocument(request: TimestampRequest): Promise<Result<StampedDocument, TimestampingFailure>> {
  const opened = await openPdf(request.source)
  if (!opened.ok) return opened
  const { document, pages } = opened.value
  if (forbidsSigning(document)) return err({ kind: 'file-certified' })
  const report = await verifyDocument(request.source, { trust: request.trust, now: request.now, fetchBytes: request.fetchBytes })
  if (report.verdict === 'unsigned') return err({ kind: 'not-signed' })
  if (report.verdict === 'invalid') return err({ kind: 'signature-invalid' })

  const evidence = await collectEvidence(request)
  if (request.mustComplete && !evidence.isComplete) return err({ kind: 'evidence-incomplete' })
  addValidationData(document, evidence, readValidationData(readRevision(request.source, request.source.length)))
  addPlaceholder(document)
  const prepared = await commitIncrement(opened.value)
  const ranges = fillByteRange(prepared, request.source.length)
  const stamp = await askAuthorities(request, ranges.signed)
  if (!stamp.ok) return stamp
  if (stamp.value.token.length > tokenRoom) return err({ kind: 'timestamp-rejected', status: 0 })
  prepared.write(stamp.value.token.toString('hex'), ranges.contentsStart + 1, 'latin1')
  assertPrefixKept(request.source, prepared)
  const after = await verifyDocument(prepared, { trust: { ...request.trust, online: false }, now: request.now, fetchBytes: request.fetchBytes })
  const last = after.signatures.at(-1)
  if (last?.revocation.state === 'revoked') return err({ kind: 'timestamp-untrusted', issuer: last.signer?.issuer ?? '' })
  if (last?.kind !== 'document-timestamp' || last.coverage.state !== 'whole-file' || after.signatures.some((one) => one.verdict === 'invalid')) return err({ kind: 'signature-invalid' })
  return ok({ bytes: prepared, pages, stampedAt: stamp.value.stampedAt, level: evidence.isComplete ? 'B-LT' : 'B-T' })
}

async function askAuthorities(request: TimestampRequest, content: Buffer[]): Promise<Result<TimeStamp, TimestampFailure>> {
  const authorities = readCertificates(request.trust.authorities.map((one) => Buffer.from(one, 'base64')))
  const digest = digestOf(content)
  let failure: TimestampFailure = { kind: 'timestamp-unreachable' }
  for (const url of request.tsaUrls) {
    const stamp = await requestTimestamp(url, content, digest, authorities, request.fetchTimestamp)
    if (stamp.ok) return stamp
    failure = stamp.error
  }
  return err(failure)
}

interface Evidence {
  certificates: Buffer[]
  crls: Buffer[]
  ocsps: Buffer[]
  /** Every certificate but the trusted ones has its list or answer. */
  isComplete: boolean
}

/** The certificates of every signature and time stamp so far, with the lists and answers that say they were good. */
async function collectEvidence(request: TimestampRequest): Promise<Evidence> {
  const authorities = readCertificates(request.trust.authorities.map((one) => Buffer.from(one, 'base64')))
  const revision = readRevision(request.source, request.source.length)
  const embedded = readValidationData(revision)
  const certificates = new Map<string, SigningCertificate>()
  const evidence: Evidence = { certificates: [], crls: [], ocsps: [], isComplete: true }
  for (const signature of listSignatures(revision)) {
    const parts = readSignedParts(request.source, signature.byteRange)
    const cms = parts && (await (signature.kind === 'signature' ? checkDetachedCms : checkTimestamp)(parts.contents, parts.content))
    if (!cms?.signer) {
      evidence.isComplete = false
      continue
    }
    const { path, state } = findTrustedPath(cms.signer, [...cms.certificates, ...embedded.certificates], authorities, request.now)
    if (state !== 'trusted') evidence.isComplete = false
    for (const [index, certificate] of path.entries()) {
      const key = certificate.der.toString('base64')
      const issuer = path[index + 1]
      if (certificates.has(key)) continue
      certificates.set(key, certificate)
      if (!issuer || state !== 'trusted') continue
      const found = await findRevocation(certificate, issuer, { settings: request.trust, fetchBytes: request.fetchBytes, now: request.now, embedded })
      if (found.evidence) (found.evidence.kind === 'crl' ? evidence.crls : evidence.ocsps).push(found.evidence.bytes)
      if (found.facts.state !== 'good' || found.facts.isFresh === false) evidence.isComplete = false
    }
  }
  return { ...evidence, certificates: [...certificates.values()].map((one) => one.der) }
}

/** Adds to what an earlier increment brought; nothing twice. */
function addValidationData(document: PDFDocument, evidence: Evidence, present: ValidationData): void {
  const { catalog, context } = document
  const earlier = catalog.lookupMaybe(PDFName.of('DSS'), PDFDict)
  const dss = PDFDict.withContext(context)
  const fill = (key: string, known: Buffer[], wanted: Buffer[]): void => {
    const array = PDFArray.withContext(context)
    for (const one of earlier?.lookupMaybe(PDFName.of(key), PDFArray)?.asArray() ?? []) array.push(one)
    const fresh = wanted.filter((one, index) => ![...known, ...wanted.slice(0, index)].some((other) => other.equals(one)))
    for (const one of fresh) array.push(context.register(context.flateStream(one)))
    if (array.size() > 0) dss.set(PDFName.of(key), context.register(array))
  }
  fill('Certs', present.certificates.map((one) => one.der), evidence.certificates)
  fill('CRLs', present.crls, evidence.crls)
  fill('OCSPs', present.ocsps, evidence.ocsps)
  const views = earlier?.get(PDFName.of('VRI'))
  if (views) dss.set(PDFName.of('VRI'), views)
  catalog.set(PDFName.of('DSS'), context.register(dss))
}

function addPlaceholder(document: PDFDocument): void {
  const { context } = document
  const page = document.getPage(0)
  const range = `[0 ${offsetPlaceholder} ${offsetPlaceholder} ${offsetPlaceholder}]`
  // As bytes, because the writer would put a dictionary that is not of type /Sig into an object stream, where no byte range can reach it.
  const stamp = `<</Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161/ByteRange ${range}/Contents <${'0'.repeat(tokenRoom * 2)}>>>`
  const widget = context.register(
    context.obj({
      Type: 'Annot',
      Subtype: 'Widget',
      FT: 'Sig',
      T: PDFHexString.fromText(findFreeFieldName(document, 'Timestamp')),
      V: context.register(PDFInvalidObject.of(Buffer.from(stamp, 'latin1'))),
      P: page.ref,
      Rect: [0, 0, 0, 0],
      F: 132
    })
  )
  addAnnotation(document, page.node, page.ref, widget)
  addFormField(document, widget)
}
