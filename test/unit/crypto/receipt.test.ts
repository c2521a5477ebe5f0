import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { BatchStatement, EntryHeader, Receipt } from '../../../electron/contract/wire.ts'
import { createSigningKey, importPrivateKey, importPublicKey } from '../../../electron/crypto/ed25519.ts'
import { chainStart, hashEntry, hashPayload } from '../../../electron/crypto/entry-hash.ts'
import { buildMerkleTree } from '../../../electron/crypto/merkle.ts'
import { createReceiptReader, isReceiptValid, isSignedByPortal, signStatement } from '../../../electron/crypto/receipt.ts'

const key = createSigningKey()
const findKey = (keyId: string) => (keyId === 'receipt-1' ? importPublicKey('ed25519', key.publicKey) : undefined)

const header: EntryHeader = {
  version: 1,
  device: 'may-1',
  epoch: 1,
  seq: 1,
  kind: 'dossier.received',
  officer: 'can-bo-1',
  dossier: 'ho-so-1',
  baseRevision: 0,
  at: '2021-03-15T02:30:00.000Z',
  payloadHash: 'a'.repeat(64),
  previous: chainStart
}

function receiptsOf(headers: readonly EntryHeader[]): Receipt[] {
  const hashes = headers.map(hashEntry)
  const tree = buildMerkleTree(hashes)
  const statement: BatchStatement = { type: 'qmc-receipt-batch', portal: 'cong', device: 'may-1', root: tree.root, size: hashes.length, signedAt: '2021-03-15T02:31:00.000Z' }
  const batch = signStatement(statement, 'receipt-1', importPrivateKey('ed25519', key.privateKey))
  return headers.map((item, index) => ({ seq: item.seq, epoch: item.epoch, entryHash: hashes[index]!, path: tree.paths[index]!, batch }))
}

describe('an entry’s hash', () => {
  test('is SHA-256 of the canonical header, whatever the order of its members', () => {
    const canonical =
      `{"at":"2021-03-15T02:30:00.000Z","baseRevision":0,"device":"may-1","dossier":"ho-so-1","epoch":1,"kind":"dossier.received",` +
      `"officer":"can-bo-1","payloadHash":"${'a'.repeat(64)}","previous":"${'0'.repeat(64)}","seq":1,"version":1}`
    const expected = createHash('sha256').update(canonical).digest('hex')
    expect(hashEntry(header)).toBe(expected)
    expect(hashEntry(Object.fromEntries(Object.entries(header).reverse()) as EntryHeader)).toBe(expected)
    expect(hashEntry({ ...header, dossier: undefined })).not.toBe(expected)
  })

  test('changes with every member of the header', () => {
    for (const [name, value] of Object.entries(header)) {
      const other = typeof value === 'number' ? value + 1 : `${value}x`
      expect(hashEntry({ ...header, [name]: other })).not.toBe(hashEntry(header))
    }
  })

  test('of a payload depends on its salt', () => {
    const payload = { fullName: 'Trần Thị Mẫu', tuoi: 30 }
    const salt = Buffer.from('00112233445566778899aabbccddeeff', 'hex')
    const expected = createHash('sha256').update(salt).update('{"fullName":"Trần Thị Mẫu","tuoi":30}').digest('hex')
    expect(hashPayload(salt, payload)).toBe(expected)
    expect(hashPayload(Buffer.alloc(16), payload)).not.toBe(expected)
  })
})

