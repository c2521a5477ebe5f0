import type { BatchedPushResponse, PushResponse, Receipt, SignedBatch } from '../../../electron/contract/wire.ts'
import { createSigningKey, importPrivateKey } from '../../../electron/crypto/ed25519.ts'
import { buildMerkleTree } from '../../../electron/crypto/merkle.ts'
import { signStatement } from '../../../electron/crypto/receipt.ts'

export const receiptsOf = (response: PushResponse): Receipt[] => response.results.flatMap((result) => (result.outcome === 'accepted' ? [result.receipt] : []))

/** Another portal that does what ours does, with a key that nobody was given. */
const stranger = createSigningKey()
function signAnew(receipt: Receipt, change: Partial<Receipt['batch']['statement']>, keyId = receipt.batch.keyId): void {
  receipt.batch = signStatement({ ...receipt.batch.statement, ...change }, keyId, importPrivateKey('ed25519', stranger.privateKey))
}

export function flip(hex: string): string {
  return (hex.startsWith('0') ? '1' : '0') + hex.slice(1)
}

/** What a portal may say falsely of an entry's own receipt. */
export const lies: [string, (response: PushResponse) => void][] = [
  ['another root', (response) => receiptsOf(response).forEach((receipt) => (receipt.batch.statement.root = flip(receipt.batch.statement.root)))],
  ['another signature', (response) => receiptsOf(response).forEach((receipt) => (receipt.batch.signature = Buffer.alloc(64, 7).toString('base64')))],
  ['another entry’s hash', (response) => receiptsOf(response).forEach((receipt) => (receipt.entryHash = flip(receipt.entryHash)))],
  ['another sequence number', (response) => receiptsOf(response).forEach((receipt) => (receipt.seq += 1))],
  ['another path', (response) => receiptsOf(response).forEach((receipt) => receipt.path.push({ side: 'left', hash: 'a'.repeat(64) }))],
  ['another time of signing', (response) => receiptsOf(response).forEach((receipt) => (receipt.batch.statement.signedAt = '2020-01-01T00:00:00.000Z'))],
  ['another device', (response) => receiptsOf(response).forEach((receipt) => (receipt.batch.statement.device = 'may-khac'))],
  ['a key nobody was given', (response) => receiptsOf(response).forEach((receipt) => signAnew(receipt, {}, 'khoa-la'))],
  ['a known key’s name over a stranger’s signature', (response) => receiptsOf(response).forEach((receipt) => signAnew(receipt, {}))],
  ['a root over no entry of ours', (response) => receiptsOf(response).forEach((receipt) => signAnew(receipt, { root: buildMerkleTree(['b'.repeat(64)]).root }))],
  ['a head nobody signed', (response) => (response.head.signature = Buffer.alloc(64, 7).toString('base64'))],
  ['a head of another chain', (response) => (response.head.statement.hash = flip(response.head.statement.hash))]
]

/** What it may say falsely of what it signed for a whole batch. */
export const liesTogether: [string, (response: BatchedPushResponse, batch: SignedBatch) => void][] = [
  ['another root', (_response, { statement }) => (statement.root = flip(statement.root))],
  ['none', (response) => delete response.batch],
  ['a stranger’s, over the right root', (response, batch) => (response.batch = signStatement(batch.statement, batch.keyId, importPrivateKey('ed25519', stranger.privateKey)))],
  ['an entry more', (response) => response.results.push({ outcome: 'accepted', seq: 999 })]
]
