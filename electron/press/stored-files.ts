import { createHash, type Hash } from 'node:crypto'
import { rmSync } from 'node:fs'
import type { DocumentFailure, NewFile, StoredFile, WrittenFile } from '../contract/press.ts'
import { readEncryptedFile, sha256Hex, writeEncryptedFile } from '../crypto/file-cipher.ts'
import { err, ok, type Result } from '../domain/result.ts'

/**
 * Writes a document to where core wants it. A half-written file is removed.
 * @param sha256 of the bytes, hex, where it is known
 * @throws what the file system says, except that the disk is full.
 */
export function writeTarget(target: NewFile, bytes: Uint8Array, pages: number, sha256 = sha256Hex(bytes)): Result<WrittenFile, DocumentFailure> {
  try {
    writeEncryptedFile(target.path, target.key, bytes)
  } catch (error) {
    const code = (error as { code?: unknown }).code
    // What stands there already is not ours to remove.
    if (code !== 'EEXIST') rmSync(target.path, { force: true })
    if (code === 'ENOSPC' || code === 'EDQUOT') return err({ kind: 'disk-full' })
    throw error
  }
  return ok({ sha256, sizeBytes: bytes.length, pages })
}

/** The bytes the officer looked at, or nothing: a damaged or exchanged file must not be signed in her name. */
export function readSource(source: StoredFile): Result<Buffer, SourceFailure> {
  const read = readHashedSource(source)
  return read.ok ? ok(read.value.bytes) : read
}

type SourceFailure = DocumentFailure | { kind: 'file-changed' }

/** The same with SHA-256 so far, over these bytes, for whoever hashes on. */
export function readHashedSource(source: StoredFile): Result<{ bytes: Buffer; hash: Hash }, SourceFailure> {
  let bytes: Buffer
  try {
    bytes = readEncryptedFile(source.path, source.key)
  } catch (error) {
    const missing = (error as { code?: unknown }).code === 'ENOENT'
    return err(missing ? { kind: 'file-broken', reason: 'missing' } : { kind: 'file-changed' })
  }
  const hash = createHash('sha256').update(bytes)
  return hash.copy().digest('hex') === source.sha256 ? ok({ bytes, hash }) : err({ kind: 'file-changed' })
}
