import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RevocationFacts, TrustSettings } from '../contract/verification.ts'
import type { SigningCertificate } from '../crypto/certificate.ts'
import { sha256Hex } from '../crypto/file-cipher.ts'
import { askCrl } from './crl.ts'
import { askOcsp, buildOcspRequest } from './ocsp.ts'

/** GET, or POST of `body`. Undefined when the other end cannot be reached, refuses, or is too slow. */
export type FetchBytes = (url: string, body?: { type: string; bytes: Buffer }) => Promise<Buffer | undefined>

export interface RevocationSource {
  settings: Pick<TrustSettings, 'revocationFolder' | 'online'>
  fetchBytes: FetchBytes
  now: Date
  /** Lists and answers the document brings along (DSS). */
  embedded: { crls: Buffer[]; ocsps: Buffer[] }
}

/** What was found, and the list or answer it stands in, to be put into a document's validation data. */
export interface FoundRevocation {
  facts: RevocationFacts
  evidence?: { kind: 'crl' | 'ocsp'; bytes: Buffer }
}

/**
 * Whether an authority took a certificate back. What is kept is asked first; the line only when that is stale. A revocation once seen is never forgotten: a revoked certificate stays so
 * with the line cut. The URLs are the certificate's, so only certificates with a way to a trusted authority may come here.
 */
export async function findRevocation(certificate: SigningCertificate, issuer: SigningCertificate, source: RevocationSource): Promise<FoundRevocation> {
  const found: FoundRevocation[] = []
  const consider = (kind: 'crl' | 'ocsp', bytes: Buffer | undefined, from: RevocationFacts['from']): RevocationFacts | undefined => {
    const facts = bytes && (kind === 'crl' ? askCrl : askOcsp)(bytes, certificate, issuer, source.now)
    if (bytes && facts) found.push({ facts: { ...facts, ...(from ? { from } : {}) }, evidence: { kind, bytes } })
    return facts
  }
  for (const bytes of source.embedded.crls) consider('crl', bytes, 'document')
  for (const bytes of source.embedded.ocsps) consider('ocsp', bytes, 'document')
  const ocspName = `${sha256Hex(certificate.der)}.ocsp`
  consider('ocsp', readKept(source, ocspName), 'kept')
  for (const name of [...certificate.crlUrls.map(getCrlName), getIssuerCrlName(issuer.subjectDer)]) consider('crl', readKept(source, name), 'kept')

  const isSettled = (): boolean => found.some(({ facts }) => facts.state === 'revoked' || facts.isFresh)
  if (!isSettled() && source.settings.online) {
    for (const url of certificate.ocspUrls) {
      if (isSettled()) break
      const bytes = await source.fetchBytes(url, { type: 'application/ocsp-request', bytes: buildOcspRequest(certificate, issuer) })
      if (bytes && consider('ocsp', bytes, 'online')) keep(source, ocspName, bytes)
    }
    for (const url of certificate.crlUrls) {
      if (isSettled()) break
      const bytes = await source.fetchBytes(url)
      if (bytes && consider('crl', bytes, 'online')) keep(source, getCrlName(url), bytes)
    }
  }
  return found.find(({ facts }) => facts.state === 'revoked') ?? newestOf(found) ?? { facts: { state: 'unknown' } }
}

/** thisUpdate counts whole seconds (RFC 5280, RFC 6960): within one, the answer about this very certificate goes before the list, so that the same evidence always gives the same proof. */
function newestOf(found: FoundRevocation[]): FoundRevocation | undefined {
  const ranked = (one: FoundRevocation): string => `${one.facts.asOf ?? ''} ${one.facts.source ?? ''}`
  return [...found].sort((a, b) => (ranked(a) < ranked(b) ? 1 : ranked(a) > ranked(b) ? -1 : 0))[0]
}

/** A list that came on a stick: nobody says at which address it is published, so it is found by who made it. */
export function getIssuerCrlName(issuerDer: Uint8Array): string {
  return `${sha256Hex(issuerDer)}.issuer.crl`
}

function getCrlName(url: string): string {
  return `${sha256Hex(url)}.crl`
}

function readKept(source: RevocationSource, name: string): Buffer | undefined {
  try {
    return readFileSync(join(source.settings.revocationFolder, name))
  } catch {
    return undefined
  }
}

function keep(source: RevocationSource, name: string, bytes: Buffer): void {
  try {
    writeKept(source.settings.revocationFolder, name, bytes)
  } catch {
    // A full disk costs the memory of this answer, not the answer.
  }
}

/** Whole or not at all: another process may read it at this moment. @throws what the file system says. */
export function writeKept(folder: string, name: string, bytes: Uint8Array): void {
  const path = join(folder, name)
  const draft = `${path}.${process.pid}`
  mkdirSync(folder, { recursive: true })
  writeFileSync(draft, bytes)
  renameSync(draft, path)
}
