import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { constants, Script } from 'node:vm'

/** File name of the bundle that this process is; set when the app is built (build/bundle.ts). */
declare const bundleName: string

/**
 * The first file of each process: runs its bundle with what V8 compiled of it when the app was built (build/code-cache.ts), so that nothing is parsed at the start.
 * A cache is of one platform, which its name tells because V8 would not; of another version or other flags V8 refuses it. Without one the bundle is compiled as any other.
 */
const path = join(import.meta.dirname, bundleName)
const source = `(function (require, __filename, __dirname) {${readFileSync(path, 'utf8')}\n})`
const cachedData = readIfThere(`${path}.${process.platform}-${process.arch}-${process.versions.v8}.cache`)
const script = new Script(source, { filename: path, ...(cachedData ? { cachedData } : {}), importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER })
const run = script.runInThisContext() as (require: NodeJS.Require, file: string, folder: string) => void
run(createRequire(path), path, dirname(path))

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}
