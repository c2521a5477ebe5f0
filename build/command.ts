import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildApp } from './bundle.ts'
import { runChecks } from './check.ts'
import { projectRoot, startPostgres, startXvfb } from './launch.ts'
import { ensureRuntime } from './setup.ts'
import { node, runTests } from './test-run.ts'

const [command = 'start', ...args] = process.argv.slice(2)

/** Scripts that run on the set-up and built app. */
const scripts: Record<string, { path: string; needsServers: boolean }> = {
  // The demo brings its own portal and, where there is no display, its own screen.
  start: { path: 'test/demo/start-demo.ts', needsServers: false },
  bench: { path: 'test/bench/bench.ts', needsServers: true },
  prove: { path: 'test/prove/prove.ts', needsServers: true },
  mutants: { path: 'test/faults/mutants.ts', needsServers: true },
}

try {
  process.exitCode = await run()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function run(): Promise<number> {
  if (command === 'check') return runChecks().every((result) => result.problems.length === 0) ? 0 : 1
  if (command === 'build') return build()
  if (command === 'test') return runTests(args)

  await ensureRuntime()
  if (command === 'setup') return 0
  if (command === 'package') return packageApp()
  await build()
  const script = scripts[command]
  if (!script) throw new Error(`unknown command ${command}`)
  return runScript(script.path, script.needsServers)
}

async function build(): Promise<number> {
  const started = Date.now()
  const built = await buildApp()
  if (built.length > 0) console.log(`build: ${built.join(', ')} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
  return 0
}

async function packageApp(): Promise<number> {
  const { packageDebian } = await import('./package-app.ts')
  return packageDebian(args)
}

async function runScript(path: string, needsServers: boolean): Promise<number> {
  if (!existsSync(join(projectRoot, path))) throw new Error(`${path} is not there yet`)
  if (!needsServers) return node([path, ...args])
  const display = await startXvfb('1366x768', true)
  const postgres = await startPostgres()
  try {
    return await node([path, ...args])
  } finally {
    await postgres.stop()
    await display.stop()
  }
}