describe('a receipt', () => {
  test('proves each entry of its batch', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), (size) => {
        const headers = Array.from({ length: size }, (_, index) => ({ ...header, seq: index + 1 }))
        const reader = createReceiptReader(findKey)
        receiptsOf(headers).forEach((receipt, index) => {
          const expected = { device: 'may-1', seq: index + 1, entryHash: hashEntry(headers[index]!) }
          expect(isReceiptValid(receipt, expected, findKey)).toBe(true)
          expect(reader.isReceiptValid(receipt, expected)).toBe(true)
        })
      }),
      { numRuns: 10 }
    )
  })

  test('proves nothing else: another entry, number, device, key, root or signature', () => {
    const [receipt, second] = receiptsOf([header, { ...header, seq: 2 }]) as [Receipt, Receipt]
    const expected = { device: 'may-1', seq: 1, entryHash: hashEntry(header) }
    const { batch } = receipt
    expect(isReceiptValid(second, expected, findKey)).toBe(false)
    expect(isReceiptValid({ ...second, seq: 1 }, expected, findKey)).toBe(false)
    expect(isReceiptValid({ ...second, seq: 1, entryHash: expected.entryHash }, expected, findKey)).toBe(false)
    expect(isReceiptValid(receipt, { ...expected, device: 'may-2' }, findKey)).toBe(false)
    expect(isReceiptValid(receipt, { ...expected, seq: 2 }, findKey)).toBe(false)
    expect(isReceiptValid({ ...receipt, path: [] }, expected, findKey)).toBe(false)
    expect(isReceiptValid({ ...receipt, batch: { ...batch, keyId: 'receipt-2' } }, expected, findKey)).toBe(false)
    expect(isReceiptValid(receipt, expected, () => importPublicKey('ed25519', createSigningKey().publicKey))).toBe(false)
    for (const [name, value] of Object.entries(batch.statement)) {
      const changed = { ...batch.statement, [name]: typeof value === 'number' ? value + 1 : `${value}0` } as BatchStatement
      expect(isReceiptValid({ ...receipt, batch: { ...batch, statement: changed } }, expected, findKey)).toBe(false)
    }
  })

  test('of a whole batch proves those entries in that order, and no other, fewer or more', () => {
    const headers = [1, 2, 3].map((seq) => ({ ...header, seq }))
    const [{ batch }] = receiptsOf(headers) as [Receipt]
    const entryHashes = headers.map(hashEntry)
    const { isBatchValid } = createReceiptReader(findKey)
    const holds = (hashes: readonly string[], change: Partial<BatchStatement> = {}, device = 'may-1'): boolean => isBatchValid({ ...batch, statement: { ...batch.statement, ...change } }, { device, entryHashes: hashes })
    expect(holds(entryHashes)).toBe(true)
    for (const hashes of [entryHashes.toReversed(), entryHashes.slice(1), [...entryHashes, entryHashes[2]!], [], ['', '', '']]) expect(holds(hashes)).toBe(false)
    expect([holds(entryHashes, { size: 4 }), holds(entryHashes, { signedAt: '2020' }), holds(entryHashes, { device: 'may-2' }, 'may-2'), holds(entryHashes, {}, 'may-2')]).toEqual([false, false, false, false])
  })

  test('read with others of its batch proves no more than alone', () => {
    const receipt = receiptsOf([header])[0]!
    const expected = { device: 'may-1', seq: 1, entryHash: hashEntry(header) }
    const reader = createReceiptReader(findKey)
    const change = (batch: Partial<Receipt['batch']>): Receipt => ({ ...receipt, batch: { ...receipt.batch, ...batch } })
    expect(reader.isReceiptValid(receipt, expected)).toBe(true)
    expect(reader.isReceiptValid(change({ statement: { ...receipt.batch.statement, size: 2 } }), expected)).toBe(false)
    expect(reader.isReceiptValid(change({ signature: receiptsOf([{ ...header, seq: 9 }])[0]!.batch.signature }), expected)).toBe(false)
    expect(reader.isReceiptValid(change({ keyId: 'receipt-2' }), expected)).toBe(false)
    expect(reader.isReceiptValid(receipt, { ...expected, entryHash: '0'.repeat(64) })).toBe(false)
    expect(reader.isReceiptValid(receipt, expected)).toBe(true)
  })

  test('a co-signed head holds for its own words only', () => {
    const statement = { type: 'qmc-chain-head' as const, portal: 'cong', device: 'may-1', epoch: 1, seq: 5, hash: 'b'.repeat(64), signedAt: '2021-03-15T02:31:00.000Z' }
    const head = signStatement(statement, 'receipt-1', importPrivateKey('ed25519', key.privateKey))
    expect(isSignedByPortal(head, findKey)).toBe(true)
    expect(isSignedByPortal({ ...head, statement: { ...statement, seq: 6 } }, findKey)).toBe(false)
  })
})
