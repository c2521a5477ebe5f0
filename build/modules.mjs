import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { npmCli } from './npm-client.mjs'

/**
 * Run `npm ci` when node_modules is missing or does not match package-lock.json.
 * @param {string} root the project
 * @param {{ node: string, headers: string }} runtime the Node to run npm and the install scripts on
 */
export function ensureModules(root, runtime) {
  const lock = readFileSync(join(root, 'package-lock.json'))
  const stampPath = join(root, 'node_modules', '.qmc-installed')
  const stamp = createHash('sha256').update(lock).digest('hex')
  if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp) return
  if (!isInstalled(root, JSON.parse(lock.toString('utf8')))) {
    console.log('setup: npm ci')
    let run = npm(root, runtime, ['ci'])
    if (run.status !== 0 && run.stderr.includes('EUSAGE')) {
      // A registry mirror may lack the optional packages of other platforms. Then the lock file written against it lacks them
      // too, and `npm ci` calls it out of step. This installs by the same lock file and does not write to it.
      run = npm(root, runtime, ['install', '--no-save'])
    }
    if (run.status !== 0) {
      console.error(run.stderr.trim().split('\n').slice(-40).join('\n'))
      throw new Error('npm could not install the packages')
    }
  }
  writeFileSync(stampPath, stamp)
}

function npm(root, runtime, args) {
  return spawnSync(runtime.node, [npmCli(), ...args, '--loglevel', 'error', '--no-update-notifier'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: {
      ...process.env,
      PATH: `${dirname(runtime.node)}${delimiter}${process.env.PATH}`,
      // pkcs11js compiles against the headers that came with Node, else node-gyp would download them.
      npm_config_nodedir: runtime.headers,
    },
  })
}

/** Whether what npm noted in node_modules agrees with the lock file: someone ran `npm ci` by hand. */
function isInstalled(root, lock) {
  const notePath = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(notePath)) return false
  if (!existsSync(join(root, 'node_modules', 'pkcs11js', 'build', 'Release', 'pkcs11.node'))) return false
  const present = JSON.parse(readFileSync(notePath, 'utf8')).packages
  return Object.entries(lock.packages).every(([path, entry]) => {
    if (path === '') return true
    const found = present[path]
    return found ? found.version === entry.version && found.integrity === entry.integrity : entry.optional === true
  })
}
