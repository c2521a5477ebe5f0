import type { DocumentReport, LaterChange, SignatureReport } from '../contract/verification.ts'
import { compareRevisions, isKept } from './pdf-changes.ts'
import { readRevision, readRevisionAt, type Revision } from './pdf-revision.ts'
import { listSignatures, parsePdfDate, readSignedParts, type PdfSignature } from './pdf-signatures.ts'
import type { RevocationSource } from './revocation.ts'
import { findTrustedPath, getValidity, maySign } from './certificate-path.ts'
import { judgeStamp, type JudgedStamp } from './judge-stamp.ts'
import { decide, describeSigner, judgeRevocation, worstOf, type VerifyOptions } from './verify-judge.ts'
import { checkDetachedCms, checkTimestamp, readCertificates, type CheckedCms, type CheckedTimestamp } from './verify-cms.ts'
import { timestampPurpose } from './time-stamp.ts'
import { readValidationData, type ValidationData } from './validation-data.ts'

const knownSubFilters = new Set(['ETSI.CAdES.detached', 'adbe.pkcs7.detached', 'ETSI.RFC3161'])

/** A signature while it is being looked at. */
interface Examined {
  signature: PdfSignature
  /** Where the revision it closes ends; the file's length when its range cannot be read. */
  end: number
  cms: CheckedCms | CheckedTimestamp
  coverage: SignatureReport['coverage']
}

/**
 * Looks at every signature of a PDF: are the bytes those that were signed, was anything done afterwards, whose certificate is it, does the office trust its authority, was it valid
 * and not revoked at the time that counts. Facts only; the words are the screen's. Never throws for what a file contains.
 */
export async function verifyDocument(bytes: Buffer, options: VerifyOptions): Promise<DocumentReport> {
  const { revision, signatures } = listAll(bytes)
  const removed = revision ? findRemoved(revision, signatures) : false
  const data = revision ? readValidationData(revision) : { certificates: [], crls: [], ocsps: [] }
  const examined: Examined[] = []
  for (const signature of signatures) examined.push(await examine(bytes, revision, signature, removed))
  examined.sort((a, b) => a.end - b.end)

  const judge = createJudge(options, data)
  const reports: SignatureReport[] = []
  for (const one of examined) reports.push(await judge(one, examined))
  return { signatures: reports, verdict: worstOf(reports) }
}

function listAll(bytes: Buffer): { revision: Revision | undefined; signatures: PdfSignature[] } {
  try {
    const revision = readRevision(bytes, bytes.length)
    return { revision, signatures: listSignatures(revision) }
  } catch {
    return { revision: undefined, signatures: salvage(bytes) }
  }
}

/** In a broken file the signatures that can still be seen are told of, never as valid. */
function salvage(bytes: Buffer): PdfSignature[] {
  return [...bytes.toString('latin1').matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g)].map((match, index) => ({
    fieldName: String(index + 1),
    number: undefined,
    kind: 'signature',
    subFilter: 'ETSI.CAdES.detached',
    date: undefined,
    byteRange: match.slice(1).map(Number)
  }))
}

/** Whether an earlier revision had a signature that the last one does not show. */
function findRemoved(revision: Revision, present: PdfSignature[]): boolean {
  const numbers = new Set(present.map((one) => one.number))
  return revision.sections.slice(1).some((section) => {
    try {
      return listSignatures(readRevisionAt(revision.bytes, revision.end, section)).some((one) => !numbers.has(one.number))
    } catch {
      // A linearized file's first section is not a document of its own.
      return false
    }
  })
}

async function examine(bytes: Buffer, revision: Revision | undefined, signature: PdfSignature, removed: boolean): Promise<Examined> {
  const parts = readSignedParts(bytes, signature.byteRange)
  if (!parts) return { signature, end: bytes.length, cms: { integrity: 'altered', certificates: [] }, coverage: { state: 'partial', changes: [] } }
  const cms = !knownSubFilters.has(signature.subFilter)
    ? ({ integrity: 'unsupported', certificates: [] } satisfies CheckedCms)
    : signature.kind === 'document-timestamp'
      ? await checkTimestamp(parts.contents, parts.content)
      : await checkDetachedCms(parts.contents, parts.content)
  return { signature, end: parts.end, cms, coverage: findCoverage(bytes, revision, signature, parts.end, removed) }
}

