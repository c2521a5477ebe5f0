import * as z from '../../domain/schema.ts'
import { RawKey } from '../../contract/portal-keys.ts'
import { EntryHeader, FileReceipt, Receipt, SignedHead } from '../../contract/wire.ts'
import { importPublicKey, verifyText } from '../../crypto/ed25519.ts'
import { chainStart, hashEntry, hashPayload } from '../../crypto/entry-hash.ts'
import { ContentPurged } from '../../domain/retention.ts'
import { isReceiptValid, isSignedByPortal, type FindReceiptKey } from '../../crypto/receipt.ts'

/** One line of an export: the head, the entries in order, the receipts of files, the end that the counter has signed. */
export const ExportLine = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('head'), format: z.literal('qmc-journal'), version: z.literal(1), device: z.string(), portal: z.string(), at: z.string(), signedHead: SignedHead.optional() }),
  z.strictObject({ kind: z.literal('entry'), header: EntryHeader, salt: z.string().regex(/^[A-Za-z0-9+/]{22}==$/).optional(), payload: z.unknown().optional(), receipt: Receipt.optional(), receiptLost: z.literal(true).optional() }),
  z.strictObject({ kind: z.literal('file'), receipt: FileReceipt }),
  z.strictObject({ kind: z.literal('end'), files: z.number().int().optional(), seq: z.number().int(), hash: z.string(), signature: z.string().regex(/^[A-Za-z0-9+/]{86}==$/) })
])
export type ExportLine = z.infer<typeof ExportLine>

/** What the auditor has from the portal and not from the counter (test/portal/print-keys.ts). */
export const AuditKeys = z.object({
  receiptKeys: z.array(z.object({ keyId: z.string(), publicKey: RawKey })),
  /** One line for each key a counter has or had. */
  devices: z.array(z.object({ device: z.string(), publicKey: RawKey }))
})
export type AuditKeys = z.infer<typeof AuditKeys>

export type ExportFault =
  /** The first line is not that of an export, or a line cannot be read. */
  | 'unreadable'
  /** The portal knows no such counter. */
  | 'device-unknown'
  /** An entry is missing, doubled or out of place. */
  | 'sequence'
  /** The entry does not follow the one before it: that one or this one was changed. */
  | 'previous'
  | 'payload'
  /** More entries have lost their content than the journal tells purges of. */
  | 'content-missing'
  | 'receipt'
  /** A file's receipt is not of this counter, or not signed by the portal. */
  | 'file-receipt'
  /** The portal signed another entry at this place, or one the export does not reach. */
  | 'signed-head'
  /** The end is missing, or not signed by the counter. */
  | 'end'

export type ExportFinding =
  /** `receiptsLost`: entries whose receipt the counter had and no longer has: the portal is asked about these */
  | { kind: 'intact'; device: string; entries: number; withReceipt: number; receiptsLost: number; withContent: number; files: number; signedTo: number }
  | { kind: 'broken'; line: number; seq?: number; reason: ExportFault }

type HeadLine = Extract<ExportLine, { kind: 'head' }>
type EntryLine = Extract<ExportLine, { kind: 'entry' }>

/** What the counter signs at the end of an export: nobody can cut it or go on with it. */
export function endText(end: { device: string; at: string; seq: number; hash: string; files?: number | undefined }): string {
  return `qmc-journal-export ${end.device} ${end.at} ${end.seq} ${end.hash}${end.files === undefined ? '' : ` ${end.files}`}`
}

