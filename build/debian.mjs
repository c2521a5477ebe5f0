import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** Compiles pkcs11js (about 6 s), and better-sqlite3 for the fallback Electron. */
const compiler = ['g++', 'make', 'python3']
const electron = ['xvfb', 'libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'fonts-dejavu-core']
const token = ['softhsm2', 'opensc']
const judges = ['poppler-utils', 'qpdf', 'openssl', 'xmlsec1', 'libnss3-tools', 'file', 'zbar-tools', 'strace', 'procps', 'sane-utils']
// For safeStorage; where they are absent the app asks for a passphrase, so nothing stops for them.
const optional = ['dbus-x11', 'gnome-keyring']

/** Debian packages each command of package.json needs. */
const needs = {
  setup: [...compiler, ...electron, ...token],
  build: compiler,
  check: compiler,
  start: [...compiler, ...electron, ...token, 'poppler-utils', 'openssl'],
  test: [...compiler, ...electron, ...token, ...judges, ...optional, 'postgresql'],
  bench: [...compiler, ...electron, ...token, ...judges, 'postgresql'],
  prove: [...compiler, ...electron, ...token, ...judges, ...optional, 'postgresql'],
  mutants: [...compiler, ...electron, ...token, ...judges, 'postgresql'],
  package: [...compiler, ...electron, 'fakeroot', 'p7zip-full'],
}

/**
 * See that the Debian packages a command needs are there; install what is missing where that is allowed, else print the one
 * command that does. Plain JavaScript: it runs before anything is set up. Other systems are left alone.
 * @param {string} command a script name of package.json
 * @returns {boolean} false when the command cannot go on
 */
export function ensureDebianPackages(command) {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/dpkg-query')) return true
  // Only the app itself uses a display that is there; tests and benchmarks always bring their own.
  const hasDisplay = command === 'start' && Boolean(process.env.DISPLAY)
  const missing = missingOf((needs[command] ?? []).filter((name) => !(hasDisplay && name === 'xvfb')))
  if (missing.length === 0) return true

  const rights = installRights()
  if (rights) {
    console.log(`setup: installing Debian packages: ${missing.join(' ')}`)
    if (install(rights, missing)) return true
  }
  const left = missingOf(missing)
  const blocking = left.filter((name) => !optional.includes(plain(name)))
  console.error(`${blocking.length > 0 ? 'These Debian packages are needed' : 'Some tests want these Debian packages'}. Install them with:`)
  console.error(`  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${left.join(' ')}`)
  return blocking.length === 0
}

function missingOf(names) {
  const run = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n'], { encoding: 'utf8', maxBuffer: 1 << 26 })
  const installed = new Set()
  for (const line of run.stdout.split('\n')) {
    const [name, status] = line.split(' ')
    if (status === 'installed') installed.add(name)
  }
  return names.filter((name) => !installed.has(name) && !installed.has(`${name}t64`)).map(nameHere)
}

/** Debian 13 and Ubuntu 24.04 renamed these two. */
function nameHere(name) {
  if (!['libgtk-3-0', 'libasound2'].includes(name)) return name
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
  const version = Number(/^VERSION_ID="?(\d+)/m.exec(release)?.[1] ?? 0)
  const isRenamed = /^ID=ubuntu/m.test(release) ? version >= 24 : version >= 13
  return isRenamed ? `${name}t64` : name
}

function plain(name) {
  return name.replace(/t64$/, '')
}

function installRights() {
  if (process.getuid?.() === 0) return []
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : undefined
}

function install(rights, names) {
  const apt = (...args) => {
    const [program, ...rest] = [...rights, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-o', 'DPkg::Lock::Timeout=300', '-q', ...args]
    const run = spawnSync(program, rest, { encoding: 'utf8', maxBuffer: 1 << 28 })
    if (run.status !== 0) console.error(`${run.stdout}\n${run.stderr}`.trim().split('\n').slice(-15).join('\n'))
    return run.status === 0
  }
  const line = ['install', '-y', '--no-install-recommends', ...names]
  // Lists may be absent (a fresh image) or old, so they are read again first; a failure there does not matter if the install works.
  apt('update')
  return apt(...line)
}
