import type { MerkleStep } from '../../../electron/contract/wire.ts'
import { buildMerkleTree } from '../../../electron/crypto/merkle.ts'

/** An entry as its receipt's path is found by: of a batch from before leaves were kept, the path itself. */
export interface Leaf {
  hash: string
  path: MerkleStep[] | null
  leaves: string | null
}

const hexDigits = 64

export function joinLeaves(hashes: readonly string[]): string {
  return hashes.join('')
}

/** Finds paths, the same as when the batch was signed; none, which leads to no root, for a hash that was altered since. Each batch's tree is built once. Kept for one list of entries, so nothing grows. */
export function createPathFinder(): (leaf: Leaf) => MerkleStep[] {
  const trees = new Map<string, Map<string, MerkleStep[]>>()
  return ({ hash, path, leaves }) => {
    if (path) return path
    const paths = leaves === null ? undefined : (trees.get(leaves) ?? trees.set(leaves, listPaths(leaves)).get(leaves))
    return paths?.get(hash) ?? []
  }
}

function listPaths(leaves: string): Map<string, MerkleStep[]> {
  const hashes = Array.from({ length: leaves.length / hexDigits }, (_, index) => leaves.slice(index * hexDigits, (index + 1) * hexDigits))
  const { paths } = buildMerkleTree(hashes)
  return new Map(hashes.map((hash, index) => [hash, paths[index] ?? []]))
}
