import type { paperMethods } from '../../contract/papers.ts'
import { ok } from '../../domain/result.ts'
import type { Handlers } from '../../rpc/serve.ts'
import type { Core } from '../core.ts'
import { discardFiles } from './discard-files.ts'
import { createScanFolder, type ScanFolder } from './scan-folder.ts'
import { splitFile } from './split-file.ts'

/** Core's side of contract/papers.ts. */
export function createPaperHandlers(core: () => Core): Handlers<typeof paperMethods> {
  const folders = new WeakMap<Core, ScanFolder>()
  function scanFolder(): ScanFolder {
    const now = core()
    const known = folders.get(now) ?? createScanFolder(now.context)
    folders.set(now, known)
    return known
  }

  return {
    'scans.get': () => ok({ folder: scanFolder().get() }),
    'scans.set': ({ folder }) => scanFolder().set(folder),
    'scans.look': ({ since }) => scanFolder().look(since),
    'scans.take': (request) => scanFolder().take(core().environment.press, request),
    'file.discard': ({ files }) => {
      discardFiles(core().context, files)
      return ok({})
    },
    'file.split': (request) => splitFile(core().context, core().environment.press, request)
  }
}
