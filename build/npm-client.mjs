import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/** Path of npm-cli.js: the npm that started us, else the one on PATH, else the one beside Node. */
export function npmCli() {
  const started = process.env.npm_execpath
  if (started?.endsWith('npm-cli.js') && existsSync(started)) return started
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const candidates = [join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js')]
    if (existsSync(join(folder, 'npm'))) candidates.unshift(realpathSync(join(folder, 'npm')))
    const found = candidates.find((path) => path.endsWith('npm-cli.js') && existsSync(path))
    if (found) return found
  }
  const beside = join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js')
  if (existsSync(beside)) return beside
  throw new Error('npm was not found: install it beside Node.js and try again')
}

/**
 * Fetch the archive of one exact version of a package into `folder` and check it.
 * @param {string} spec name@version
 * @param {string} integrity "sha512-..." pinned in the source of the caller
 * @param {string} folder where the .tgz goes; created, and emptied of older archives
 * @returns {string} path of the archive
 */
export function fetchPackage(spec, integrity, folder) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const run = spawnSync(process.execPath, [npmCli(), 'pack', spec, '--pack-destination', folder, '--loglevel', 'error', '--no-update-notifier'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 9 * 60_000,
  })
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'))
  if (run.status !== 0 || !archive) throw new Error(`npm could not fetch ${spec}: is the package registry in reach?`)
  const path = join(folder, archive)
  const actual = `sha512-${createHash('sha512').update(readFileSync(path)).digest('base64')}`
  if (actual !== integrity) {
    rmSync(folder, { recursive: true, force: true })
    throw new Error(`${spec} is not the file this project pinned (sha512 differs): not used`)
  }
  return path
}
