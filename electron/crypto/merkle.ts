import { hash as digest } from 'node:crypto'
import type { MerkleStep } from '../contract/wire.ts'

/** Domain separation of RFC 6962: a leaf can never be taken for an inner node. */
const leafPrefix = '00'
const nodePrefix = '01'

export interface MerkleTree {
  root: string
  /** For each leaf, in order, the steps from it to the root. */
  paths: MerkleStep[][]
}

/**
 * Builds the tree over entry hashes (hex). An odd node at the end of a level is carried up unchanged.
 * @throws when there is no leaf.
 */
export function buildMerkleTree(entryHashes: readonly string[]): MerkleTree {
  if (entryHashes.length === 0) throw new Error('a Merkle tree needs a leaf')
  const paths: MerkleStep[][] = entryHashes.map(() => [])
  let level = entryHashes.map((entryHash, index) => ({ hash: hashLeaf(entryHash), leaves: [index] }))
  while (level.length > 1) {
    const next: typeof level = []
    for (let index = 0; index < level.length; index += 2) {
      const left = level[index]!
      const right = level[index + 1]
      if (!right) {
        next.push(left)
        continue
      }
      for (const leaf of left.leaves) paths[leaf]!.push({ side: 'right', hash: right.hash })
      for (const leaf of right.leaves) paths[leaf]!.push({ side: 'left', hash: left.hash })
      next.push({ hash: hashNode(left.hash, right.hash), leaves: [...left.leaves, ...right.leaves] })
    }
    level = next
  }
  return { root: level[0]!.hash, paths }
}

/** The root that an entry hash leads to by a path, hex. */
export function rootFromPath(entryHash: string, path: readonly MerkleStep[]): string {
  return path.reduce(
    (hash, step) => (step.side === 'left' ? hashNode(step.hash, hash) : hashNode(hash, step.hash)),
    hashLeaf(entryHash)
  )
}

function hashLeaf(entryHash: string): string {
  return digest('sha256', Buffer.from(leafPrefix + entryHash, 'hex'), 'hex')
}

function hashNode(left: string, right: string): string {
  return digest('sha256', Buffer.from(nodePrefix + left + right, 'hex'), 'hex')
}
