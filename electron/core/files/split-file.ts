import { rmSync } from 'node:fs'
import type { DraftFile } from '../../contract/intake.ts'
import type { CallFailure, ErrorOf } from '../../contract/method.ts'
import type { PressMethods } from '../../contract/press.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { toNfc } from '../../domain/text.ts'
import type { Sibling } from '../../rpc/sibling.ts'
import { type CoreContext } from '../context.ts'
import { write } from '../db/open.ts'
import { findFile, insertFile, isAttached, toStoredFile } from './file-store.ts'
import { makeTarget } from './new-file.ts'

type SplitError = ErrorOf<PressMethods['document.split']> | CallFailure | { kind: 'file-unknown' }

const timeoutMs = 120_000

/** Takes a scan apart: all of its parts are kept in one commit, or none. A paper of a received dossier stays as it is. */
export async function splitFile(context: CoreContext, press: Sibling<PressMethods>, request: { sha256: string; parts: { name: string; pages: number[] }[] }): Promise<Result<DraftFile[], SplitError>> {
  const source = findFile(context.db, request.sha256)
  if (!source || isAttached(context.db, request.sha256)) return err({ kind: 'file-unknown' })
  const parts = request.parts.map((part) => ({ ...part, target: makeTarget(context) }))
  const discard = (): void => parts.forEach(({ target }) => rmSync(target.fullPath, { force: true }))
  const caller = await press.get()
  const written = await caller.call(
    'document.split',
    { source: toStoredFile(context.filesFolder, source), parts: parts.map(({ pages, target }) => ({ pages, target: { path: target.fullPath, key: target.key } })) },
    { timeoutMs }
  )
  if (!written.ok) {
    discard()
    return written
  }
  const files = written.value.map((file, index) => ({ ...file, key: parts[index]!.target.key, path: parts[index]!.target.path, name: toNfc(parts[index]!.name) }))
  try {
    const known = write(context.db, (db) => files.filter(({ name: _, ...file }) => !insertFile(db, file, new Date(context.now()).toISOString())))
    for (const { path } of known) rmSync(parts.find(({ target }) => target.path === path)!.target.fullPath, { force: true })
  } catch (error) {
    discard()
    throw error
  }
  return ok(files.map(({ sha256, name, sizeBytes, pages }) => ({ sha256, name, sizeBytes, pages, origin: 'scanned' })))
}
