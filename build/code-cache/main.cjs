// Started by build/code-cache.ts in the runtime whose V8 is to read the caches; QMC_CODE_CACHE names a folder and its bundles.
// Each bundle is run, so that what a start needs is compiled, and what V8 then knows of it is written beside it. The source must be wrapped as electron/rpc/boot.ts does.
const { readFileSync, renameSync, writeFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { tmpdir } = require('node:os')
const { dirname, join } = require('node:path')
const { constants, Script } = require('node:vm')

/** Stands for all of Electron: it answers nothing, and is never ready. */
const nothing = new Proxy(function () {}, { get: (_target, name) => (name === 'getPath' ? () => tmpdir() : nothing), apply: () => nothing, construct: () => nothing })

const { folder, bundles } = JSON.parse(process.env.QMC_CODE_CACHE)
try {
  for (const bundle of bundles) writeCache(join(folder, bundle))
  // Electron may crash in leaving; its work is done then.
  process.stdout.write('made\n')
  end(0)
} catch (error) {
  // Electron would tell it in a window and wait.
  console.error(error)
  end(1)
}

/** Electron that is made to leave before it is ready may crash. */
function end(code) {
  if (!process.versions.electron) process.exit(code)
  const { app } = require('electron')
  void app.whenReady().then(() => app.exit(code))
}

function writeCache(path) {
  const script = new Script(`(function (require, __filename, __dirname) {${readFileSync(path, 'utf8')}\n})`, { filename: path, importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER })
  const requireOfBundle = createRequire(path)
  script.runInThisContext()((name) => (name === 'electron' ? nothing : requireOfBundle(name)), path, dirname(path))
  const cache = `${path}.${process.platform}-${process.arch}-${process.versions.v8}.cache`
  // Whole or not at all: V8 does not look whether one breaks off.
  writeFileSync(`${cache}.part`, script.createCachedData())
  renameSync(`${cache}.part`, cache)
}
