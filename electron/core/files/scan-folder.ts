import type { Stats } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import type { DraftFile } from '../../contract/intake.ts'
import type { ScanFolderFailure, ScanFolderLook } from '../../contract/papers.ts'
import type { PressMethods } from '../../contract/press.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { Sibling } from '../../rpc/sibling.ts'
import type { CoreContext } from '../context.ts'
import { isWritable } from '../continuity/folder.ts'
import { write } from '../db/open.ts'
import { findSetting, putSetting } from '../db/setting-store.ts'
import { importFile, type ImportError, type ImportRequest } from './import-file.ts'

const kinds = new Set(['.pdf', '.jpg', '.jpeg', '.png', '.tif', '.tiff'])
const takenFolder = 'Da nhap'
/** Scanners write in bursts: a file whose size stood still so long is whole. */
const quietMs = 1_200
const keptMs = 7 * 24 * 3_600_000

/**
 * The folder a scanner (or a multifunction device over the network) writes into. It is looked at when asked, not watched: notices of file systems do not come from shares, and nobody reads
 * it but while an officer takes papers in. Nothing here blocks: a share that does not answer keeps its own question waiting, not the counter.
 */
export interface ScanFolder {
  get(): string | null
  set(folder: string | null): Promise<Result<{ folder: string | null }, { kind: 'folder-unwritable' }>>
  look(since: string): Promise<Result<ScanFolderLook, ScanFolderFailure>>
  take(press: Sibling<PressMethods>, request: Omit<ImportRequest, 'name'> & { fileName: string }): Promise<Result<DraftFile, ImportError | ScanFolderFailure>>
}

export function createScanFolder(context: CoreContext): ScanFolder {
  /** By name: the size last seen, and since when it is that. */
  const seen = new Map<string, { size: number; sinceMs: number }>()

  async function find(): Promise<Result<string, ScanFolderFailure>> {
    const folder = get()
    if (folder === null) return err({ kind: 'scan-folder-unset' })
    return (await findStat(folder))?.isDirectory() ? ok(folder) : err({ kind: 'scan-folder-missing', folder })
  }

  function get(): string | null {
    return process.env['QMC_SCAN_FOLDER'] || (findSetting<string>(context.db, 'scan-folder') ?? null)
  }

  return {
    get,
    set: async (folder) => {
      if (folder !== null && !(await isWritable(folder))) return err({ kind: 'folder-unwritable' })
      write(context.db, (db) => putSetting(db, 'scan-folder', folder ?? undefined))
      return ok({ folder: get() })
    },
    look: async (since) => {
      const folder = await find()
      if (!folder.ok) return folder
      const files = await listScans(folder.value)
      const nowMs = context.now()
      const fresh = files.filter(({ cameAtMs }) => cameAtMs >= Date.parse(since))
      const ready: string[] = []
      for (const { name, size } of fresh) {
        const before = seen.get(name)
        const sinceMs = before?.size === size ? before.sinceMs : nowMs
        seen.set(name, { size, sinceMs })
        if (size > 0 && nowMs - sinceMs >= quietMs) ready.push(name)
      }
      for (const name of seen.keys()) if (!fresh.some((file) => file.name === name)) seen.delete(name)
      return ok({ ready, growing: fresh.length - ready.length, older: files.length - fresh.length })
    },
    take: async (press, { fileName, ...request }) => {
      const folder = await find()
      if (!folder.ok) return folder
      const name = basename(fileName)
      const taken = await importFile(context, press, { ...request, name, paths: [join(folder.value, name)] })
      if (!taken.ok) return taken
      await putAside(folder.value, name, context.now())
      return ok({ ...taken.value, origin: 'scanned' })
    }
  }
}

/** In the order they came. */
async function listScans(folder: string): Promise<{ name: string; size: number; cameAtMs: number }[]> {
  const names = (await readdir(folder)).filter((name) => kinds.has(extname(name).toLowerCase()) && !name.startsWith('.'))
  const found = await Promise.all(names.map(async (name) => ({ name, file: await findStat(join(folder, name)) })))
  return found
    // A file copied in keeps its old time of change: what counts is when it came here.
    .flatMap(({ name, file }) => (file?.isFile() ? [{ name, size: file.size, cameAtMs: Math.max(file.mtimeMs, file.birthtimeMs) }] : []))
    .sort((a, b) => a.cameAtMs - b.cameAtMs || a.name.localeCompare(b.name))
}

/** The paper is in the store, so a folder that cannot be tidied (a scanner still holds the file) fails nothing: the screen asks for no name twice. */
async function putAside(folder: string, name: string, nowMs: number): Promise<void> {
  const target = join(folder, takenFolder)
  try {
    await mkdir(target, { recursive: true })
    await rename(join(folder, name), join(target, `${nowMs} ${name}`))
    for (const old of await readdir(target)) {
      const file = await findStat(join(target, old))
      if (file?.isFile() && nowMs - file.ctimeMs > keptMs) await rm(join(target, old), { force: true })
    }
  } catch {
    // Tidied with the next one.
  }
}

function findStat(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined)
}
