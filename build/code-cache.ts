import { spawnSync } from 'node:child_process'
import { globSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { electronCommand } from './launch.ts'

const maker = join(import.meta.dirname, 'code-cache')

/** Must come before the bundles are written: of a source V8 looks at the length alone, so a cache must never lie beside another bundle than its own. */
export function forgetCodeCaches(folder: string): void {
  for (const file of globSync('*.cache{,.part}', { cwd: folder })) rmSync(join(folder, file))
}

/**
 * Lays what V8 compiles of each bundle beside it, for this Electron and for the Node of the tools. It must be Electron's own process: run as Node its V8 has other flags, by which the app
 * would refuse the cache. Without one all works, only slower; so a runtime that cannot make it is told and no failure.
 */
export function makeCodeCaches(folder: string, bundles: string[]): void {
  const { executable, args, env } = electronCommand(maker)
  make(executable, ['--ozone-platform=headless', '--disable-gpu', ...args], env)
  make(process.execPath, [join(maker, 'main.cjs')], process.env)

  function make(program: string, programArgs: string[], programEnv: NodeJS.ProcessEnv): void {
    const made = spawnSync(program, programArgs, { env: { ...programEnv, QMC_CODE_CACHE: JSON.stringify({ folder, bundles }) }, encoding: 'utf8', timeout: 60_000 })
    if (!made.stdout?.includes('made')) console.log(`build: no code cache by ${program}: ${(made.error?.message ?? made.stderr).trim().slice(-1000)}`)
  }
}
