import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cacheDir } from './cache-paths.mjs'
import { fetchPackage } from './npm-client.mjs'

const version = '24.21.0'

/** sha512 of the package that carries Node for each platform. */
const integrity = {
  'linux-x64': 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  'linux-arm64': 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  'win32-x64': 'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
}

/**
 * The Node 24 that tools and tests run on, and a folder with its headers (`include/node`) for node-gyp.
 * The running Node is taken when it is new enough and has its headers; else Node is fetched once by npm into the cache.
 * better-sqlite3 13 needs Node-API 10 (22.14), node-gyp 13 asks for 24.15, type stripping is on by default from 22.18.
 * @returns {{ node: string, headers: string }}
 */
export function ensureNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const ownPrefix = join(dirname(process.execPath), '..')
  const isNewEnough = major > 24 || (major === 24 && minor >= 15)
  if (isNewEnough && existsSync(join(ownPrefix, 'include', 'node', 'node_api.h'))) {
    return { node: process.execPath, headers: ownPrefix }
  }

  const platform = `${process.platform}-${process.arch}`
  const pinned = integrity[platform]
  const folder = join(cacheDir(), 'node')
  const node = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (isCurrent(folder)) return { node, headers: folder }
  if (!pinned) {
    if (isNewEnough) return { node: process.execPath, headers: ownPrefix }
    throw new Error(`Node ${version} is not carried for ${platform}: install Node 24 or newer yourself, then run this again`)
  }

  console.log(`setup: fetching Node ${version} (once, about 50 MB)`)
  mkdirSync(cacheDir(), { recursive: true })
  const work = mkdtempSync(join(cacheDir(), 'node-new-'))
  try {
    const name = `node-${platform.replace('win32', 'win')}`
    const archive = fetchPackage(`${name}@${version}`, pinned, join(work, 'archive'))
    const untar = spawnSync('tar', ['-xzf', archive, '-C', work, '--no-same-owner'], { stdio: 'inherit' })
    if (untar.status !== 0) throw new Error('tar could not unpack Node')
    const unpacked = join(work, 'package')
    writeFileSync(join(unpacked, '.qmc-version'), version)
    // Another set-up may have finished meanwhile: then its folder stays.
    if (!isCurrent(folder)) {
      rmSync(folder, { recursive: true, force: true })
      renameSync(unpacked, folder)
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return { node, headers: folder }
}

function isCurrent(folder) {
  try {
    return readFileSync(join(folder, '.qmc-version'), 'utf8') === version
  } catch {
    return false
  }
}
