import { existsSync, realpathSync } from 'node:fs'
import { posix, win32 } from 'node:path'
import { moduleFolders, vendorProfiles } from './vendor-profiles.ts'

export interface ModuleSearch {
  platform: NodeJS.Platform
  /** QMC_PKCS11_MODULES: full paths, split like PATH. When set, nothing else is looked for. */
  configured: string | undefined
}

/** Paths of the PKCS#11 libraries to load, without doubles, in the profiles' order. A configured path is kept even if it does not exist, so that it is reported. */
export function findModulePaths(search: ModuleSearch): string[] {
  const path = search.platform === 'win32' ? win32 : posix
  if (search.configured) return search.configured.split(path.delimiter).filter((one) => one !== '')
  const extension = search.platform === 'win32' ? '.dll' : '.so'
  const folders = moduleFolders[search.platform] ?? []
  const candidates = vendorProfiles.flatMap((profile) => [
    ...(profile.paths ?? []),
    ...profile.files.flatMap((file) => folders.flatMap((folder) => withAndWithoutLib(file, search.platform).map((name) => path.join(folder, name + extension))))
  ])
  return [...new Set(candidates.filter((candidate) => existsSync(candidate)).map((candidate) => realpathSync(candidate)))]
}

function withAndWithoutLib(file: string, platform: NodeJS.Platform): string[] {
  return platform === 'win32' ? [file] : [file, `lib${file}`]
}