/** Verifies an export with the portal's keys alone: chain, content where it is there, receipts, the head the portal co-signed, and the counter's own signature at the end. */
export async function verifyExport(lines: AsyncIterable<string> | Iterable<string>, keys: AuditKeys): Promise<ExportFinding> {
  const findKey = keyFinder(keys)
  let head: HeadLine | undefined
  let previous = { seq: 0, hash: chainStart, epoch: 1 }
  let counts = { entries: 0, withReceipt: 0, receiptsLost: 0, withContent: 0, files: 0 }
  let purged = 0
  let ended = false
  let number = 0
  for await (const text of lines) {
    number += 1
    if (text === '' && ended) continue
    const line = parseLine(text)
    const broken = (reason: ExportFault, seq?: number): ExportFinding => ({ kind: 'broken', line: number, ...(seq === undefined ? {} : { seq }), reason })
    if (!line || ended || (line.kind === 'head') !== (head === undefined)) return broken('unreadable')
    if (line.kind === 'head') {
      head = line
      if (!keys.devices.some(({ device }) => device === line.device)) return broken('device-unknown')
    } else if (line.kind === 'file') {
      const { device, portal } = line.receipt.statement
      if (device !== head!.device || portal !== head!.portal || !isSignedByPortal(line.receipt, findKey)) return broken('file-receipt')
      counts = { ...counts, files: counts.files + 1 }
    } else if (line.kind === 'entry') {
      if (counts.files > 0) return broken('sequence', line.header.seq)
      const fault = findEntryFault(line, previous, head!, findKey)
      if (fault) return broken(fault, line.header.seq)
      purged += countPurged(line)
      previous = { seq: line.header.seq, hash: hashEntry(line.header), epoch: line.header.epoch }
      counts = {
        ...counts,
        entries: counts.entries + 1,
        withReceipt: counts.withReceipt + (line.receipt ? 1 : 0),
        receiptsLost: counts.receiptsLost + (line.receiptLost ? 1 : 0),
        withContent: counts.withContent + (line.salt === undefined ? 0 : 1)
      }
    } else {
      ended = true
      const text = endText({ device: head!.device, at: head!.at, seq: line.seq, hash: line.hash, files: line.files })
      const isSigned = keys.devices.some(({ device, publicKey }) => device === head!.device && verifyText(importPublicKey('ed25519', publicKey), text, line.signature))
      if (!isSigned || (line.files ?? 0) !== counts.files || line.seq !== previous.seq || line.hash !== previous.hash) return broken('end', line.seq)
    }
  }
  if (!head || !ended) return { kind: 'broken', line: number, reason: head ? 'end' : 'unreadable' }
  const signed = head.signedHead
  if (signed && (signed.statement.seq > previous.seq || signed.statement.device !== head.device || !isSignedByPortal(signed, findKey))) return { kind: 'broken', line: 1, seq: signed.statement.seq, reason: 'signed-head' }
  // Of an export made without content nothing can be said.
  if (counts.withContent > 0 && counts.withContent + purged < counts.entries) return { kind: 'broken', line: number, reason: 'content-missing' }
  return { kind: 'intact', device: head.device, ...counts, signedTo: signed?.statement.seq ?? 0 }
}

function findEntryFault(line: EntryLine, previous: { seq: number; hash: string; epoch: number }, head: HeadLine, findKey: FindReceiptKey): ExportFault | undefined {
  const { header, salt, payload, receipt } = line
  if (header.device !== head.device || header.seq !== previous.seq + 1 || header.epoch < previous.epoch) return 'sequence'
  if (header.previous !== previous.hash) return 'previous'
  const hash = hashEntry(header)
  if (salt !== undefined && !isPayload(salt, payload, header.payloadHash)) return 'payload'
  if (receipt && (receipt.epoch !== header.epoch || receipt.batch.statement.portal !== head.portal)) return 'receipt'
  if (receipt && !isReceiptValid(receipt, { device: head.device, seq: header.seq, entryHash: hash }, findKey)) return 'receipt'
  const signed = head.signedHead?.statement
  return signed?.seq === header.seq && signed.epoch === header.epoch && signed.hash !== hash ? 'signed-head' : undefined
}

/** Of how many entries this one tells that their content was purged. */
function countPurged({ header, payload }: EntryLine): number {
  return header.kind === 'content.purged' ? (ContentPurged.safeParse(payload).data?.entries ?? 0) : 0
}

function isPayload(salt: string, payload: unknown, hash: string): boolean {
  try {
    return hashPayload(Buffer.from(salt, 'base64'), payload) === hash
  } catch {
    // Absent, or with numbers that no counter writes.
    return false
  }
}

function parseLine(text: string): ExportLine | undefined {
  try {
    const line = ExportLine.safeParse(JSON.parse(text))
    return line.success ? line.data : undefined
  } catch {
    return undefined
  }
}

/** Keys are read once; a receipt's batch is checked for each entry, which costs a tenth of a millisecond. */
export function keyFinder(keys: AuditKeys): FindReceiptKey {
  const known = new Map(keys.receiptKeys.map(({ keyId, publicKey }) => [keyId, importPublicKey('ed25519', publicKey)]))
  return (keyId) => known.get(keyId)
}
