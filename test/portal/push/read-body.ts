const beforeEntries = Buffer.from('],"entries":[')
const code = { quote: 0x22, comma: 0x2c, open: [0x5b, 0x7b], close: [0x5d, 0x7d], escape: 0x5c } as const

/**
 * The value of a push request's JSON. As our counters write it, entry by entry is cut out of the bytes and read by itself: some hundred KB as one text cost several times as much, because V8 makes long
 * texts outside its young generation. In any other form it is read whole.
 * @throws SyntaxError when it is not JSON
 */
export function readPushBody(body: Buffer): unknown {
  return readByEntry(body) ?? (JSON.parse(body.toString('utf8')) as unknown)
}

function readByEntry(body: Buffer): { chain: unknown; entries: unknown[] } | undefined {
  const end = body.indexOf(beforeEntries)
  if (end < 0 || body.toString('latin1', body.length - 2) !== ']}') return undefined
  const ranges = cutElements(body, end + beforeEntries.length, body.length - 2)
  if (!ranges) return undefined
  try {
    const frame = JSON.parse(`${body.toString('utf8', 0, end)}]}`) as object
    const isFrame = Object.keys(frame).length === 1 && 'chain' in frame
    return isFrame ? { chain: frame.chain, entries: ranges.map(([from, to]) => JSON.parse(body.toString('utf8', from, to)) as unknown) } : undefined
  } catch {
    return undefined
  }
}

/** Where the elements of an array lie; undefined when its brackets do not fit. */
function cutElements(body: Buffer, start: number, end: number): [number, number][] | undefined {
  const ranges: [number, number][] = []
  let from = start
  let depth = 0
  for (let at = start; at < end; at++) {
    const byte = body[at]
    if (byte === code.quote) {
      for (at++; at < end && body[at] !== code.quote; at++) if (body[at] === code.escape) at++
    } else if (byte === code.open[0] || byte === code.open[1]) depth++
    else if (byte === code.close[0] || byte === code.close[1]) {
      if (--depth < 0) return undefined
    } else if (byte === code.comma && depth === 0) {
      ranges.push([from, at])
      from = at + 1
    }
  }
  if (end > start) ranges.push([from, end])
  return ranges
}
