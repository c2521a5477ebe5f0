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
  const levels = buildLevels(entryHashes)
  return { root: topOf(levels), paths: entryHashes.map((_, leaf) => findPath(levels, leaf)) }
}

/** The root of the same tree, without the paths. @throws when there is no leaf */
export function merkleRoot(entryHashes: readonly string[]): string {
  return topOf(buildLevels(entryHashes))
}

/** From the leaves up to the root. */
function buildLevels(entryHashes: readonly string[]): string[][] {
  let level = entryHashes.map(hashLeaf)
  const levels = [level]
  while (level.length > 1) {
    const below = level
    level = Array.from({ length: Math.ceil(below.length / 2) }, (_, index) => (below[2 * index + 1] === undefined ? below[2 * index]! : hashNode(below[2 * index]!, below[2 * index + 1]!)))
    levels.push(level)
  }
  return levels
}

function topOf(levels: readonly string[][]): string {
  const root = levels.at(-1)?.[0]
  if (root === undefined) throw new Error('a Merkle tree needs a leaf')
  return root
}

function findPath(levels: readonly string[][], leaf: number): MerkleStep[] {
  return levels.flatMap((level, height) => {
    const index = leaf >> height
    const hash = level[index ^ 1]
    return hash === undefined ? [] : [{ side: index % 2 === 0 ? ('right' as const) : ('left' as const), hash }]
  })
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
