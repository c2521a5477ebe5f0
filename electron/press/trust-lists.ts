import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { CertificateReadingFailure, KeptRevocation, KnownAuthority, RevocationImportFailure } from '../contract/press.ts'
import type { TrustSettings } from '../contract/verification.ts'
import { describeName, type SigningCertificate } from '../crypto/certificate.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { readCrl, verifyCrl } from './crl.ts'
import { getIssuerCrlName, writeKept } from './revocation.ts'
import { readCertificates } from './verify-cms.ts'

/** The largest list seen of this country's authorities has some megabytes. */
const limitBytes = 30_000_000

export function describeAuthority(certificate: SigningCertificate): KnownAuthority {
  const { commonName, subject, issuer, serial, validFrom, validTo, subjectDer, issuerDer } = certificate
  const fingerprint = createHash('sha256').update(certificate.der).digest('hex')
  return { fingerprint, commonName, subject, issuer, serial, validFrom: validFrom.toISOString(), validTo: validTo.toISOString(), isRoot: subjectDer.equals(issuerDer) }
}

/** Reads the certificate of an authority (DER or PEM), to be looked at before anybody trusts it. */
export function readAuthority(path: string): Result<{ der: string; authority: KnownAuthority }, CertificateReadingFailure> {
  const file = readSmall(path)
  if (!file.ok) return file
  const [certificate] = readCertificates([toDer(file.value, 'CERTIFICATE')])
  if (!certificate) return err({ kind: 'no-certificate' })
  if (!certificate.isCa) return err({ kind: 'no-authority', commonName: certificate.commonName })
  return ok({ der: certificate.der.toString('base64'), authority: describeAuthority(certificate) })
}

/** What is known of those authorities, and which lists and answers are kept for offline. One that cannot be read is left out. */
export function describeTrust({ authorities, revocationFolder }: TrustSettings, now: Date): { authorities: KnownAuthority[]; revocation: KeptRevocation } {
  const names = listNames(revocationFolder)
  const lists = names.filter((name) => name.endsWith('.crl')).flatMap((name) => describeList(revocationFolder, name, now) ?? [])
  return {
    authorities: readCertificates(authorities.map((der) => Buffer.from(der, 'base64'))).map(describeAuthority),
    revocation: { lists: lists.sort((a, b) => a.issuer.localeCompare(b.issuer, 'vi')), answers: names.filter((name) => name.endsWith('.ocsp')).length }
  }
}

/** Keeps a list that an authority the office trusts has made, unless a newer one is here. */
export function importList(path: string, { authorities, revocationFolder }: TrustSettings, now: Date): Result<KeptRevocation['lists'][number], RevocationImportFailure> {
  const file = readSmall(path)
  if (!file.ok) return file
  const bytes = toDer(file.value, 'X509 CRL')
  const crl = readCrl(bytes)
  if (!crl || crl.isDelta) return err({ kind: 'no-revocation-list' })
  const known = readCertificates(authorities.map((der) => Buffer.from(der, 'base64')))
  if (!known.some((issuer) => verifyCrl(bytes, issuer))) return err({ kind: 'revocation-list-unknown-issuer', issuer: nameOf(crl.issuerDer) })
  const name = getIssuerCrlName(crl.issuerDer)
  const kept = describeList(revocationFolder, name, now)
  if (kept && Date.parse(kept.asOf) > crl.thisUpdate.getTime()) return err({ kind: 'revocation-list-older', asOf: kept.asOf })
  try {
    writeKept(revocationFolder, name, bytes)
  } catch {
    return err({ kind: 'disk-full' })
  }
  return ok(describeList(revocationFolder, name, now)!)
}

function describeList(folder: string, name: string, now: Date): KeptRevocation['lists'][number] | undefined {
  try {
    const path = join(folder, name)
    const crl = readCrl(readFileSync(path))
    if (!crl) return undefined
    return {
      issuer: nameOf(crl.issuerDer),
      asOf: crl.thisUpdate.toISOString(),
      ...(crl.nextUpdate ? { nextUpdate: crl.nextUpdate.toISOString() } : {}),
      isFresh: !crl.nextUpdate || crl.nextUpdate >= now,
      revoked: crl.revoked,
      isImported: name.endsWith('.issuer.crl'),
      keptAt: statSync(path).mtime.toISOString()
    }
  } catch {
    // Replaced or gone at this moment.
    return undefined
  }
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    // Nothing was kept yet.
    return []
  }
}

function nameOf(nameDer: Buffer): string {
  let described: string
  try {
    described = describeName(nameDer)
  } catch {
    return 'không rõ'
  }
  return /(?:^|, )CN=(.*?)(?:, [A-Za-z0-9.]+=|$)/.exec(described)?.[1] ?? described
}

/** Authorities publish DER and PEM under the same endings. */
function toDer(bytes: Buffer, label: string): Buffer {
  const [, body] = new RegExp(`-----BEGIN ${label}-----([\\s\\S]*?)-----END`).exec(bytes.subarray(0, limitBytes).toString('latin1')) ?? []
  return body === undefined ? bytes : Buffer.from(body, 'base64')
}

function readSmall(path: string): Result<Buffer, { kind: 'file-broken'; reason: 'missing' } | { kind: 'file-too-large'; sizeBytes: number; limitBytes: number }> {
  try {
    const { size } = statSync(path)
    return size > limitBytes ? err({ kind: 'file-too-large', sizeBytes: size, limitBytes }) : ok(readFileSync(path))
  } catch {
    return err({ kind: 'file-broken', reason: 'missing' })
  }
}
