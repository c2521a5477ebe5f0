import { expect, test } from 'vitest'
import { encodeRows, type Cell } from '../../portal/copy-rows.ts'

/** As the server reads them. */
function decodeRows(bytes: Buffer): (Buffer | null)[][] {
  expect(bytes.subarray(0, 19)).toEqual(Buffer.from('PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0', 'latin1'))
  const rows: (Buffer | null)[][] = []
  let at = 19
  for (;;) {
    const cells = bytes.readInt16BE(at)
    at += 2
    if (cells === -1) break
    rows.push(
      Array.from({ length: cells }, () => {
        const length = bytes.readInt32BE(at)
        at += 4
        if (length === -1) return null
        at += length
        return bytes.subarray(at - length, at)
      })
    )
  }
  expect(at).toBe(bytes.length)
  return rows
}

const toBytes = (cell: Cell): Buffer | null => (cell === null ? null : typeof cell === 'string' ? Buffer.from(cell) : typeof cell === 'number' ? Buffer.from([cell >>> 24, cell >>> 16, cell >>> 8, cell]) : cell)

test('rows of every kind of cell are read again as they were, wherever a piece ends', () => {
  const rows: Cell[][] = []
  // Lengths that end short of a piece of 64 KB, at it and behind it, in one, two, three and four bytes a sign.
  for (let length = 0; length < 70_000; length = length * 3 + 7) {
    rows.push(['a'.repeat(length), null, 'ế'.repeat(length), -1, Buffer.alloc(length, 'b'), '😀'.repeat(length), 0x7fffffff, ''], [])
  }
  rows.push(...Array.from({ length: 3_000 }, (_, index): Cell[] => [index, `Nguyễn ${index}`, Buffer.from('{}'), null]))
  expect(decodeRows(Buffer.concat(encodeRows(rows)))).toEqual(rows.map((row) => row.map(toBytes)))
})

test('half of a surrogate pair becomes the sign that stands for it, as in every text that leaves this process', () => {
  expect(decodeRows(Buffer.concat(encodeRows([['x\ud800y']])))).toEqual([[Buffer.from('x\ufffdy')]])
})

test('no rows', () => {
  expect(decodeRows(Buffer.concat(encodeRows([])))).toEqual([])
})
