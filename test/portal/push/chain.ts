import type { ChainLink } from '../../../electron/contract/wire.ts'
import { chainStart } from '../../../electron/crypto/entry-hash.ts'
import { HttpProblem, problem } from '../problem.ts'
import { keyOf } from './state.ts'

export interface ChainHead {
  epoch: number
  seq: number
  hash: string
}

/** An epoch begins when a counter's database was put back, a few times in its life; those that this portal lost with a copy of its own count too. One far beyond would leave none for the next. */
const mostEpochsAhead = 1_000

/** Whether a device whose chain stands in one epoch can have come to another. */
export function isEpochNear(reached: number, epoch: number): boolean {
  return epoch <= reached + mostEpochsAhead
}

/**
 * The links a request adds to a device's chain, and its new head. Links the portal has are compared; new ones must follow the head one by one. A higher epoch (a restored database)
 * may hang on any link the portal has: on the one the restored copy ended with. What an earlier epoch had not sent when it ended may still come, after its last link, out of the copy
 * that was kept of it; the head stays where it is.
 * @param heldByHash sequence number of every held link that a link of another epoch may name as its previous, by hash
 * @throws HttpProblem chainBroken, with the portal's head, so that the counter can offer what is missing
 */
export function extendChain(
  head: ChainHead,
  held: ReadonlyMap<string, ChainLink>,
  heldByHash: ReadonlyMap<string, number>,
  chain: readonly ChainLink[],
  entryKeys: ReadonlySet<string>
): { added: ChainLink[]; head: ChainHead } {
  const added = new Map<string, ChainLink>()
  const seqByHash = new Map(heldByHash)
  let current = head
  for (const link of chain) {
    const known = held.get(keyOf(link)) ?? added.get(keyOf(link))
    if (known) {
      // A held place with another hash: where the entry itself is in the batch, that entry answers key-reused.
      if (known.hash !== link.hash && !entryKeys.has(keyOf(link))) throw broken(head)
      continue
    }
    if (!isEpochNear(head.epoch, link.epoch) || !follows(current, seqByHash, link)) throw broken(head)
    added.set(keyOf(link), link)
    seqByHash.set(link.hash, link.seq)
    if (link.epoch >= current.epoch) current = { epoch: link.epoch, seq: link.seq, hash: link.hash }
  }
  return { added: [...added.values()], head: current }
}

function follows(head: ChainHead, seqByHash: ReadonlyMap<string, number>, link: ChainLink): boolean {
  if (link.epoch === head.epoch) return link.seq === head.seq + 1 && link.previous === head.hash
  if (link.previous === chainStart) return link.seq === 1
  return seqByHash.get(link.previous) === link.seq - 1
}

function broken(head: ChainHead): HttpProblem {
  return new HttpProblem(problem('chainBroken', { head: { epoch: head.epoch, seq: head.seq, hash: head.hash } }))
}
