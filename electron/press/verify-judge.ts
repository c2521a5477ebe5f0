import type { DocumentReport, SignatureReport, TrustSettings, Verdict } from '../contract/verification.ts'
import type { SigningCertificate } from '../crypto/certificate.ts'
import { findTrustedPath, getValidity, maySign } from './certificate-path.ts'
import type { JudgedStamp } from './judge-stamp.ts'
import { findRevocation, type FetchBytes, type RevocationSource } from './revocation.ts'
import { readCertificates } from './verify-cms.ts'

/** What judges every signature alike, of whatever kind its file is. */

export interface VerifyOptions {
  trust: TrustSettings
  now: Date
  fetchBytes: FetchBytes
}

/** A signature of a file without revisions (XML, CMS), checked against its bytes and nothing more. */
export interface StandaloneSignature extends Pick<SignatureReport, 'fieldName' | 'subFilter' | 'integrity' | 'digest' | 'coverage' | 'claimedAt'> {
  signer: SigningCertificate | undefined
  certificates: SigningCertificate[]
  /** What a time stamp of its own proves. */
  stamp?: JudgedStamp | undefined
}

/** Of a file that brings no lists along. */
export function sourceOf({ trust, fetchBytes, now }: VerifyOptions): RevocationSource {
  return { settings: trust, fetchBytes, now, embedded: { crls: [], ocsps: [] } }
}

/** The report of one: whose it is, at the time that counts. */
export async function judgeStandalone(one: StandaloneSignature, options: VerifyOptions): Promise<SignatureReport> {
  const { signer, certificates, stamp, ...own } = one
  const provenAt = stamp?.provenAt
  const authorities = readCertificates(options.trust.authorities.map((der) => Buffer.from(der, 'base64')))
  const judgedAt: SignatureReport['judgedAt'] = provenAt
    ? { at: provenAt.toISOString(), source: 'timestamp' }
    : own.claimedAt
      ? { at: own.claimedAt, source: 'claimed' }
      : { at: options.now.toISOString(), source: 'now' }
  const at = new Date(judgedAt.at)
  const found = signer && findTrustedPath(signer, certificates, authorities, at)
  const source = sourceOf(options)
  const facts: Omit<SignatureReport, 'verdict'> = {
    ...own,
    kind: 'signature',
    ...(signer ? { signer: describeSigner(signer) } : {}),
    ...(provenAt ? { provenAt: provenAt.toISOString() } : {}),
    ...(stamp?.revoked ? { revokedStamp: stamp.revoked } : {}),
    judgedAt,
    chain: found?.state ?? 'unknown-issuer',
    usage: signer && maySign(signer) ? 'allowed' : 'wrong-usage',
    validity: signer ? getValidity(signer, at) : 'expired',
    revocation: found?.state === 'trusted' ? await judgeRevocation(found.path, source, provenAt) : { state: 'unknown' }
  }
  return { ...facts, verdict: decide(facts, signer, options.now) }
}

/** Every certificate on the way but the trusted one. A revocation after the proven time does not touch the signature; without a proven time it does, since a claimed time can be set back. */
export async function judgeRevocation(path: SigningCertificate[], source: RevocationSource, proven: Date | undefined): Promise<SignatureReport['revocation']> {
  let worst: SignatureReport['revocation'] | undefined
  for (const [index, certificate] of path.slice(0, -1).entries()) {
    const { facts } = await findRevocation(certificate, path[index + 1]!, source)
    const later = facts.state === 'revoked' && proven !== undefined && facts.revokedAt !== undefined && new Date(facts.revokedAt) > proven
    const counted = later ? { ...facts, state: 'good' as const, isFresh: true } : facts
    if (counted.state === 'revoked') return counted
    if (!worst || rankOf(counted) > rankOf(worst)) worst = counted
  }
  // The signer's own certificate is on the office's list: nobody above it to ask.
  return worst ?? { state: 'good' }
}

function rankOf(facts: SignatureReport['revocation']): number {
  if (facts.state === 'unknown') return 2
  return facts.isFresh === false ? 1 : 0
}

export function describeSigner(signer: SigningCertificate): NonNullable<SignatureReport['signer']> {
  const { commonName, organisation, subject, issuer, serial } = signer
  return { commonName, ...(organisation ? { organisation } : {}), subject, issuer, serial, validFrom: signer.validFrom.toISOString(), validTo: signer.validTo.toISOString() }
}

export function decide(facts: Omit<SignatureReport, 'verdict'>, signer: SigningCertificate | undefined, now: Date): Verdict {
  if (facts.integrity === 'unsupported') return 'undetermined'
  const broken = facts.integrity !== 'intact' || facts.coverage.state === 'partial' || facts.coverage.state === 'changed-after'
  if (broken || facts.chain === 'broken' || facts.usage === 'wrong-usage' || facts.validity !== 'valid') return 'invalid'
  // A stamp that proves nothing any more takes the time away, and nobody's signature.
  if (facts.revocation.state === 'revoked') return facts.kind === 'document-timestamp' ? 'undetermined' : 'invalid'
  const isForgeable = facts.digest === 'sha-1' || facts.digest === 'md5'
  const unknown = isForgeable || facts.chain === 'unknown-issuer' || facts.revocation.state === 'unknown' || facts.revocation.isFresh === false
  // Expired since, with nothing but its own word for when it signed.
  const unproven = facts.judgedAt.source !== 'timestamp' && (!signer || now > signer.validTo || new Date(facts.judgedAt.at) > new Date(now.getTime() + 300_000))
  return unknown || unproven ? 'undetermined' : 'valid'
}

export function worstOf(reports: SignatureReport[]): DocumentReport['verdict'] {
  if (reports.some((one) => one.verdict === 'invalid')) return 'invalid'
  // A time stamp says when a document was there and nobody's will.
  if (reports.every((one) => one.kind === 'document-timestamp')) return 'unsigned'
  return reports.some((one) => one.verdict === 'undetermined') ? 'undetermined' : 'valid'
}
