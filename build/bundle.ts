import { createHash } from 'node:crypto'
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build as esbuild, type BuildOptions, type Plugin } from 'esbuild'
import { build as vite } from 'vite'
import { forgetCodeCaches, makeCodeCaches } from './code-cache.ts'
import { projectRoot } from './launch.ts'

const out = join(projectRoot, 'out', 'app')

/** One bundle a process. A process that is waited for starts at a small file of its own, `<name>.js`, which runs its bundle from the code cache (electron/rpc/boot.ts). */
const entries = [
  { from: 'electron/main/main.ts', to: 'main.bundle.js' },
  { from: 'electron/core/entry.ts', to: 'core.bundle.js' },
  { from: 'electron/core/continuity/backup-worker.ts', to: 'backup-worker.js' },
  { from: 'electron/core/diagnostics/scratch-entry.ts', to: 'scratch.js' },
  { from: 'electron/core/audit/verify-cli.ts', to: 'verify.mjs' },
  { from: 'electron/press/entry.ts', to: 'press.bundle.js' },
  { from: 'native/signer/entry.ts', to: 'signer.bundle.js' },
  { from: 'native/devices/entry.ts', to: 'devices.bundle.js' },
  { from: 'electron/preload/preload.ts', to: 'preload.cjs' },
  { from: 'electron/preload/pin-preload.ts', to: 'pin-preload.cjs' },
  { from: 'electron/preload/citizen-preload.ts', to: 'citizen-preload.cjs' },
]

// Native modules, and what Electron itself provides, are loaded at run time.
const external = ['electron', 'better-sqlite3', 'pkcs11js']

/** Great packages that a process may never call lie beside the bundles, in files that are read at the first call: bars alone were half of what core read at its start; fontkit's Brotli is for web fonts, which we have none of. */
const asides = [
  { from: 'bwip-js/generic', names: ['code128', 'drawingSVG'], to: 'bars.js' },
  { from: 'brotli/decompress.js', names: ['default'], to: 'brotli.js' }
]

const bootedEnding = '.bundle.js'

/** CommonJS packages inside an ESM bundle still call require for Node's own modules. */
const banner = "import { createRequire as requireOfNode } from 'node:module'; globalThis.require ??= requireOfNode(import.meta.url);"

/** V8 caches the code of scripts alone, so all but the verifier, which stands by itself, are CommonJS. */
const ofCommonJs = { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' }

/** Errors of zod never reach the screen, so only its default language is bundled: 0.4 MB less for each process to parse. */
const oneLanguage: Plugin = {
  name: 'one-language',
  setup: (build) => build.onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: "export { default as en } from './en.js'" })),
}

/**
 * Templates and regular expressions keep letters that esbuild escapes elsewhere, and one of them makes V8 hold the whole bundle in two bytes a letter: a fifth of what a start spends on reading it. So they
 * are escaped in our sources, which read templates as texts, never raw.
 */
