import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build as esbuild } from 'esbuild'
import { projectRoot } from './launch.ts'

const source = join(projectRoot, 'test', 'portal')
const out = join(projectRoot, 'out', 'portal-bundle')

/** CommonJS packages inside an ESM bundle still call require for Node's own modules. */
const banner = "import { createRequire as requireOfNode } from 'node:module'; globalThis.require ??= requireOfNode(import.meta.url);"

/**
 * The reference portal (test/portal/main.ts) as one file with its migrations beside it, for campaigns that start it over and over: it asks half of the processor that its two hundred sources ask.
 * @returns the path of the file to run
 */
export async function bundlePortal(): Promise<string> {
  const outfile = join(out, 'portal.mjs')
  rmSync(out, { recursive: true, force: true })
  await esbuild({
    absWorkingDir: projectRoot,
    entryPoints: [join(source, 'main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    // PGlite is for the demo alone, and brings a database of its own.
    external: ['@electric-sql/pglite', 'pg-native'],
    // In one file each tool of the command line would take itself for the one that was started.
    define: { 'import.meta.main': 'false' },
    banner: { js: banner },
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'warning'
  })
  cpSync(join(source, 'migrations'), join(out, 'migrations'), { recursive: true })
  return outfile
}
