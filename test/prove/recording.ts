import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize } from 'node:v8'
import { Answer } from '../../electron/rpc/message.ts'
import { readFolder } from '../core/support/folder-bytes.ts'
import { compilePreload } from '../core/support/preload.ts'

/** What processes did to the files of one folder, in order. Paths are relative to the folder; '' is the folder itself. */
export type Note =
  | { kind: 'write'; path: string; offset: number; data: Buffer }
  | { kind: 'resize'; path: string; size: number }
  /** Whatever was noted before `began` and concerns the path is safe from here on. */
  | { kind: 'sync'; path: string; began: number }
  | { kind: 'create'; path: string; truncates: boolean }
  | { kind: 'rename'; path: string; to: string }
  | { kind: 'unlink'; path: string }
  /** Bytes that left for the parent process. */
  | { kind: 'told'; data: Buffer }

export interface Recording {
  /** The folder before the process started; taken as safe. */
  before: Map<string, Buffer>
  notes: Note[]
}

export function buildRecorder(folder: string): string {
  return compilePreload(join(import.meta.dirname, 'write-recorder.c'), join(folder, 'write-recorder.so'))
}

/** The environment of a process that is to be recorded. */
export function recordInto(library: string, log: string, folder: string): NodeJS.ProcessEnv {
  return { LD_PRELOAD: library, QMC_RECORD_LOG: log, QMC_RECORD_FOLDER: folder, UV_USE_IO_URING: '0' }
}

/** SQLite's shared memory does not outlive a power cut and is made anew. */
export const isKept = (path: string): boolean => !path.endsWith('-shm') && !path.endsWith(' (deleted)')

export function readBefore(folder: string): Map<string, Buffer> {
  return new Map([...readFolder(folder)].filter(([path]) => isKept(path)))
}

const headBytes = 32
const frameHeadBytes = 4

/** @throws when the process wrote in a way the recorder does not follow: such a recording proves nothing. */
export function readNotes(log: string, folder: string): Note[] {
  const bytes = readFileSync(log)
  const notes: Note[] = []
  /** Where each note ends: a sync tells how long the log was when it began. */
  const ends: number[] = []
  for (let at = 0; at < bytes.length; ) {
    const [pathBytes, secondBytes, dataBytes] = [bytes.readUInt32LE(at + 4), bytes.readUInt32LE(at + 8), bytes.readUInt32LE(at + 12)]
    const kind = String.fromCharCode(bytes.readUInt32LE(at))
    const [began, offset] = [Number(bytes.readBigUInt64LE(at + 16)), Number(bytes.readBigInt64LE(at + 24))]
    at += headBytes
    const take = (length: number): Buffer => bytes.subarray(at, (at += length))
    const relative = (path: Buffer): string => path.toString().slice(folder.length + 1)
    const [path, to, data] = [relative(take(pathBytes)), relative(take(secondBytes)), take(dataBytes)]
    notes.push(toNote(kind, { path, to, data, began: kind === 'F' ? countUpTo(ends, began) : 0, offset }))
    ends.push(at)
  }
  return notes
}

/** How many of the rising numbers are at most this one; looked for from the end, where a sync's are. */
function countUpTo(rising: readonly number[], limit: number): number {
  return rising.findLastIndex((one) => one <= limit) + 1
}

/**
 * Where each answer of the recorded core stands, by its call's id (electron/rpc/call.ts counts from 1). Core's channel carries Node's frames of the kind "advanced": a length of four bytes, then
 * a value as v8 writes it; press answers over a link, wrapped, and is passed over.
 */
export function findAnswers(notes: readonly Note[]): Map<number, number> {
  const answers = new Map<number, number>()
  for (const [index, note] of notes.entries()) {
    const message = note.kind === 'told' && note.data.includes('answer') ? readFrame(note.data) : undefined
    const answer = Answer.safeParse(message)
    if (answer.success && answer.data.type === 'answer') answers.set(answer.data.id, index)
  }
  return answers
}

function readFrame(data: Buffer): unknown {
  try {
    return deserialize(data.subarray(frameHeadBytes))
  } catch {
    // Of another kind than an answer to a plain call.
    return undefined
  }
}

function toNote(kind: string, { path, to, data, began, offset }: { path: string; to: string; data: Buffer; began: number; offset: number }): Note {
  switch (kind) {
    case 'W':
      return { kind: 'write', path, offset, data }
    case 'S':
      return { kind: 'resize', path, size: offset }
    case 'F':
      return { kind: 'sync', path, began }
    case 'C':
      return { kind: 'create', path, truncates: offset === 1 }
    case 'R':
      return { kind: 'rename', path, to }
    case 'U':
      return { kind: 'unlink', path }
    case 'T':
      return { kind: 'told', data }
    default:
      throw new Error(`the recorder does not follow a call on ${path} (${kind})`)
  }
}
