import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { cacheDir } from '../../../build/cache-paths.mjs'
import { npmCli } from '../../../build/npm-client.mjs'

/** What is measured against, at exact versions. Not in package.json: 226 packages that nobody but this needs. */
const peers = { pouchdb: '9.0.0', 'express-pouchdb': '4.2.0', express: '4.21.2' }
const folder = join(cacheDir(), `bench-peers-${Object.values(peers).join('-')}`)
const stamp = join(folder, '.complete')

/** Fetches the peers once, by npm, into the cache. Their LevelDB comes prebuilt, so no install script runs. */
export function ensurePeers(): void {
  if (existsSync(stamp)) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: peers }))
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error', '--no-update-notifier']
  const run = spawnSync(process.execPath, [npmCli(), 'install', ...options], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], timeout: 5 * 60_000 })
  if (run.status !== 0) throw new Error('npm could not fetch the peers of the benchmark: is the package registry in reach?')
  writeFileSync(stamp, '')
}

/** A peer's main export; leveldown is PouchDB's own store. */
export function loadPeer<T>(name: keyof typeof peers | 'leveldown'): T {
  return createRequire(join(folder, 'package.json'))(name) as T
}
