import { mostEntries, readEntry, type ReadRequest } from './read-request.ts'

/** Between the links and the entries, and between two entries, as our counters write them. */
const beforeEntries = Buffer.from('],"entries":[')
const betweenEntries = Buffer.from('},{"header":{')
const afterEntries = ']}'
const firstBytes = 64 * 1024

/** The body of a push that is coming in. */
export interface PushBody {
  take(chunk: Buffer): void
  /** What came so far. */
  getBytes(): Buffer
  /** What all of it means. @throws SyntaxError when it is not JSON */
  getValue(): unknown
  /** As `readEntry`, of an entry of that value: most were read as they came. */
  readEntry(raw: unknown): ReadRequest['entries'][number]
}

/**
 * Reads a push request's JSON as it comes: a counter sends most of its next batch while the one before is being stored, when this process has the time. As our counters write it, entry by entry is cut out of
 * the bytes and read by itself: some hundred KB as one text cost several times as much, because V8 makes long texts outside its young generation. In any other form it is read whole, at its end; so it is where a cut
 * was none between entries, for then what was cut off is no JSON.
 * @param expectedBytes as its headers say
 */
export function receivePushBody(expectedBytes: number): PushBody {
  let bytes = Buffer.allocUnsafe(Math.max(firstBytes, expectedBytes))
  let length = 0
  let frame: object | undefined
  const entries: unknown[] = []
  const read = new Map<unknown, ReadRequest['entries'][number]>()
  /** Where the next entry begins, and up to where its end was looked for. */
  let from = 0
  let lookedTo = 0
  let isForeign = false
  let isReading = false

  function keep(chunk: Buffer): void {
    if (length + chunk.length > bytes.length) bytes = Buffer.concat([bytes.subarray(0, length)], 2 * (length + chunk.length))
    length += chunk.copy(bytes, length)
  }

  /** Where these bytes are, from where was looked last; what came may end within them. */
  function find(sought: Buffer): number | undefined {
    const found = bytes.subarray(0, length).indexOf(sought, lookedTo)
    lookedTo = found < 0 ? Math.max(lookedTo, length - sought.length + 1) : found
    return found < 0 ? undefined : found
  }

  function readFrame(): boolean {
    const found = find(beforeEntries)
    if (found === undefined) return false
    frame = JSON.parse(`${bytes.toString('utf8', 0, found)}]}`) as object
    isForeign = Object.keys(frame).length !== 1 || !('chain' in frame)
    from = lookedTo = found + beforeEntries.length
    return !isForeign
  }

  /** @returns false where the next one is not whole yet */
  function readNext(): boolean {
    if (!frame) return readFrame()
    const found = find(betweenEntries)
    if (found === undefined) return false
    cutEntry(found + 1)
    from = lookedTo = found + 2
    return true
  }

  function cutEntry(end: number): void {
    const raw: unknown = JSON.parse(bytes.toString('utf8', from, end))
    entries.push(raw)
    // More are refused together.
    if (entries.length > mostEntries) return
    try {
      read.set(raw, readEntry(raw))
    } catch {
      // Read once more where it is asked for, which tells why.
    }
  }

  /** @returns false where there is nothing more to read now */
  function readOn(): boolean {
    if (isForeign) return false
    try {
      return readNext()
    } catch {
      isForeign = true
      return false
    }
  }

  /** One at a time: between two of them goes on what others wait for. */
  function readSoon(): void {
    if (isReading) return
    isReading = true
    setImmediate(() => {
      isReading = false
      if (readOn()) readSoon()
    })
  }

  function readByEntry(): object | undefined {
    while (readOn());
    const end = length - afterEntries.length
    if (isForeign || !frame || bytes.toString('latin1', end, length) !== afterEntries) return undefined
    try {
      if (end > from) cutEntry(end)
    } catch {
      return undefined
    }
    from = end
    return { ...frame, entries }
  }

  return {
    take: (chunk) => {
      keep(chunk)
      readSoon()
    },
    getBytes: () => bytes.subarray(0, length),
    getValue: () => readByEntry() ?? (JSON.parse(bytes.toString('utf8', 0, length)) as unknown),
    readEntry: (raw) => read.get(raw) ?? readEntry(raw)
  }
}
