import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheDir } from './cache-paths.mjs'
import { ensureFallback, fallbackFolder, fallbackVersion } from './electron-fallback.ts'

export type ElectronRuntime = {
  executable: string
  version: string
  /** `fallback` is Electron 33 from the registry: development and tests only, and better-sqlite3 must be built for it. */
  kind: 'override' | 'official' | 'fallback'
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const downloadTimeoutMs = 45_000
const retryAfterMs = 24 * 3600_000

/**
 * Find or fetch the Electron to run, in the order: ELECTRON_OVERRIDE_DIST_PATH, the declared version already installed,
 * Electron's own installer, the fallback (linux-x64). Prints one line when something had to be fetched or is unusual.
 * @throws when none can be had, with what to set
 */
export async function ensureElectron(): Promise<ElectronRuntime> {
  const present = findElectron()
  if (present && present.kind !== 'fallback') return present
  if (installOfficial()) {
    const installed = findElectron()
    if (installed) return installed
  }
  if (process.platform === 'linux' && process.arch === 'x64') {
    return { executable: await ensureFallback(), version: fallbackVersion, kind: 'fallback' }
  }
  throw new Error(
    `Electron ${declaredVersion()} could not be downloaded. Set ELECTRON_MIRROR to a mirror in reach, or ELECTRON_OVERRIDE_DIST_PATH to a folder with an unpacked Electron.`,
  )
}

/** The runtime that is on this machine already, without fetching anything. */
export function findElectron(): ElectronRuntime | undefined {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override) {
    const executable = join(override, executableName())
    if (!existsSync(executable)) throw new Error(`ELECTRON_OVERRIDE_DIST_PATH is set but ${executable} does not exist`)
    return { executable, version: versionIn(override) ?? 'unknown', kind: 'override' }
  }
  const dist = join(root, 'node_modules', 'electron', 'dist')
  if (versionIn(dist) === declaredVersion() && existsSync(join(dist, executableName()))) {
    return { executable: join(dist, executableName()), version: declaredVersion(), kind: 'official' }
  }
  const fallback = join(fallbackFolder(), 'electron')
  return existsSync(fallback) ? { executable: fallback, version: fallbackVersion, kind: 'fallback' } : undefined
}

/** The one line that says which runtime runs. */
export function describeElectron(runtime: ElectronRuntime): string {
  const name = `Electron ${runtime.version}`
  if (runtime.kind === 'official') return `runtime: ${name} (official)`
  if (runtime.kind === 'override') return `runtime: ${name} from ELECTRON_OVERRIDE_DIST_PATH`
  return `runtime: ${name} carried by the package registry, for development and tests only (the declared Electron ${declaredVersion()} could not be downloaded)`
}

function installOfficial(): boolean {
  // Remembered per version and mirror, so that a machine without the download does not wait for it at every start.
  const wanted = `${declaredVersion()} ${process.env.ELECTRON_MIRROR ?? ''}`
  const memory = join(cacheDir(), 'electron-download-failed')
  if (existsSync(memory) && Date.now() - statSync(memory).mtimeMs < retryAfterMs && readFileSync(memory, 'utf8') === wanted) return false

  console.log(`setup: downloading Electron ${declaredVersion()} (up to ${downloadTimeoutMs / 1000} s)`)
  const run = spawnSync(process.execPath, [join(root, 'node_modules', 'electron', 'install.js')], {
    stdio: 'ignore',
    timeout: process.env.ELECTRON_MIRROR ? 10 * downloadTimeoutMs : downloadTimeoutMs,
    killSignal: 'SIGKILL',
  })
  if (run.status === 0) return true
  mkdirSync(cacheDir(), { recursive: true })
  writeFileSync(memory, wanted)
  return false
}

function declaredVersion(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8'))
  return manifest.version
}

function versionIn(dist: string): string | undefined {
  try {
    return readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '')
  } catch {
    return undefined
  }
}

function executableName(): string {
  if (process.platform === 'win32') return 'electron.exe'
  return process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron'
}