function findCoverage(bytes: Buffer, revision: Revision | undefined, signature: PdfSignature, end: number, removed: boolean): SignatureReport['coverage'] {
  const changes: LaterChange[] = removed ? ['signature-removed'] : []
  if (!revision) return { state: 'changed-after', changes: [...changes, 'unreadable'] }
  try {
    const own = readRevision(bytes, end)
    if (/\S/.test(textAfterLastMark(bytes.subarray(0, end)))) return { state: 'partial', changes }
    if (signature.number === undefined || !own.entries.has(signature.number)) return { state: 'partial', changes }
    if (end === bytes.length) return { state: changes.length > 0 ? 'changed-after' : 'whole-file', changes }
    if (!isKept(own, revision, signature.number)) changes.push('content-changed')
    changes.push(...compareRevisions(own, revision))
    if (own.sections[0] === revision.sections[0]) changes.push('bytes-appended')
    else if (/\S/.test(textAfterLastMark(bytes))) changes.push('bytes-appended')
  } catch {
    changes.push('unreadable')
  }
  return { state: changes.length > 0 ? 'changed-after' : 'earlier-revision', changes: [...new Set(changes)] }
}

function textAfterLastMark(bytes: Buffer): string {
  return bytes.subarray(bytes.lastIndexOf('%%EOF', undefined, 'latin1') + 5).toString('latin1')
}

function createJudge(options: VerifyOptions, data: ValidationData): (one: Examined, all: Examined[]) => Promise<SignatureReport> {
  const authorities = readCertificates(options.trust.authorities.map((one) => Buffer.from(one, 'base64')))
  const source: RevocationSource = { settings: options.trust, fetchBytes: options.fetchBytes, now: options.now, embedded: data }

  const judged = new Map<CheckedTimestamp, Promise<JudgedStamp>>()

  /** One stamp is asked for by every signature before it. */
  function judgeOnce(stamp: CheckedTimestamp): Promise<JudgedStamp> {
    const known = judged.get(stamp) ?? judgeStamp(stamp, data.certificates, authorities, source)
    judged.set(stamp, known)
    return known
  }

  /** The earliest of the signature's own stamp and the document time stamps that came after it; of those whose maker was taken back the first that does not count goes before. */
  async function findProven({ cms, end, signature }: Examined, all: Examined[]): Promise<JudgedStamp> {
    const own = cms.timestamp && cms.signature ? [await checkTimestamp(cms.timestamp, [cms.signature])] : []
    const later = all.filter((one) => one.signature.kind === 'document-timestamp' && (one.end > end || one.signature === signature)).map((one) => one.cms)
    const stamps: JudgedStamp[] = []
    for (const stamp of [...own, ...later]) stamps.push(await judgeOnce(stamp))
    const provenAt = stamps.flatMap((one) => one.provenAt ?? []).sort((a, b) => a.getTime() - b.getTime())[0]
    const taken = stamps.flatMap((one) => one.revoked ?? [])
    const revoked = taken.find(({ isBelieved }) => !isBelieved) ?? taken[0]
    return { ...(provenAt ? { provenAt } : {}), ...(revoked ? { revoked } : {}) }
  }

  return async (one, all) => {
    const { signature, cms, coverage } = one
    const { signer } = cms
    const claimedAt = parsePdfDate(signature.date) ?? cms.claimedAt
    const { provenAt: proven, revoked } = await findProven(one, all)
    const judgedAt = proven
      ? { at: proven.toISOString(), source: 'timestamp' as const }
      : claimedAt
        ? { at: new Date(claimedAt).toISOString(), source: 'claimed' as const }
        : { at: options.now.toISOString(), source: 'now' as const }
    const at = new Date(judgedAt.at)
    const found = signer && findTrustedPath(signer, [...cms.certificates, ...data.certificates], authorities, at)
    const revocation = found?.state === 'trusted' ? await judgeRevocation(found.path, source, proven) : ({ state: 'unknown' } as const)
    const usage = signer && (signature.kind === 'document-timestamp' ? signer.purposes?.includes(timestampPurpose) === true : maySign(signer))
    const facts: Omit<SignatureReport, 'verdict'> = {
      fieldName: signature.fieldName,
      kind: signature.kind,
      subFilter: signature.subFilter,
      integrity: cms.integrity,
      ...(cms.digest ? { digest: cms.digest } : {}),
      coverage,
      ...(signer ? { signer: describeSigner(signer) } : {}),
      ...(claimedAt ? { claimedAt } : {}),
      ...(proven ? { provenAt: proven.toISOString() } : {}),
      ...(revoked ? { revokedStamp: revoked } : {}),
      judgedAt,
      chain: found?.state ?? 'unknown-issuer',
      usage: usage ? 'allowed' : 'wrong-usage',
      validity: signer ? getValidity(signer, at) : 'expired',
      revocation
    }
    return { ...facts, verdict: decide(facts, signer, options.now) }
  }
}
