import { open, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { FileReceipt, Receipt, SignedHead } from '../../contract/wire.ts'
import { importPrivateKey, signText } from '../../crypto/ed25519.ts'
import { chainStart } from '../../crypto/entry-hash.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { isWritable } from '../continuity/folder.ts'
import { getDevice, type CoreContext } from '../context.ts'
import type { ReadDb } from '../db/open.ts'
import { findSetting } from '../db/setting-store.ts'
import { listEntries } from '../journal/journal-store.ts'
import { findDelivery, type DeliveryRow } from '../outbox/delivery-store.ts'
import { createReceiptBuilder } from '../outbox/receipt-batch-store.ts'
import { listFileReceipts } from '../outbox/file-receipt-store.ts'
import { endText, type ExportLine } from './verify-export.ts'

const pageSize = 50

/**
 * Writes the whole journal with its receipts, one line an entry, for an auditor's verifier (out/app/verify.mjs). Without content it holds no personal data and still
 * proves order, authorship, times and receipts; with content also every word.
 */
export async function exportJournal(context: Pick<CoreContext, 'db' | 'now'>, folder: string, withContent: boolean): Promise<Result<{ path: string; entries: number }, { kind: 'folder-unwritable' } | { kind: 'disk-full' }>> {
  if (!(await isWritable(folder))) return err({ kind: 'folder-unwritable' })
  const at = new Date(context.now()).toISOString()
  const path = join(folder, `journal-${getDevice(context.db).device}-${at.slice(0, 19).replaceAll(/[-:]/g, '')}Z.jsonl`)
  const file = await open(path, 'wx', 0o600)
  try {
    const entries = await writeJournal(context.db, file, { at, withContent })
    await file.close()
    return ok({ path, entries })
  } catch (error) {
    await file.close()
    // Half of a journal would look like one that was shortened.
    await rm(path, { force: true })
    throw error
  }
}

/** Answers the number of entries. */
async function writeJournal(db: ReadDb, file: FileHandle, { at, withContent }: { at: string; withContent: boolean }): Promise<number> {
  const { device, portal, privateKey } = getDevice(db)
  let last = { seq: 0, hash: chainStart }
  const buildReceipt = createReceiptBuilder(db)
  const writeLine = (line: ExportLine): string => `${JSON.stringify(line)}\n`
  const signedHead = findSetting<SignedHead>(db, 'signed-head')
  await file.appendFile(writeLine({ kind: 'head', format: 'qmc-journal', version: 1, device, portal, at, ...(signedHead?.signature ? { signedHead } : {}) }))
  for (;;) {
    const rows = listEntries(db, device, last.seq, pageSize)
    const end = rows.at(-1)
    if (!end) break
    const lines = rows.map(({ header, salt, payload }) => {
      const delivery = findDelivery(db, header.seq, buildReceipt)
      return writeLine({ kind: 'entry', header, ...(withContent && payload !== undefined ? { salt: salt.toString('base64'), payload } : {}), ...tellReceipt(delivery) })
    })
    await file.appendFile(lines.join(''))
    last = { seq: end.header.seq, hash: end.hash }
    await setImmediate()
  }
  let files = 0
  for (let after: FileReceipt | undefined; ; ) {
    const receipts = listFileReceipts(db, after, pageSize)
    if (receipts.length === 0) break
    await file.appendFile(receipts.map((receipt) => writeLine({ kind: 'file', receipt })).join(''))
    files += receipts.length
    after = receipts.at(-1)
  }
  const signature = signText(importPrivateKey('ed25519', privateKey), endText({ device, at, ...last, files }))
  await file.appendFile(writeLine({ kind: 'end', ...last, files, signature }))
  await file.sync()
  return last.seq
}

function tellReceipt(delivery: DeliveryRow | undefined): { receipt?: Receipt; receiptLost?: true } {
  if (delivery?.receipt) return { receipt: delivery.receipt }
  return delivery?.state === 'received' ? { receiptLost: true } : {}
}
