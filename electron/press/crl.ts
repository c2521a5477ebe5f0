import type { RevocationFacts } from '../contract/verification.ts'
import type { SigningCertificate } from '../crypto/certificate.ts'
import { readElements, readFirstElement, type DerElement } from '../crypto/der.ts'
import { isTime, readMembers, readTime, verifySignedDer } from './signed-der.ts'

/** deltaCRLIndicator: such a list has only what changed, and its silence says nothing. */
const deltaOid = Buffer.from('0603551d1b', 'hex')

/** reasonCode of an entry. */
const reasonOid = Buffer.from('0603551d15', 'hex')

/** A list as it stands (RFC 5280 §5), before anybody knows whether its issuer made it. */
export interface Crl {
  issuerDer: Buffer
  thisUpdate: Date
  nextUpdate: Date | undefined
  /** How many certificates it takes back. */
  revoked: number
  isDelta: boolean
}

/** What a list says of itself; undefined when the bytes are none. */
export function readCrl(bytes: Buffer): Crl | undefined {
  const body = orUndefined(() => readBody(bytes))
  if (!body) return undefined
  const { issuerName, thisUpdate, nextUpdate, entries, isDelta } = body
  return { issuerDer: issuerName.raw, thisUpdate, nextUpdate, revoked: orUndefined(() => (entries ? readElements(entries.content).length : 0)) ?? 0, isDelta }
}

/** Whether this authority made the list, and may. */
export function verifyCrl(bytes: Buffer, issuer: SigningCertificate): boolean {
  return orUndefined(() => isMadeBy(readBody(bytes), issuer)) ?? false
}

/**
 * What a CRL says of a certificate; undefined when it is not this issuer's, does not verify, or cannot be read. Lists of this country's authorities run to megabytes, so
 * the entries are walked as they stand.
 */
export function askCrl(crl: Buffer, certificate: SigningCertificate, issuer: SigningCertificate, now: Date): RevocationFacts | undefined {
  return orUndefined(() => {
    const body = readBody(crl)
    if (!body || body.isDelta || !isMadeBy(body, issuer)) return undefined
    const { thisUpdate, nextUpdate, entries } = body
    const facts = { source: 'crl' as const, asOf: thisUpdate.toISOString(), isFresh: !nextUpdate || nextUpdate >= now }
    for (const entry of entries ? readElements(entries.content) : []) {
      const [serial, revokedAt, extensions] = readElements(entry.content)
      if (serial?.raw.equals(certificate.serialDer) && isTime(revokedAt)) return { state: 'revoked', ...facts, revokedAt: readTime(revokedAt).toISOString(), ...readReason(extensions) }
    }
    return { state: 'good', ...facts }
  })
}

function readReason(extensions: DerElement | undefined): { reason?: number } {
  const found = extensions && readElements(extensions.content).find(({ content }) => content.subarray(0, reasonOid.length).equals(reasonOid))
  const value = found && readElements(found.content).at(-1)
  const reason = value?.tag === 0x04 ? readFirstElement(value.content).content[0] : undefined
  return reason === undefined ? {} : { reason }
}

interface CrlBody {
  list: DerElement
  algorithm: DerElement
  signature: DerElement
  issuerName: DerElement
  thisUpdate: Date
  nextUpdate: Date | undefined
  entries: DerElement | undefined
  isDelta: boolean
}

/** @throws RangeError where the bytes are not DER. */
function readBody(bytes: Buffer): CrlBody | undefined {
  const [list, algorithm, signature] = readMembers(bytes)
  if (!list || !algorithm || !signature) return undefined
  const fields = readElements(list.content)
  const start = fields[0]?.tag === 0x02 ? 1 : 0
  const [, issuerName, thisUpdate, ...rest] = fields.slice(start)
  if (!issuerName || !isTime(thisUpdate)) return undefined
  const nextUpdate = isTime(rest[0]) ? readTime(rest[0]) : undefined
  // A day that is none must not pass for one far away.
  if (Number.isNaN(readTime(thisUpdate).getTime()) || (nextUpdate && Number.isNaN(nextUpdate.getTime()))) return undefined
  return {
    list,
    algorithm,
    signature,
    issuerName,
    thisUpdate: readTime(thisUpdate),
    nextUpdate,
    entries: rest.find((one) => one.tag === 0x30),
    isDelta: rest.some((one) => one.tag === 0xa0 && one.raw.includes(deltaOid))
  }
}

function isMadeBy(body: CrlBody | undefined, issuer: SigningCertificate): boolean {
  if (!body?.issuerName.raw.equals(issuer.subjectDer) || (issuer.keyUsage && !issuer.keyUsage.includes('cRLSign'))) return false
  return verifySignedDer(body.list, body.algorithm, body.signature, issuer.x509.publicKey)
}

/** Bytes from outside may be cut anywhere. */
function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
