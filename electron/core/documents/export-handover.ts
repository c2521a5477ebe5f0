import { join } from 'node:path'
import type { handoverMethods } from '../../contract/handover.ts'
import type { ErrorOf, OutputOf, ParsedInputOf } from '../../contract/method.ts'
import { importPrivateKey } from '../../crypto/ed25519.ts'
import { readEncryptedFile } from '../../crypto/file-cipher.ts'
import { writeHandover } from '../../crypto/handover-file.ts'
import { writeDurably } from '../../crypto/write-durably.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { getDevice, getIdentity, getOfficer, isDiskFull, type CoreContext } from '../context.ts'
import { isWritable } from '../continuity/folder.ts'
import { write } from '../db/open.ts'
import { putSetting } from '../db/setting-store.ts'
import { findFile, toStoredFile } from '../files/file-store.ts'
import { appendEntry } from '../journal/journal.ts'
import { findDocument } from './document-store.ts'
import { findOfficeCounters } from './office-counters.ts'

type Method = (typeof handoverMethods)['handover.export']

/** What the first part of a bundle says; the files follow in the same order. */
export interface HandoverManifest {
  documents: { id: string; document: unknown }[]
}

/** Writes documents as they are here, each with its newest file, for another counter of the office. Nothing leaves the queue by it: the portal gets the same entries as without a stick. */
export async function exportHandover(context: CoreContext, input: ParsedInputOf<Method>): Promise<Result<OutputOf<Method>, ErrorOf<Method>>> {
  const officer = getOfficer(context)
  const counters = findOfficeCounters(context.db)
  const key = counters?.keys[0]
  if (!key) return err({ kind: 'handover-key-missing' })
  const manifest: HandoverManifest = { documents: [] }
  const files: Buffer[] = []
  for (const id of new Set(input.ids)) {
    const stored = findDocument(context.db, id)
    if (!stored) return err({ kind: 'document-unknown' })
    const file = findFile(context.db, stored.document.current.sha256)
    if (!file) return err({ kind: 'file-on-its-way' })
    const { path, key: fileKey } = toStoredFile(context.filesFolder, file)
    manifest.documents.push({ id, document: stored.document })
    files.push(readEncryptedFile(path, fileKey))
  }
  if (!(await isWritable(input.folder))) return err({ kind: 'folder-unwritable' })
  const device = getDevice(context.db)
  const at = new Date(context.now()).toISOString()
  const from = { device: device.device, officeId: device.officeId, privateKey: importPrivateKey('ed25519', device.privateKey) }
  const text = writeHandover(from, key, at, [Buffer.from(JSON.stringify(manifest)), ...files])
  const path = join(input.folder, `ban-giao-quay-${device.counterNumber}-${at.slice(0, 19).replaceAll(/[-:T]/g, '')}.qmcbg`)
  try {
    // A stick may be pulled as soon as the screen says so.
    await writeDurably(path, text)
    write(context.db, (db) => {
      putSetting(db, 'handover-folder', input.folder)
      // For the audit alone: it changes no document and belongs to no lane.
      appendEntry(db, getIdentity(db), { kind: 'handover.exported', officer: officer.id, baseRevision: 0, at, payload: { documents: manifest.documents.map(({ id }) => id) } })
    })
  } catch (error) {
    if (isDiskFull(error)) return err({ kind: 'disk-full' })
    if ((error as NodeJS.ErrnoException).syscall !== undefined) return err({ kind: 'folder-unwritable' })
    throw error
  }
  context.emit('data.changed', { areas: ['queue'] })
  context.wakeOutbox()
  return ok({ path, documents: files.length })
}
