import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { basename } from 'node:path'
import type { FoundModule } from '../../electron/contract/signer.ts'
import { findModulePaths } from './find-modules.ts'
import { findLibraryProblem, readLibraryFile } from './library-file.ts'
import { findVendor } from './vendor-profiles.ts'

/** A vendor's library as its file is, before anybody loads it. */
export interface ModuleFile extends FoundModule {
  path: string
}

/** Every library on this machine, in the profiles' order, judged by its bytes. Loads nothing. */
export function listModuleFiles(): ModuleFile[] {
  return findModulePaths({ platform: process.platform, configured: process.env['QMC_PKCS11_MODULES'] }).map(describeFile)
}

/** By path, size and time: a library may have many megabytes, and the question comes every two seconds. */
const known = new Map<string, ModuleFile>()

function describeFile(path: string): ModuleFile {
  const stat = statSync(path, { throwIfNoEntry: false })
  const key = `${path} ${stat?.size} ${stat?.mtimeMs}`
  const described = known.get(key) ?? readFile(path)
  known.set(key, described)
  return described
}

function readFile(path: string): ModuleFile {
  const module = basename(path)
  const file = readLibraryFile(path)
  const problem = file ? findLibraryProblem(file, process.platform, process.arch) : ({ kind: 'missing' } as const)
  const vendor = findVendor(module)
  return {
    id: createHash('sha256').update(path).digest('hex').slice(0, 12),
    path,
    module,
    ...(vendor ? { vendor } : {}),
    ...(file?.processor ? { processor: file.processor } : {}),
    ...(problem ? { problem } : {})
  }
}

/** The one library this process loads: the one it was started for, or the first that can be loaded. */
export function chooseModule(files: readonly ModuleFile[], ownId: string | undefined): ModuleFile | undefined {
  return files.find((file) => (ownId === undefined ? !file.problem : file.id === ownId))
}
