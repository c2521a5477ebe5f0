import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildMerkleTree, joinLeaves, listPaths, merkleRoot, rootFromPath } from '../../../electron/crypto/merkle.ts'

const hexHash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'))
const leaves = fc.uniqueArray(hexHash, { minLength: 1, maxLength: 120 })

/** MTH of RFC 6962 §2.1, word for word: split at the largest power of two below n. */
function merkleTreeHash(list: readonly string[]): string {
  const sha256 = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest('hex')
  if (list.length === 1) return sha256(Buffer.of(0), Buffer.from(list[0]!, 'hex'))
  let k = 1
  while (k * 2 < list.length) k *= 2
  return sha256(Buffer.of(1), Buffer.from(merkleTreeHash(list.slice(0, k)), 'hex'), Buffer.from(merkleTreeHash(list.slice(k)), 'hex'))
}

describe('the Merkle tree', () => {
  test('gives the known roots of Certificate Transparency (RFC 6962)', () => {
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
    const roots = [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'
    ]
    expect(inputs.map((_input, index) => buildMerkleTree(inputs.slice(0, index + 1)).root)).toEqual(roots)
  })

  test('is the tree of RFC 6962 for any number of leaves', () => {
    fc.assert(fc.property(leaves, (list) => buildMerkleTree(list).root === merkleTreeHash(list) && merkleRoot(list) === merkleTreeHash(list)))
  })

  test('leads every leaf to the root, by a path no longer than the tree is high', () => {
    fc.assert(
      fc.property(leaves, (list) => {
        const { root, paths } = buildMerkleTree(list)
        expect(paths.length).toBe(list.length)
        const listed = listPaths(joinLeaves(list))
        list.forEach((leaf, index) => {
          expect(rootFromPath(leaf, paths[index]!)).toBe(root)
          expect(listed.get(leaf)).toEqual(paths[list.lastIndexOf(leaf)])
          expect(paths[index]!.length).toBeLessThanOrEqual(Math.ceil(Math.log2(list.length)))
        })
      }),
      { numRuns: 40 }
    )
  })

  test('leads no other leaf and no changed path to the root', () => {
    fc.assert(
      fc.property(leaves, hexHash, fc.nat(), (list, stranger, pick) => {
        fc.pre(!list.includes(stranger))
        const { root, paths } = buildMerkleTree(list)
        const index = pick % list.length
        const path = paths[index]!
        expect(rootFromPath(stranger, path)).not.toBe(root)
        path.forEach((step, at) => {
          const turned = path.with(at, { ...step, side: step.side === 'left' ? 'right' : 'left' })
          expect(rootFromPath(list[index]!, turned)).not.toBe(root)
          expect(rootFromPath(list[index]!, path.with(at, { ...step, hash: stranger }))).not.toBe(root)
          expect(rootFromPath(list[index]!, path.toSpliced(at, 1))).not.toBe(root)
        })
      }),
      { numRuns: 60 }
    )
  })

  test('takes no inner node for a leaf', () => {
    const [a, b, c] = ['aa', 'bb', 'cc'].map((byte) => byte.repeat(32)) as [string, string, string]
    const { root, paths } = buildMerkleTree([a, b, c])
    const inner = paths[2]![0]!.hash
    // The node over a and b, offered as if it were an entry's hash beside c.
    expect(rootFromPath(inner, [{ side: 'right', hash: paths[0]![1]!.hash }])).not.toBe(root)
    expect(() => buildMerkleTree([])).toThrow()
  })
})
