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

/** The root of the same tree, without the paths. @throws when there is no leaf */
export function merkleRoot(entryHashes: readonly string[]): string {
  let level = entryHashes.map(hashLeaf)
  while (level.length > 1) level = Array.from({ length: Math.ceil(level.length / 2) }, (_, index) => (level[2 * index + 1] === undefined ? level[2 * index]! : hashNode(level[2 * index]!, level[2 * index + 1]!)))
  const [root] = level
  if (root === undefined) throw new Error('a Merkle tree needs a leaf')
  return root
}

const hexDigits = 64

/** The hashes a batch's tree is built over, one after another: every path follows from them, at a tenth of the bytes. */
export function joinLeaves(entryHashes: readonly string[]): string {
  return entryHashes.join('')
}

/** Each leaf's path by its hash. @throws when there is no leaf */
export function listPaths(leaves: string): Map<string, MerkleStep[]> {
  const hashes = Array.from({ length: leaves.length / hexDigits }, (_, index) => leaves.slice(index * hexDigits, (index + 1) * hexDigits))
  const { paths } = buildMerkleTree(hashes)
  return new Map(hashes.map((hash, index) => [hash, paths[index] ?? []]))
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
