import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Random } from './random.ts'
import { isKept, type Note, type Recording } from './recording.ts'

/** What the disk does with writes that were not synced when the power went: none, all, the first of them, any of them, any sectors of any of them. */
export const manners = ['none', 'all', 'first', 'any', 'torn-512', 'torn-4096'] as const
export type Manner = (typeof manners)[number]

interface FileState {
  base: Buffer
  ops: { index: number; note: Extract<Note, { kind: 'write' | 'resize' }> }[]
  /** Ops before this note are safe. */
  syncedTo: number
}

/** A change of names: which file stands where. */
interface Naming {
  index: number
  path: string
  file?: FileState
  from?: string
  isSafe: boolean
}

/** Memory for one image after another: new memory for each takes longer than to fill it. An image is overwritten by the next that is built in the same room. */
export interface Room {
  bytes: Buffer
  used: number
}

export function createRoom(): Room {
  return { bytes: Buffer.alloc(0), used: 0 }
}

/** So many bytes: a file's, then zeros. */
function take(room: Room, base: Buffer, size: number): Buffer {
  // What was given out of a room that became too small stays as it is.
  if (room.used + size > room.bytes.length) Object.assign(room, { bytes: Buffer.allocUnsafeSlow(2 * (room.used + size)), used: 0 })
  const taken = room.bytes.subarray(room.used, (room.used += size))
  base.copy(taken)
  return taken.fill(0, base.length)
}

/**
 * The files as a disk may hold them when the power goes after `cut` notes: what a finished sync covers is there; of the rest, what chance lets through. Changes of names survive in their
 * order, as journalling file systems keep it, up to a random one of those not synced.
 */
export function buildImage({ before, notes }: Recording, cut: number, manner: Manner, random: Random, room = createRoom()): Map<string, Buffer> {
  room.used = 0
  const first = new Map([...before].map(([path, base]) => [path, { base, ops: [], syncedTo: 0 } as FileState]))
  const live = new Map(first)
  const namings: Naming[] = []
  const name = (naming: Naming): void => {
    namings.push(naming)
    if (naming.from !== undefined) live.delete(naming.from)
    if (naming.file) live.set(naming.path, naming.file)
    else live.delete(naming.path)
  }
  for (const [index, note] of notes.slice(0, cut).entries()) {
    if (note.kind === 'told' || !isKept(note.path)) continue
    const file = live.get(note.path)
    if (note.kind === 'sync') applySync(note, file, namings)
    else if (note.kind === 'unlink') name({ index, path: note.path, isSafe: false })
    else if (note.kind === 'rename') name({ index, path: note.to, from: note.path, ...(file ? { file } : {}), isSafe: false })
    else if (note.kind === 'create') {
      if (!file) name({ index, path: note.path, file: { base: Buffer.alloc(0), ops: [], syncedTo: 0 }, isSafe: false })
      else if (note.truncates) file.ops.push({ index, note: { kind: 'resize', path: note.path, size: 0 } })
    } else if (file) file.ops.push({ index, note })
    else throw new Error(`${note.path} was written and never made`)
  }
  return new Map([...chooseNames(first, namings, manner, random)].map(([path, file]) => [path, chooseBytes(file, manner, random, room)]))
}

function applySync(note: Extract<Note, { kind: 'sync' }>, file: FileState | undefined, namings: Naming[]): void {
  if (file) file.syncedTo = Math.max(file.syncedTo, note.began)
  // A folder's sync keeps its names; a new file's sync keeps the file's own.
  for (const naming of namings) {
    const isCovered = file ? naming.file === file && naming.from === undefined : dirname(naming.path) === (note.path === '' ? '.' : note.path)
    if (naming.index < note.began && isCovered) naming.isSafe = true
  }
}

function chooseNames(first: ReadonlyMap<string, FileState>, namings: readonly Naming[], manner: Manner, random: Random): Map<string, FileState> {
  const safe = namings.findLastIndex(({ isSafe }) => isSafe) + 1
  const kept = manner === 'none' ? safe : manner === 'all' ? namings.length : safe + random.below(namings.length - safe + 1)
  const names = new Map(first)
  for (const { path, file, from } of namings.slice(0, kept)) {
    if (from !== undefined) names.delete(from)
    if (file) names.set(path, file)
    else names.delete(path)
  }
  return names
}

/** A file that nobody wrote in is the very buffer of before. */
function chooseBytes({ base, ops, syncedTo }: FileState, manner: Manner, random: Random, room: Room): Buffer {
  if (ops.length === 0) return base
  const open = ops.filter(({ index }) => index >= syncedTo)
  const firstLost = ops.length - open.length + random.below(open.length + 1)
  const end = Math.max(base.length, ...ops.map(({ note }) => (note.kind === 'write' ? note.offset + note.data.length : note.size)))
  const bytes = take(room, base, end)
  let size = base.length
  for (const [at, { index, note }] of ops.entries()) {
    const isSafe = index < syncedTo
    const sector = !isSafe && manner === 'torn-512' ? 512 : !isSafe && manner === 'torn-4096' ? 4096 : undefined
    const survives = isSafe || manner === 'all' || sector !== undefined || (manner === 'first' ? at < firstLost : manner === 'any' && random.next() < 0.5)
    if (!survives) continue
    if (note.kind === 'resize') {
      if (sector !== undefined && random.next() < 0.5) continue
      bytes.fill(0, Math.min(note.size, size))
      size = note.size
    } else size = Math.max(size, copySectors(note, bytes, sector, random))
  }
  return bytes.subarray(0, size)
}

/** Answers the end of the last byte copied. */
function copySectors({ offset, data }: Extract<Note, { kind: 'write' }>, bytes: Buffer, sector: number | undefined, random: Random): number {
  if (sector === undefined) {
    data.copy(bytes, offset)
    return offset + data.length
  }
  let end = 0
  for (let from = offset; from < offset + data.length; ) {
    const to = Math.min(offset + data.length, (Math.floor(from / sector) + 1) * sector)
    if (random.next() < 0.5) {
      data.copy(bytes, from, from - offset, to - offset)
      end = to
    }
    from = to
  }
  return end
}

export function writeImage(image: ReadonlyMap<string, Buffer>, folder: string): void {
  for (const [path, bytes] of image) {
    const target = join(folder, path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, bytes)
  }
}
