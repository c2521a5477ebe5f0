import { closeSync, openSync, readFileSync, readSync } from 'node:fs'

/** How often words stand in a process's memory: as UTF-8, and as the two-byte strings of V8 and Windows. Read where it lies, whatever a page belongs to. */
export function countInMemory(pid: number | undefined, words: readonly string[]): number[] {
  const needles = words.map((word) => [Buffer.from(word, 'utf8'), Buffer.from(word, 'utf16le')])
  const counts = words.map(() => 0)
  const descriptor = openSync(`/proc/${pid}/mem`, 'r')
  const pages = openSync(`/proc/${pid}/pagemap`, 'r')
  try {
    for (const region of listUsedRegions(readFileSync(`/proc/${pid}/smaps`, 'utf8'))) {
      for (const bytes of readRegion(descriptor, pages, region)) {
        needles.forEach((forms, index) => {
          for (const form of forms) for (let at = bytes.indexOf(form); at >= 0; at = bytes.indexOf(form, at + 1)) counts[index]! += 1
        })
      }
    }
    return counts
  } finally {
    closeSync(descriptor)
    closeSync(pages)
  }
}

interface Region {
  start: number
  end: number
}

/** Readable regions of which something was written since the start, or is swapped out: what was typed is in no page that is still as its file has it. */
function listUsedRegions(smaps: string): Region[] {
  return smaps.split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m).flatMap((part) => {
    const [, start, end, rights] = /^([0-9a-f]+)-([0-9a-f]+) (\S+)/.exec(part) ?? []
    const writtenKb = [...part.matchAll(/^(?:Private_Dirty|Shared_Dirty|Swap):\s+(\d+)/gm)].reduce((sum, [, kb]) => sum + Number(kb), 0)
    return start && end && rights?.startsWith('r') && writtenKb > 0 && !part.includes('[v') ? [{ start: parseInt(start, 16), end: parseInt(end, 16) }] : []
  })
}

const chunkBytes = 1 << 20
/** Most of a big region was never used; looking for two-byte words in zeros is slow. */
const zeros = Buffer.alloc(chunkBytes)

function* readRegion(descriptor: number, pages: number, region: Region): Generator<Buffer> {
  const overlap = 256
  const chunk = Buffer.alloc(chunkBytes)
  for (let at = region.start; at < region.end; at += chunkBytes - overlap) {
    if (!isAnyThere(pages, at, Math.min(at + chunkBytes, region.end))) continue
    const read = readSync(descriptor, chunk, 0, Math.min(chunkBytes, region.end - at), at)
    if (read > 0 && chunk.compare(zeros, 0, read, 0, read) !== 0) yield chunk.subarray(0, read)
  }
}

const pageBytes = 4096
const entryBytes = 8

/** Whether the kernel has a page of a stretch in memory or swapped out (bits 63 and 62 of its entries, proc(5)). */
function isAnyThere(pages: number, start: number, end: number): boolean {
  const first = Math.floor(start / pageBytes)
  const entries = Buffer.alloc((Math.ceil(end / pageBytes) - first) * entryBytes)
  const read = readSync(pages, entries, 0, entries.length, first * entryBytes)
  for (let at = entryBytes - 1; at < read; at += entryBytes) if ((entries[at]! & 0xc0) !== 0) return true
  return false
}
