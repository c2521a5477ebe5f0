import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Draft } from '../../contract/intake.ts'
import type { CoreContext } from '../context.ts'
import { write, type ReadDb } from '../db/open.ts'
import { listRows } from '../db/statements.ts'
import { listPictures } from '../signing/signature-pictures.ts'
import { deleteFile, isAttached, listFiles, listUnattachedBefore, type FileRow } from './file-store.ts'

/**
 * Removes stored papers that belong to nothing any more: of a draft that was thrown away, or of one found to be secret. What a dossier or another draft
 * names stays. Rows go before bytes, so that a power cut in between leaves bytes without a key, which the sweep at start removes.
 */
export function discardFiles(context: CoreContext, sha256s: readonly string[]): void {
  const kept = listDraftFiles(context.db)
  const gone = listFiles(context.db, sha256s).filter((file) => !kept.has(file.sha256) && !isAttached(context.db, file.sha256))
  removeAll(context, gone)
}

/** How long a screen may hold a paper that no draft names: core may start again under a form that is being filled in. */
const unnamedForMs = 24 * 60 * 60_000

/** At start: every paper that neither a dossier nor a draft has named for a day. */
export function discardUnusedFiles(context: Pick<CoreContext, 'db' | 'filesFolder' | 'now'>): void {
  const kept = listDraftFiles(context.db)
  const old = listUnattachedBefore(context.db, new Date(context.now() - unnamedForMs).toISOString())
  removeAll(context, old.filter((file) => !kept.has(file.sha256)))
}

function removeAll(context: Pick<CoreContext, 'db' | 'filesFolder'>, files: readonly FileRow[]): void {
  if (files.length === 0) return
  write(context.db, (db) => {
    for (const file of files) deleteFile(db, file.sha256)
  })
  for (const file of files) rmSync(join(context.filesFolder, file.path), { force: true })
}

/** Files named by drafts, and the pictures signatures are drawn with. */
export function listDraftFiles(db: ReadDb): Set<string> {
  const drafts = listRows<{ content: string }>(db, 'SELECT content FROM draft').map((row) => JSON.parse(row.content) as Draft)
  const pictures = Object.values(listPictures(db))
  return new Set([...pictures, ...drafts.flatMap((draft) => draft.components.flatMap((component) => component.files.map((file) => file.sha256)))])
}
