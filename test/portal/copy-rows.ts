/** Text, JSON in its own bytes, an integer, or nothing. */
export type Cell = string | Buffer | number | null

/** Of PostgreSQL's COPY in binary form: signature, no flags, no extension. */
const beginning = Buffer.concat([Buffer.from('PGCOPY\n\u00ff\r\n\0', 'latin1'), Buffer.alloc(8)])
const ending = Buffer.from([0xff, 0xff])
/** Below what a C library maps anew for each piece: on some machines the pages of a fresh piece cost more than all else that is done with it. */
const pieceBytes = 64 * 1024
/** Of one UTF-16 unit in UTF-8, at the most. */
const unitBytes = 3

/**
 * Rows as COPY takes them, in pieces. The server reads them one by one as they come; as one parameter of many rows each of them was copied five times, and the whole of them at once.
 * Each cell is written where it goes: bytes made of every text first, and its length counted before that, took about twice as long.
 * @see https://www.postgresql.org/docs/15/sql-copy.html, "Binary Format"
 */
export function encodeRows(rows: readonly (readonly Cell[])[]): Buffer<ArrayBuffer>[] {
  const pieces: Buffer<ArrayBuffer>[] = [beginning]
  let piece = Buffer.allocUnsafe(pieceBytes)
  let end = 0
  /** Room for so many bytes, from `end` on. */
  const makeRoom = (bytes: number): void => {
    if (end + bytes <= piece.length) return
    pieces.push(piece.subarray(0, end))
    piece = Buffer.allocUnsafe(Math.max(pieceBytes, bytes))
    end = 0
  }
  const addBytes = (bytes: Buffer): void => {
    makeRoom(4 + bytes.length)
    end = piece.writeInt32BE(bytes.length, end)
    end += bytes.copy(piece, end)
  }
  const addText = (text: string): void => {
    makeRoom(4 + text.length * unitBytes)
    const length = piece.write(text, end + 4)
    end = piece.writeInt32BE(length, end) + length
  }
  const addCell = (cell: Cell): void => {
    if (typeof cell === 'string') return addText(cell)
    if (Buffer.isBuffer(cell)) return addBytes(cell)
    makeRoom(8)
    end = piece.writeInt32BE(cell === null ? -1 : 4, end)
    if (cell !== null) end = piece.writeInt32BE(cell, end)
  }
  for (const row of rows) {
    makeRoom(2)
    end = piece.writeInt16BE(row.length, end)
    row.forEach(addCell)
  }
  return [...pieces, piece.subarray(0, end), ending]
}
