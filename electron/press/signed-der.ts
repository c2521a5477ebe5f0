import { verify, type KeyObject } from 'node:crypto'
import { readElements, readFirstElement, readObjectIdentifier, type DerElement } from '../crypto/der.ts'

/** What X.509 lists and OCSP answers share: something, the algorithm, the signature over it. */
const hashOf: Record<string, string> = {
  '1.2.840.113549.1.1.5': 'sha1',
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.1': 'sha1',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512'
}

/** @returns false also for algorithms not listed above: what cannot be checked is not believed. */
export function verifySignedDer(signed: DerElement, algorithm: DerElement, signature: DerElement, key: KeyObject): boolean {
  const [name] = readElements(algorithm.content)
  const hash = name && hashOf[readObjectIdentifier(name.content)]
  if (!hash) return false
  try {
    // A BIT STRING begins with the count of unused bits.
    return verify(hash, signed.raw, key, signature.content.subarray(1))
  } catch {
    return false
  }
}

/** UTCTime or GeneralizedTime. */
export function readTime(element: DerElement): Date {
  const text = element.content.toString('latin1')
  const [, year = '', rest = ''] = (element.tag === 0x17 ? /^(\d\d)(\d{10})Z$/ : /^(\d{4})(\d{10})(?:\.\d+)?Z$/).exec(text) ?? []
  const full = element.tag === 0x17 ? String(Number(year) < 50 ? 2000 + Number(year) : 1900 + Number(year)) : year
  const [month, day, hour, minute, second] = rest.match(/../g) ?? []
  return new Date(`${full}-${month}-${day}T${hour}:${minute}:${second}Z`)
}

export function isTime(element: DerElement | undefined): element is DerElement {
  return element?.tag === 0x17 || element?.tag === 0x18
}

/** The members of the SEQUENCE the bytes are. */
export function readMembers(bytes: Uint8Array): DerElement[] {
  return readElements(readFirstElement(bytes).content)
}
