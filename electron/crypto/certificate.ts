import { X509Certificate } from 'node:crypto'
import { readElements, readFirstElement, readObjectIdentifier, type DerElement } from './der.ts'

/** What signing needs of an X.509 certificate (RFC 5280), read once. */
export interface SigningCertificate {
  x509: X509Certificate
  der: Buffer
  subject: string
  commonName: string
  /** O: the agency or office; undefined when the certificate names none. */
  organisation: string | undefined
  issuer: string
  /** Hex, upper case, as certificate viewers show it. */
  serial: string
  validFrom: Date
  validTo: Date
  isCa: boolean
  /** Key usage bits by name; undefined when the certificate does not restrict them. */
  keyUsage: KeyUsage[] | undefined
  algorithm: 'rsa-2048' | 'rsa-other' | 'ecdsa-p256' | 'other'
  /** The issuer Name and the serial INTEGER as encoded, for CMS's IssuerAndSerialNumber. */
  issuerDer: Buffer
  serialDer: Buffer
  subjectDer: Buffer
  /** SubjectPublicKeyInfo as encoded. */
  publicKeyDer: Buffer
  /** How many authorities may stand below this one; undefined when it does not say. */
  pathLength: number | undefined
  /** Purposes by OID (RFC 5280 §4.2.1.12); undefined when the certificate does not restrict them. */
  purposes: string[] | undefined
  /** Where its authority says lists and answers can be had (http only). */
  crlUrls: string[]
  ocspUrls: string[]
}

const keyUsageNames = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly'
] as const
export type KeyUsage = (typeof keyUsageNames)[number]

/** @throws when the bytes are not one X.509 certificate. */
export function readCertificate(bytes: Uint8Array): SigningCertificate {
  const x509 = new X509Certificate(bytes)
  const [validFrom, validTo] = [new Date(x509.validFrom), new Date(x509.validTo)]
  // OpenSSL takes a day that is none and prints it as such.
  if (Number.isNaN(validFrom.getTime()) || Number.isNaN(validTo.getTime())) throw new RangeError('certificate has no readable validity')
  const body = readBody(x509.raw)
  const extensions = readExtensions(body.extensions)
  return {
    x509,
    der: x509.raw,
    subject: describeElement(body.subject),
    commonName: findAttribute(body.subject, '2.5.4.3') ?? describeElement(body.subject),
    organisation: findAttribute(body.subject, '2.5.4.10'),
    issuer: describeElement(body.issuer),
    // BoringSSL (inside Electron) prints it in lower case.
    serial: x509.serialNumber.toUpperCase(),
    validFrom,
    validTo,
    isCa: x509.ca,
    keyUsage: readKeyUsage(extensions.get('2.5.29.15')),
    algorithm: getAlgorithm(x509),
    issuerDer: body.issuer.raw,
    serialDer: body.serial.raw,
    subjectDer: body.subject.raw,
    publicKeyDer: body.publicKey.raw,
    pathLength: readPathLength(extensions.get('2.5.29.19')),
    purposes: readPurposes(extensions.get('2.5.29.37')),
    crlUrls: readCrlUrls(extensions.get('2.5.29.31')),
    ocspUrls: readOcspUrls(extensions.get('1.3.6.1.5.5.7.1.1'))
  }
}

export type CertificateProblem = 'expired' | 'not-yet-valid' | 'wrong-usage' | 'unsupported-algorithm'

/** Why this certificate cannot sign a document at `now`; undefined when it can. */
export function findCertificateProblem(certificate: SigningCertificate, now: Date): CertificateProblem | undefined {
  if (certificate.algorithm !== 'rsa-2048' && certificate.algorithm !== 'ecdsa-p256') return 'unsupported-algorithm'
  const usage = certificate.keyUsage
  if (certificate.isCa || (usage && !usage.includes('digitalSignature') && !usage.includes('nonRepudiation'))) return 'wrong-usage'
  if (now < certificate.validFrom) return 'not-yet-valid'
  if (now > certificate.validTo) return 'expired'
  return undefined
}

/** The certificates among `candidates` that lead from `leaf` towards its root, nearest first. */
export function buildChain(leaf: SigningCertificate, candidates: SigningCertificate[]): SigningCertificate[] {
  const chain: SigningCertificate[] = []
  for (let current = leaf; ; ) {
    const issuer = candidates.find((candidate) => candidate !== current && current.x509.checkIssued(candidate.x509))
    if (!issuer || chain.includes(issuer)) return chain
    chain.push(issuer)
    current = issuer
  }
}

interface CertificateBody {
  serial: DerElement
  issuer: DerElement
  subject: DerElement
  publicKey: DerElement
  extensions: DerElement | undefined
}