const plainLetters: Plugin = {
  name: 'plain-letters',
  setup: (build) =>
    build.onLoad({ filter: /(electron|native)[\\/].*\.ts$/ }, ({ path }) =>
      path.includes('node_modules')
        ? undefined
        : { contents: readFileSync(path, 'utf8').replaceAll(/[^\u0000-\u007F]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`), loader: 'ts' }
    ),
}

/**
 * Core takes `request` and `Agent` of undici, press its `WebSocket`, and uploads of tus-js-client; their entries also run mocks, caches, web sockets and a lock on files (which patches `fs`), and with Node's HTTP
 * they are half of what core runs before it can open. So only these parts are taken, and they run when first called. A name that is not exported here does not build, where it is imported by name: by import() it would be undefined, and the first to know would be an officer.
 */
const usedParts: Plugin = {
  name: 'used-parts',
  setup: (build) => {
    const late = (path: string, name: string): string => `export ${name === 'default' ? 'default' : `const ${name} =`} (...args) => require(${JSON.stringify(path)}).${name}(...args);`
    const lateClass = (name: string, of: string): string => `export const ${name} = /* @__PURE__ */ new Proxy(class {}, { construct: (_, args) => new (${of})(...args) });`
    // As undici's own entry does: the address in parts, GET where nothing else is said.
    const plainRequest = `export const request = (url, { dispatcher = require('./lib/global.js').getGlobalDispatcher(), method = 'GET', ...options }) => {
      const { origin, pathname, search } = new URL(url);
      return require('./lib/api/api-request.js').call(dispatcher, { ...options, method, origin, path: pathname + search });
    };`
    build.onLoad({ filter: /undici[\\/]index\.js$/ }, () => ({
      contents: plainRequest + lateClass('Agent', "require('./lib/dispatcher/agent.js')") + lateClass('WebSocket', "require('./lib/web/websocket/websocket.js').WebSocket")
    }))
    for (const { from, names, to } of asides) {
      build.onResolve({ filter: new RegExp(`^${from}$`) }, () => ({ path: from, namespace: 'aside' }))
      build.onLoad({ filter: new RegExp(`^${from}$`), namespace: 'aside' }, () => ({ contents: names.map((name) => late(`./${to}`, name)).join('') }))
    }
    build.onResolve({ filter: /./, namespace: 'aside' }, ({ path }) => ({ path, external: true }))
    build.onLoad({ filter: /tus-js-client[\\/]lib\.\w+[\\/]node[\\/]urlStorage\.js$/ }, () => ({ contents: 'export const canStoreURLs = false; export const FileUrlStorage = undefined' }))
  },
}

/**
 * Build the app into out/app. A part whose sources did not change since its last build is skipped, and so is an entry
 * that does not exist.
 * A release has no place where a crash test could end it.
 * @returns the parts that were built
 */
export async function buildApp({ isRelease = false } = {}): Promise<string[]> {
  mkdirSync(out, { recursive: true })
  const built: string[] = []
  const shared = ['package-lock.json', 'build/bundle.ts', 'build/code-cache.ts', 'build/code-cache/*', 'electron/{domain,contract}/**/*.{ts,json}']
  // First: core is logged in to while its code cache is made, which opens a database.
  await part('assets', ['build/bundle.ts', 'package-lock.json', 'electron/core/db/migrations/*.sql'], built, copyAssets)
  await part('processes', [...shared, 'electron/**/*.{ts,json}', 'native/**/*.{ts,json}'], built, () => bundleProcesses(isRelease), isRelease ? 'release' : '')
  await part('renderer', [...shared, 'build/vite.config.ts', 'renderer/**/*'], built, bundleRenderer)
  return built
}

async function bundleProcesses(isRelease: boolean): Promise<void> {
  const common: BuildOptions = {
    absWorkingDir: projectRoot,
    bundle: true,
    platform: 'node',
    target: 'node20',
    external,
    plugins: [oneLanguage, plainLetters, usedParts],
    define: isRelease ? { 'process.env.QMC_FAULT_POINT': 'undefined', 'process.env.QMC_RELEASE': '"1"' } : {},
    // Less to read at the start of each process; names stay, so that stacks can be read.
    minifyWhitespace: true,
    minifySyntax: true,
    sourcemap: 'linked',
    logLevel: 'warning',
    legalComments: 'none',
    loader: { '.sql': 'text', '.ttf': 'file', '.node': 'file' },
  }
  forgetCodeCaches(out)
  // The project's own files are ESM.
  writeFileSync(join(out, 'package.json'), '{"type":"commonjs"}')
  const commonJs: BuildOptions = { ...common, format: 'cjs', define: { ...common.define, ...ofCommonJs } }
  const booted = entries.map(({ to }) => to).filter((to) => to.endsWith(bootedEnding))
  await Promise.all([
    ...entries.map(({ from, to }) => esbuild({ ...(to.endsWith('.mjs') ? { ...common, format: 'esm', banner: { js: banner } } : commonJs), entryPoints: [from], outfile: join(out, to) })),
    ...asides.map(({ from, names, to }) => esbuild({ ...commonJs, plugins: [], stdin: { contents: `export { ${names.join(', ')} } from '${from}'`, resolveDir: projectRoot }, outfile: join(out, to) })),
    ...booted.map((to) =>
      esbuild({ ...commonJs, entryPoints: ['electron/rpc/boot.ts'], outfile: join(out, to.replace(bootedEnding, '.js')), define: { ...commonJs.define, bundleName: JSON.stringify(to) }, sourcemap: false })
    )
  ])
  makeCodeCaches(out, booted)
}

function copyAssets(): Promise<void> {
  const migrations = join(out, 'migrations')
  rmSync(migrations, { recursive: true, force: true })
  const source = join(projectRoot, 'electron', 'core', 'db', 'migrations')
  if (existsSync(source)) cpSync(source, migrations, { recursive: true, filter: (path) => path === source || path.endsWith('.sql') })

  const fonts = join(out, 'fonts')
  rmSync(fonts, { recursive: true, force: true })
  mkdirSync(fonts)
  const tinos = join(projectRoot, 'node_modules', '@expo-google-fonts', 'tinos')
  for (const file of globSync('*/*.ttf', { cwd: tinos })) cpSync(join(tinos, file), join(fonts, basename(file)))
  cpSync(join(tinos, 'LICENSE_FONT'), join(fonts, 'LICENSE'))
  return Promise.resolve()
}

async function bundleRenderer(): Promise<void> {
  if (!existsSync(join(projectRoot, 'renderer', 'index.html'))) return
  await vite({ configFile: join(projectRoot, 'build', 'vite.config.ts'), logLevel: 'warn' })
}

/** Build one part unless the contents of its sources are those of the last successful build. */
async function part(name: string, sources: string[], built: string[], run: () => Promise<void>, variant = ''): Promise<void> {
  const hash = createHash('sha256').update(variant)
  const files = [...new Set(globSync(sources, { cwd: projectRoot, withFileTypes: true }).filter((entry) => entry.isFile()))]
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) {
    hash.update(path.slice(projectRoot.length)).update('\0').update(readFileSync(path)).update('\0')
  }
  const digest = hash.digest('hex')
  const stamp = join(out, `.built-${name}`)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return
  rmSync(stamp, { force: true })
  await run()
  writeFileSync(stamp, digest)
  built.push(name)
}
