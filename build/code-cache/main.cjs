// Started by build/code-cache.ts in the runtime whose V8 is to read the caches; QMC_CODE_CACHE names a folder and its bundles.
// Each bundle is run, and core logged in to, so that what a start needs is compiled, and what V8 then knows of it is written beside it. The source must be wrapped as electron/rpc/boot.ts does.
const { once, EventEmitter } = require('node:events')
const { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { tmpdir } = require('node:os')
const { dirname, join } = require('node:path')
const { constants, Script } = require('node:vm')

/** Stands for all of Electron: it answers nothing, and is never ready. */
const nothing = new Proxy(function () {}, { get: (_target, name) => (name === 'getPath' ? () => tmpdir() : nothing), apply: () => nothing, construct: () => nothing })

const { folder, bundles } = JSON.parse(process.env.QMC_CODE_CACHE)
// As electron/main/run-mode.ts says of an invented office: it asks nobody, and no second copy of it belongs anywhere.
process.env.QMC_CLOSED_WORLD = '1'
delete process.env.QMC_BACKUP_FOLDER
makeAll().then(
  () => {
    // Electron may crash in leaving; its work is done then.
    process.stdout.write('made\n')
    end(0)
  },
  (error) => {
    // Electron would tell it in a window and wait.
    console.error(error)
    end(1)
  }
)

async function makeAll() {
  for (const bundle of bundles) await writeCache(join(folder, bundle))
}

/** Electron that is made to leave before it is ready may crash. */
function end(code) {
  if (!process.versions.electron) process.exit(code)
  const { app } = require('electron')
  void app.whenReady().then(() => app.exit(code))
}

async function writeCache(path) {
  const script = new Script(`(function (require, __filename, __dirname) {${readFileSync(path, 'utf8')}\n})`, { filename: path, importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER })
  const requireOfBundle = createRequire(path)
  script.runInThisContext()((name) => (name === 'electron' ? nothing : requireOfBundle(name)), path, dirname(path))
  if (path.endsWith('core.bundle.js')) await logIn()
  const cache = `${path}.${process.platform}-${process.arch}-${process.versions.v8}.cache`
  // Whole or not at all: V8 does not look whether one breaks off.
  writeFileSync(`${cache}.part`, script.createCachedData())
  renameSync(`${cache}.part`, cache)
}

/**
 * Two lives of core, on an invented office: the second is a morning's, up to the first letter in the intake. What it calls is compiled when it is first called, and that is half of what an officer waits for
 * between her password and the form. Core must be the only bundle that ran so far and listens.
 */
async function logIn() {
  const dataFolder = mkdtempSync(join(tmpdir(), 'qmc-code-cache-'))
  const answers = new EventEmitter()
  let lastId = 0
  process.send = ({ type, id, result }) => type === 'answer' && answers.emit(id, result)
  const call = async (method, input = {}) => {
    const answer = once(answers, ++lastId)
    process.emit('message', { type: 'call', id: lastId, method, input })
    const [result] = await answer
    if (!result.ok) throw new Error(`${method}: ${JSON.stringify(result.error)}`)
    return result.value
  }
  const key = Buffer.alloc(32, 1).toString('base64')
  try {
    await call('core.open', { dataFolder, key, mustExist: false })
    const { officers } = await call('core.found-training')
    await call('core.close')
    await call('core.open', { dataFolder, key, mustExist: true })
    await call('core.begin-session', { officerId: officers[0].id, loginPublicKey: officers[0].loginKey.publicKey })
    await call('status.get')
    await call('draft.list')
    await call('catalogue.search', { text: 'd', limit: 30 })
    await call('core.close')
  } finally {
    delete process.send
    rmSync(dataFolder, { recursive: true, force: true })
  }
}
