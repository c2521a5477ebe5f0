import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildApp } from './bundle.ts'
import { runChecks } from './check.ts'
import { projectRoot, startPostgres, startPostgresOfWorkers } from './launch.ts'
import { ensureRuntime } from './setup.ts'

type Tally = { passed: number; failed: number }
type Stage = 'build' | 'check' | 'vitest' | 'e2e' | 'package'

/** A stage that hangs fails, and the others still run. */
const stageTimeoutMs = 25 * 60_000
/** Most of a test's time is waiting for processes and lines, so two cores carry four. */
const vitestWorkers = 4
const reports = join(projectRoot, 'out', 'test')

/**
 * Run everything and print `N passed, N failed` as the last line. A check, a file that cannot be loaded, a skipped test and a
 * stage that crashes each count as one.
 * @param only run one stage (`npm test -- vitest test/unit/text.test.ts`); further arguments go to its tool
 * @returns the exit code
 */
export async function runTests(only: string[]): Promise<number> {
  mkdirSync(reports, { recursive: true })
  // The tests start some hundred Node processes, and each would compile the same sources: half a second of processor every time.
  process.env.NODE_COMPILE_CACHE ??= join(projectRoot, 'out', 'compile-cache')
  // Each of some hundred counters would write and flush a ballast of sixteen megabytes.
  process.env.QMC_BALLAST_BYTES ??= '65536'
  const [stage, ...args] = only
  const total: Tally = { passed: 0, failed: 0 }
  const stages: Record<Stage, () => Promise<Tally>> = {
    build,
    check: () => Promise.resolve(checkTally()),
    vitest: () => vitest(args),
    e2e: () => playwright(args),
    package: smokePackage,
  }
  if (stage !== undefined && !(stage in stages)) throw new Error(`unknown stage ${stage}: build, check, vitest, e2e or package`)

  for (const [name, run] of Object.entries(stages)) {
    // The others stand on the build.
    if (stage !== undefined && stage !== name && name !== 'build') continue
    console.log(`\n== ${name}`)
    const started = Date.now()
    const tally = await run().catch((error: unknown) => {
      console.error(error)
      return { passed: 0, failed: 1 }
    })
    console.log(`== ${name}: ${tally.passed} passed, ${tally.failed} failed (${Math.round((Date.now() - started) / 1000)} s)`)
    total.passed += tally.passed
    total.failed += tally.failed
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  return total.failed === 0 && total.passed > 0 ? 0 : 1
}

async function build(): Promise<Tally> {
  await ensureRuntime()
  await buildApp()
  return { passed: 1, failed: 0 }
}

function checkTally(): Tally {
  const results = runChecks()
  const failed = results.filter((result) => result.problems.length > 0).length
  return { passed: results.length - failed, failed }
}

async function vitest(args: string[]): Promise<Tally> {
  const report = join(reports, 'vitest.json')
  rmSync(report, { force: true })
  const postgres = await startPostgresOfWorkers(vitestWorkers)
  try {
    const tool = join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const code = await node([tool, 'run', '--config', 'build/vitest.config.ts', `--maxWorkers=${vitestWorkers}`, ...reporters, ...args], stageTimeoutMs)
    return vitestTally(report, code)
  } finally {
    await postgres.stop()
  }
}

type VitestReport = {
  numPassedTests: number
  numTotalTests: number
  testResults: { status: string; assertionResults: unknown[] }[]
}

function vitestTally(report: string, code: number): Tally {
  if (!existsSync(report)) return { passed: 0, failed: 1 }
  const result: VitestReport = JSON.parse(readFileSync(report, 'utf8'))
  const unloaded = result.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
  const failed = result.numTotalTests - result.numPassedTests + unloaded
  // Vitest also ends with an error for what no test caught.
  return { passed: result.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed }
}

async function playwright(args: string[]): Promise<Tally> {
  const report = join(reports, 'playwright.json')
  rmSync(report, { force: true })
  if (args.length === 0) rmSync(join(projectRoot, 'out', 'e2e'), { recursive: true, force: true })
  const postgres = await startPostgres()
  try {
    process.env.PLAYWRIGHT_JSON_OUTPUT_FILE = report
    const tool = join(projectRoot, 'node_modules', '@playwright', 'test', 'cli.js')
    const code = await node([tool, 'test', '--config', 'build/playwright.config.ts', '--reporter=list,json', ...args], stageTimeoutMs)
    return playwrightTally(report, code)
  } finally {
    await postgres.stop()
  }
}

type PlaywrightReport = {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
  errors: unknown[]
}

function playwrightTally(report: string, code: number): Tally {
  if (!existsSync(report)) return { passed: 0, failed: 1 }
  const { stats, errors }: PlaywrightReport = JSON.parse(readFileSync(report, 'utf8'))
  const failed = stats.unexpected + stats.flaky + stats.skipped + errors.length
  return { passed: stats.expected, failed: failed === 0 && code !== 0 ? 1 : failed }
}

/** The release as it is packaged, run once by itself. */
async function smokePackage(): Promise<Tally> {
  const report = join(reports, 'package.json')
  rmSync(report, { force: true })
  const code = await node([join('test', 'package', 'smoke-package.ts'), report], stageTimeoutMs)
  if (!existsSync(report)) return { passed: 0, failed: 1 }
  const tally: Tally = JSON.parse(readFileSync(report, 'utf8'))
  return tally.failed === 0 && code !== 0 ? { ...tally, failed: 1 } : tally
}

/**
 * Run a script on this Node and answer its exit code; 1 when a signal ended it.
 * @param timeoutMs after which it is asked to end, and killed if it does not
 */
export function node(args: string[], timeoutMs?: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: projectRoot, stdio: 'inherit' })
    const end = () => {
      console.error(`${args[0]} took too long: ended`)
      child.kill('SIGTERM')
      setTimeout(() => child.kill('SIGKILL'), 10_000).unref()
    }
    const timer = timeoutMs === undefined ? undefined : setTimeout(end, timeoutMs)
    child.once('error', reject)
    child.once('exit', (code) => {
      clearTimeout(timer)
      resolve(code ?? 1)
    })
  })
}