function readBody(raw: Buffer): CertificateBody {
  const [tbs] = readElements(readFirstElement(raw).content)
  const fields = tbs ? readElements(tbs.content) : []
  // The version is [0] and optional; what follows it has fixed places.
  const start = fields[0]?.tag === 0xa0 ? 1 : 0
  const [serial, , issuer, , subject, publicKey] = fields.slice(start)
  if (!serial || !issuer || !subject || !publicKey) throw new RangeError('certificate is cut short')
  return { serial, issuer, subject, publicKey, extensions: fields.find((field) => field.tag === 0xa3) }
}

/** The extensions' values by OID. */
function readExtensions(extensions: DerElement | undefined): Map<string, Buffer> {
  const list = extensions && readElements(extensions.content)[0]
  const found = new Map<string, Buffer>()
  for (const extension of list ? readElements(list.content) : []) {
    const parts = readElements(extension.content)
    const value = parts.at(-1)
    if (parts[0] && value) found.set(readObjectIdentifier(parts[0].content), value.content)
  }
  return found
}

function readKeyUsage(value: Buffer | undefined): KeyUsage[] | undefined {
  if (!value) return undefined
  const bits = readFirstElement(value).content
  return keyUsageNames.filter((_, index) => ((bits[1 + (index >> 3)] ?? 0) & (0x80 >> (index & 7))) !== 0)
}

function readPathLength(value: Buffer | undefined): number | undefined {
  const length = value && readElements(readFirstElement(value).content).find((part) => part.tag === 0x02)
  return length && length.content.length <= 4 ? length.content.readUIntBE(0, length.content.length) : undefined
}

function readPurposes(value: Buffer | undefined): string[] | undefined {
  return value && readElements(readFirstElement(value).content).map((part) => readObjectIdentifier(part.content))
}

const uriTag = 0x86

/** CRLDistributionPoints: in each point [0] DistributionPointName, [0] fullName, GeneralNames. */
function readCrlUrls(value: Buffer | undefined): string[] {
  const points = value ? readElements(readFirstElement(value).content) : []
  return points
    .flatMap((point) => readElements(point.content).filter((part) => part.tag === 0xa0))
    .flatMap((name) => readElements(name.content).filter((part) => part.tag === 0xa0))
    .flatMap((full) => readElements(full.content))
    .flatMap(readHttpUrl)
}

function readOcspUrls(value: Buffer | undefined): string[] {
  return (value ? readElements(readFirstElement(value).content) : []).flatMap((access) => {
    const [method, location] = readElements(access.content)
    return method && location && readObjectIdentifier(method.content) === '1.3.6.1.5.5.7.48.1' ? readHttpUrl(location) : []
  })
}

function readHttpUrl(name: DerElement): string[] {
  const text = name.tag === uriTag ? name.content.toString('latin1') : ''
  return /^https?:\/\//i.test(text) ? [text] : []
}

const attributeNames: Record<string, string> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '0.9.2342.19200300.100.1.1': 'UID'
}

function readName(name: DerElement): { oid: string; value: string }[] {
  return readElements(name.content)
    .flatMap((relative) => readElements(relative.content))
    .map((attribute) => {
      const [oid, value] = readElements(attribute.content)
      return { oid: oid ? readObjectIdentifier(oid.content) : '', value: value ? readText(value) : '' }
    })
}

/** A Name as encoded, in words. @throws RangeError when it is none. */
export function describeName(nameDer: Uint8Array): string {
  return describeElement(readFirstElement(nameDer))
}

/** OpenSSL and BoringSSL (inside Electron) print non-ASCII names differently, so names are read here: one look on every runtime. */
function describeElement(name: DerElement): string {
  return readName(name)
    .map(({ oid, value }) => `${attributeNames[oid] ?? oid}=${value}`)
    .join(', ')
}

function findAttribute(name: DerElement, oid: string): string | undefined {
  return readName(name).find((attribute) => attribute.oid === oid)?.value
}

function readText(element: DerElement): string {
  const bmpString = 0x1e
  const text = element.tag === bmpString ? Buffer.from(element.content).swap16().toString('utf16le') : element.content.toString('utf8')
  return text.normalize('NFC')
}

function getAlgorithm(x509: X509Certificate): SigningCertificate['algorithm'] {
  const key = x509.publicKey
  const details = key.asymmetricKeyDetails
  if (key.asymmetricKeyType === 'rsa') return details?.modulusLength === 2048 ? 'rsa-2048' : 'rsa-other'
  if (key.asymmetricKeyType === 'ec' && details?.namedCurve === 'prime256v1') return 'ecdsa-p256'
  return 'other'
}
