/**
 * The few pieces of DER (X.690) that CMS and certificates need. Written out instead of taken from an ASN.1 library so that certificates and names
 * are carried byte for byte as their issuer encoded them.
 */

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

/** Encodes one element: identifier, length, the parts one after another. */
export function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([Buffer.from([tag]), encodeLength(length), ...parts])
}

function encodeLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length])
  const octets: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256)
  return Buffer.from([0x80 | octets.length, ...octets])
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
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(encodeArc)]))
}

function encodeArc(arc: number): number[] {
  const octets = [arc % 128]
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) octets.unshift(0x80 | (rest % 128))
  return octets
}

/** The dotted form of an OBJECT IDENTIFIER's content octets. */
export function readObjectIdentifier(content: Uint8Array): string {
  const arcs: number[] = []
  let arc = 0
  for (const octet of content) {
    arc = arc * 128 + (octet & 0x7f)
    if (octet < 0x80) {
      arcs.push(arc)
      arc = 0
    }
  }
  const [head = 0, ...rest] = arcs
  const first = Math.min(2, Math.floor(head / 40))
  return [first, head - first * 40, ...rest].join('.')
}
