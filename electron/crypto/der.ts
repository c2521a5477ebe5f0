import forge from 'node-forge'

/**
 * The few pieces of DER (X.690) that CMS and certificates need. node-forge writes identifiers, lengths and OIDs; reading keeps every element as the bytes it came in,
 * because an issuer's name or certificate must be carried exactly as the issuer encoded it, which a parse and a new encoding do not promise.
 */
const { asn1 } = forge

export interface DerElement {
  /** The identifier octet, e.g. 0x30 for a SEQUENCE. */
  tag: number
  /** The value's bytes. */
  content: Buffer
  /** Identifier, length and value: the whole element as it stands. */
  raw: Buffer
}

/**
 * Reads the elements that follow one another in `bytes`.
 * @throws RangeError when a length points outside, or is indefinite.
 */
export function readElements(bytes: Uint8Array): DerElement[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const elements: DerElement[] = []
  for (let offset = 0; offset < buffer.length; ) {
    const element = readElementAt(buffer, offset)
    elements.push(element)
    offset += element.raw.length
  }
  return elements
}

/** Reads the one element at the start of `bytes`; what follows it (e.g. the zeros after a signature in a PDF) is ignored. */
export function readFirstElement(bytes: Uint8Array): DerElement {
  return readElementAt(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0)
}

function readElementAt(buffer: Buffer, offset: number): DerElement {
  const tag = buffer[offset]
  const first = buffer[offset + 1]
  if (tag === undefined || first === undefined) throw new RangeError('DER element is cut short')
  if (first === 0x80) throw new RangeError('indefinite length is not DER')
  const lengthOctets = first < 0x80 ? 0 : first & 0x7f
  if (lengthOctets > 4 || offset + 2 + lengthOctets > buffer.length) throw new RangeError('DER length is out of range')
  const length = lengthOctets === 0 ? first : buffer.readUIntBE(offset + 2, lengthOctets)
  const start = offset + 2 + lengthOctets
  if (start + length > buffer.length) throw new RangeError('DER element is cut short')
  return { tag, content: buffer.subarray(start, start + length), raw: buffer.subarray(offset, start + length) }
}

/** Encodes one element: identifier (with its constructed bit), length, the parts one after another. */
export function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const value = Buffer.concat(parts).toString('latin1')
  const element = asn1.create((tag & 0xc0) as forge.asn1.Class, tag & 0x3f, false, value)
  return Buffer.from(asn1.toDer(element).getBytes(), 'latin1')
}

export function derSequence(...parts: Uint8Array[]): Buffer {
  return der(0x30, ...parts)
}

/** SET OF: DER wants the members in the order of their encodings. */
export function derSetOf(...members: Buffer[]): Buffer {
  return der(0x31, ...[...members].sort(Buffer.compare))
}

export function derOctetString(bytes: Uint8Array): Buffer {
  return der(0x04, bytes)
}

export function derNull(): Buffer {
  return der(0x05)
}

/** A non-negative INTEGER from its big-endian bytes. */
export function derUnsignedInteger(bytes: Uint8Array): Buffer {
  let start = 0
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1
  const magnitude = bytes.subarray(start)
  const needsZero = (magnitude[0] ?? 0) >= 0x80
  return der(0x02, needsZero ? Buffer.concat([Buffer.from([0]), magnitude]) : magnitude)
}

/** OBJECT IDENTIFIER from its dotted form. */
export function derObjectIdentifier(dotted: string): Buffer {
  return der(0x06, Buffer.from(asn1.oidToDer(dotted).getBytes(), 'latin1'))
}

/** The dotted form of an OBJECT IDENTIFIER's content octets. */
export function readObjectIdentifier(content: Uint8Array): string {
  return asn1.derToOid(forge.util.createBuffer(Buffer.from(content).toString('latin1')))
}
