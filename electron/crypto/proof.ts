import * as z from '../domain/schema.ts'
import { EntryHeader, Receipt } from '../contract/wire.ts'
import { decodeBase45, encodeBase45 } from './base45.ts'
import { hashEntry } from './entry-hash.ts'
import { rootFromPath } from './merkle.ts'
import { isReceiptValid, type FindReceiptKey } from './receipt.ts'

/**
 * The portal's receipt of one entry as the text of a QR code: the entry's envelope, the path, the signature. Whatever follows from these (the entry's hash, the root, the signed statement) is
 * made again by the reader and so cannot disagree. The envelope names no person; kind, dossier, device, order and time are proved with it.
 */
const mark = 'QMC1:'
const hashBytes = 32
const signatureBytes = 64

const Facts = z.tuple([
  z.number(), z.number(), z.number(), z.string(), z.string(), z.string(), z.number(), z.string(), // version epoch seq kind officer dossier baseRevision at
  z.string(), z.string(), z.number(), z.string(), z.string(), z.string().regex(/^[lr]*$/) // portal device size signedAt keyId sides
])

/** Undefined when the statement holds what this form has no place for: a newer portal's. */
export function encodeProof(header: EntryHeader, receipt: Receipt): string | undefined {
  const { statement, keyId, signature } = receipt.batch
  const { type: _type, root: _root, portal, device, size, signedAt, ...more } = statement
  if (Object.keys(more).length > 0) return undefined
  const sides = receipt.path.map(({ side }) => side[0]).join('')
  const facts = [header.version, header.epoch, header.seq, header.kind, header.officer, header.dossier ?? '', header.baseRevision, header.at, portal, device, size, signedAt, keyId, sides]
  const meta = Buffer.from(JSON.stringify(facts))
  const length = Buffer.alloc(2)
  length.writeUInt16BE(meta.length)
  const hashes = [header.payloadHash, header.previous, ...receipt.path.map(({ hash }) => hash)].map((hash) => Buffer.from(hash, 'hex'))
  return mark + encodeBase45(Buffer.concat([length, meta, Buffer.from(signature, 'base64'), ...hashes]))
}

export function isProof(text: string): boolean {
  return text.startsWith(mark)
}

/** What a proof says, not yet verified; undefined when it cannot be read. */
export function decodeProof(text: string): { header: EntryHeader; receipt: Receipt } | undefined {
  try {
    const bytes = decodeBase45(text.trim().slice(mark.length))
    const metaEnd = 2 + bytes.readUInt16BE(0)
    const [version, epoch, seq, kind, officer, dossier, baseRevision, at, portal, device, size, signedAt, keyId, sides] = Facts.parse(JSON.parse(bytes.subarray(2, metaEnd).toString('utf8')))
    const signatureEnd = metaEnd + signatureBytes
    const hashAt = (index: number): string => bytes.subarray(signatureEnd + index * hashBytes, signatureEnd + (index + 1) * hashBytes).toString('hex')
    if (!isProof(text) || bytes.length !== signatureEnd + (2 + sides.length) * hashBytes) return undefined
    const header = EntryHeader.parse({ version, device, epoch, seq, kind, officer, ...(dossier === '' ? {} : { dossier }), baseRevision, at, payloadHash: hashAt(0), previous: hashAt(1) })
    const path = [...sides].map((side, index) => ({ side: side === 'l' ? ('left' as const) : ('right' as const), hash: hashAt(2 + index) }))
    const entryHash = hashEntry(header)
    const statement = { type: 'qmc-receipt-batch' as const, portal, device, root: rootFromPath(entryHash, path), size, signedAt }
    const signature = bytes.subarray(metaEnd, signatureEnd).toString('base64')
    return { header, receipt: Receipt.parse({ seq, epoch, entryHash, path, batch: { statement, keyId, signature } }) }
  } catch {
    return undefined
  }
}

export type ProofFinding = { kind: 'valid'; header: EntryHeader; portal: string; signedAt: string } | { kind: 'unreadable' } | { kind: 'key-unknown' } | { kind: 'forged' }

/** Verifies the text of a proof with the portal's keys alone. */
export function verifyProof(text: string, findKey: FindReceiptKey): ProofFinding {
  const proof = decodeProof(text)
  if (!proof) return { kind: 'unreadable' }
  const { header, receipt } = proof
  const { statement, keyId } = receipt.batch
  if (!findKey(keyId)) return { kind: 'key-unknown' }
  if (!isReceiptValid(receipt, { device: header.device, seq: header.seq, entryHash: hashEntry(header) }, findKey)) return { kind: 'forged' }
  return { kind: 'valid', header, portal: statement.portal, signedAt: statement.signedAt }
}
