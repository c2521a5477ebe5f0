import type { MerkleStep } from '../../../electron/contract/wire.ts'
import { listPaths } from '../../../electron/crypto/merkle.ts'

/** An entry as its receipt's path is found by: of a batch from before leaves were kept, the path itself. */
export interface Leaf {
  hash: string
  path: MerkleStep[] | null
  leaves: string | null
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
