import { readFileSync, rmSync, statSync } from 'node:fs'
import type { AppearanceImage, SignatureImageProblem } from '../../contract/press.ts'
import { sha256Hex, writeEncryptedFile } from '../../crypto/file-cipher.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { type CoreContext } from '../context.ts'
import { write, type ReadDb } from '../db/open.ts'
import { findSetting, putSetting } from '../db/setting-store.ts'
import { findFile, insertFile, toStoredFile } from '../files/file-store.ts'
import { makeTarget } from '../files/new-file.ts'

/** Whose picture: an officer's handwritten signature by her id, or the agency's seal. */
export type PictureOwner = { kind: 'officer'; officerId: string } | { kind: 'agency' }

const limitBytes = 2 * 1024 * 1024
const pngStart = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

/** Hashes of the stored pictures by owner. */
export function listPictures(db: ReadDb): Record<string, string> {
  return findSetting<Record<string, string>>(db, 'signature-pictures') ?? {}
}

export function findPicture(context: CoreContext, owner: PictureOwner): AppearanceImage | undefined {
  const sha256 = listPictures(context.db)[keyOf(owner)]
  const file = sha256 === undefined ? undefined : findFile(context.db, sha256)
  return file && { file: toStoredFile(context.filesFolder, file) }
}

/** Keeps the PNG of a handwritten signature or a seal, encrypted as any other file. What is in it, press judges when it signs. */
export function storePicture(context: CoreContext, owner: PictureOwner, path: string): Result<object, { kind: 'signature-image-unusable'; reason: SignatureImageProblem } | { kind: 'file-unreadable' } | { kind: 'disk-full' }> {
  let bytes: Buffer
  try {
    if (statSync(path).size > limitBytes) return err({ kind: 'signature-image-unusable', reason: 'too-large' })
    bytes = readFileSync(path)
  } catch {
    return err({ kind: 'file-unreadable' })
  }
  if (!bytes.subarray(0, pngStart.length).equals(pngStart)) return err({ kind: 'signature-image-unusable', reason: 'not-png' })
  const target = makeTarget(context)
  const sha256 = sha256Hex(bytes)
  try {
    writeEncryptedFile(target.fullPath, target.key, bytes)
    const isNew = write(context.db, (db) => {
      putSetting(db, 'signature-pictures', { ...listPictures(db), [keyOf(owner)]: sha256 })
      return insertFile(db, { sha256, key: target.key, path: target.path, sizeBytes: bytes.length, pages: 0 }, new Date(context.now()).toISOString())
    })
    if (!isNew) rmSync(target.fullPath, { force: true })
  } catch (error) {
    rmSync(target.fullPath, { force: true })
    throw error
  }
  return ok({})
}

function keyOf(owner: PictureOwner): string {
  return owner.kind === 'agency' ? 'agency' : owner.officerId
}
