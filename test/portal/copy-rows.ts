/** Text, JSON in its own bytes, an integer, or nothing. */
export type Cell = string | Buffer | number | null

/** Of PostgreSQL's COPY in binary form: signature, no flags, no extension. */
const beginning = Buffer.concat([Buffer.from('PGCOPY\n\u00ff\r\n\0', 'latin1'), Buffer.alloc(8)])
const ending = Buffer.from([0xff, 0xff])
/** Below what a C library maps anew for each piece: on some machines the pages of a fresh piece cost more than all else that is done with it. */
const pieceBytes = 64 * 1024

/**
 * Rows as COPY takes them, in pieces. The server reads them one by one as they come; as one parameter of many rows each of them was copied five times, and the whole of them at once.
 * @see https://www.postgresql.org/docs/15/sql-copy.html, "Binary Format"
 */
export function encodeRows(rows: readonly (readonly Cell[])[]): Buffer<ArrayBuffer>[] {
  const pieces: Buffer<ArrayBuffer>[] = []
  let parts: Buffer[] = [beginning]
  let bytes = beginning.length
  const add = (part: Buffer): void => {
    parts.push(part)
    bytes += part.length
  }
  for (const row of rows) {
    add(int16(row.length))
    for (const cell of row) for (const part of encodeCell(cell)) add(part)
    if (bytes < pieceBytes) continue
    pieces.push(Buffer.concat(parts, bytes))
    parts = []
    bytes = 0
  }
  return [...pieces, Buffer.concat([...parts, ending])]
}

function encodeCell(cell: Cell): Buffer[] {
  if (cell === null) return [int32(-1)]
  if (typeof cell === 'number') return [int32(4), int32(cell)]
  const value = typeof cell === 'string' ? Buffer.from(cell) : cell
  return [int32(value.length), value]
}

function int16(value: number): Buffer {
  const buffer = Buffer.allocUnsafe(2)
  buffer.writeInt16BE(value)
  return buffer
}

function int32(value: number): Buffer {
  const buffer = Buffer.allocUnsafe(4)
  buffer.writeInt32BE(value)
  return buffer
}
