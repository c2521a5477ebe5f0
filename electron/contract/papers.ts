import * as z from '../domain/schema.ts'
import { DraftFile, Secrecy, type SecrecyRefusal } from './intake.ts'
import { method, shape } from './method.ts'
import type { DocumentFailure } from './press.ts'

/** Papers that come in without a scanner's driver, and a scan of several papers that is taken apart. */

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
/** A file's own name: nothing that leads out of the folder. */
const FileName = z.string().min(1).max(255).regex(/^[^/\\]+$/)

export type ScanFolderFailure =
  /** No folder was chosen on this PC. */
  | { kind: 'scan-folder-unset' }
  /** The folder is not there: a share that is down, a stick pulled out. */
  | { kind: 'scan-folder-missing'; folder: string }

export interface ScanFolderLook {
  /** Files that are whole: their size no longer grows. In the order they came. */
  ready: string[]
  /** Files still being written. */
  growing: number
  /** Files that lay there before: another citizen's, so they are never taken by themselves. */
  older: number
}

export const paperMethods = {
  'scans.get': method({ input: z.object({}), output: shape<{ folder: string | null }>(), error: shape<never>() }),
  'scans.set': method({ input: z.object({ folder: z.string().max(1000).nullable() }), output: shape<{ folder: string | null }>(), error: shape<{ kind: 'folder-unwritable' }>() }),
  /** @param since ISO time; what came into the folder before it is only counted */
  'scans.look': method({ input: z.object({ since: z.iso.datetime() }), output: shape<ScanFolderLook>(), error: shape<ScanFolderFailure>() }),
  /** Takes one file of the folder in, as `file.import` does; what it was goes into the subfolder "Da nhap", which is emptied of what is older than a week. */
  'scans.take': method({
    input: z.object({ procedureCode: z.string(), componentId: z.string(), secrecy: Secrecy, fileName: FileName }),
    output: shape<DraftFile>(),
    error: shape<ScanFolderFailure | SecrecyRefusal | DocumentFailure | { kind: 'procedure-unknown' } | { kind: 'file-unreadable' }>()
  }),
  /** Papers that were taken in and are not wanted: gone from the disk at once, where neither a dossier nor a draft names them. */
  'file.discard': method({ input: z.object({ files: z.array(Sha256).max(1000) }), output: shape<object>(), error: shape<never>() }),
  /** Takes a scan of several papers apart: each part a file of its own, with the pages named (from 1), in that order. Every page belongs to one part. */
  'file.split': method({
    input: z.object({ sha256: Sha256, parts: z.array(z.object({ name: z.string().min(1).max(300), pages: z.array(z.number().int().min(1).max(2000)).min(1).max(2000) })).min(2).max(100) }),
    output: shape<DraftFile[]>(),
    error: shape<DocumentFailure | { kind: 'file-unknown' } | { kind: 'file-changed' } | { kind: 'pages-unfit' } | { kind: 'file-has-signature' }>()
  })
}
