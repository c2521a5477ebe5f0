import { hashCanonicalPayload, hashEntry } from '../../crypto/entry-hash.ts'
import type { ReceiptReader } from '../../crypto/receipt.ts'
import { localDay, type LocalDate } from '../../domain/calendar.ts'
import type { Receipt } from '../../contract/wire.ts'
import { getDevice } from '../context.ts'
import type { ReadDb } from '../db/open.ts'
import { listOfficeEntries } from '../history/history-store.ts'
import { provesItself } from '../history/read-histories.ts'
import { getSealed, listSealedOf, type SealedRow } from '../journal/journal-store.ts'
import { findDelivery } from '../outbox/delivery-store.ts'
import { createReceiptBuilder } from '../outbox/receipt-batch-store.ts'
import type { ExpiredDossier } from './find-expired.ts'

/** `signedOn`: the last day on which the portal signed for an entry, by its own clock; undefined where no entry of it is here. */
export type DossierProof = { kind: 'proven'; signedOn: LocalDate | undefined } | { kind: 'unproven' }

/**
 * Whether each entry, of this counter and of others, is what its hashes say and the portal's receipt leads from it to what the portal signed: else it is evidence, and nobody else may have it.
 * What cannot even be read is no less.
 */
export function proveDossier(db: ReadDb, { lanes, tellings }: Pick<ExpiredDossier, 'lanes' | 'tellings'>, receipts: ReceiptReader): DossierProof {
  const { device } = getDevice(db)
  const buildReceipt = createReceiptBuilder(db)
  const own = [...lanes.flatMap((lane) => listSealedOf(db, lane, device)), ...tellings.map((seq) => getSealed(db, seq, device))]
  try {
    const signed = [
      ...own.map((entry) => findProof(entry, findDelivery(db, entry.header.seq, buildReceipt)?.receipt, receipts)),
      ...lanes.flatMap((lane) => listOfficeEntries(db, lane).flatMap(({ sealed }) => (sealed ? [provesItself(receipts, lane, { ...sealed, payload: sealed.payload ?? null }) ? sealed.receipt : undefined] : [])))
    ]
    const days = signed.map((receipt) => (receipt ? localDay(Date.parse(receipt.batch.statement.signedAt)) : undefined))
    return days.every((day) => day !== undefined) ? { kind: 'proven', signedOn: days.sort().at(-1) } : { kind: 'unproven' }
  } catch {
    return { kind: 'unproven' }
  }
}

function findProof({ header, hash, salt, payloadText }: SealedRow, receipt: Receipt | undefined, receipts: ReceiptReader): Receipt | undefined {
  if (hashEntry(header) !== hash) return undefined
  if (payloadText !== undefined && hashCanonicalPayload(salt, payloadText) !== header.payloadHash) return undefined
  return receipt && receipts.isReceiptValid(receipt, { device: header.device, seq: header.seq, entryHash: hash }) ? receipt : undefined
}
