import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheDir } from './cache-paths.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/**
 * The prebuilt better-sqlite3 declares Node-API 10 and crashes on the Node-API 9 of Electron 33. These flags make the same
 * source declare the experimental version, which every Node since 18 accepts, and opt out of its finalizer rule.
 */
const flags = '-UNAPI_VERSION -DNAPI_VERSION=2147483647 -DNAPI_EXPERIMENTAL -DNODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT'

/** Path of the binding built for the fallback Electron; it may not be there yet. */
export function sqliteBindingPath(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(join(root, 'node_modules', 'better-sqlite3', 'package.json'), 'utf8'))
  const key = createHash('sha256').update(`${manifest.version} ${flags}`).digest('hex').slice(0, 12)
  return join(cacheDir(), `sqlite-${manifest.version}-${key}`, 'better_sqlite3.node')
}

/**
 * Build better-sqlite3 (with ciphers) for the fallback Electron once, about two minutes, and answer its path.
 * Needs a C++ compiler, make and python3. The app loads it when `QMC_SQLITE_BINDING` names it.
 * @param headers folder with `include/node`
 */
export function ensureSqliteBinding(headers: string): string {
  const binding = sqliteBindingPath()
  if (existsSync(binding)) return binding

  console.log('setup: building better-sqlite3 for this Electron (once, about two minutes)')
  mkdirSync(cacheDir(), { recursive: true })
  const work = mkdtempSync(join(cacheDir(), 'sqlite-new-'))
  try {
    const source = join(work, 'source')
    cpSync(join(root, 'node_modules', 'better-sqlite3'), source, { recursive: true })
    // The build asks node-addon-api for its include folder.
    symlinkSync(join(root, 'node_modules'), join(work, 'node_modules'), 'junction')
    const gyp = join(root, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js')
    const run = spawnSync(process.execPath, [gyp, 'rebuild', '--release', '--force_build=1', '-j', 'max', `--nodedir=${headers}`], {
      cwd: source,
      env: { ...process.env, CXXFLAGS: flags, PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    })
    if (run.status !== 0) {
      console.error(`${run.stdout}\n${run.stderr}`.trim().split('\n').slice(-40).join('\n'))
      throw new Error('better-sqlite3 could not be built for this Electron')
    }
    const made = join(work, 'made')
    mkdirSync(made)
    copyFileSync(join(source, 'build', 'Release', 'better_sqlite3.node'), join(made, 'better_sqlite3.node'))
    if (!existsSync(binding)) {
      rmSync(dirname(binding), { recursive: true, force: true })
      renameSync(made, dirname(binding))
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return binding
}
