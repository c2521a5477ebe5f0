import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Plant } from './plants.ts'

const projectRoot = join(import.meta.dirname, '..', '..')
const copied = ['build', 'electron', 'native', 'renderer', 'test', 'package.json', 'tsconfig.json']
const limitMs = 180_000

export type TestsOutcome = { kind: 'green'; tests: number } | { kind: 'red'; failed: number } | { kind: 'no-tests'; log: string }

/** A copy of the working tree to plant faults in; the installed modules are shared. */
export interface Orchard {
  run(tests: Pick<Plant, 'project' | 'test' | 'only'>): Promise<TestsOutcome>
  /** Plants the fault, runs its tests and takes it out again. @throws when its text is not there exactly once: the code moved, and the plant must follow. */
  tryPlant(plant: Plant): Promise<TestsOutcome>
  /** Plants the fault, does something in the copy and takes it out again. @throws as `tryPlant` */
  withPlant<T>(plant: Pick<Plant, 'name' | 'file' | 'find' | 'replace'>, act: (folder: string) => Promise<T>): Promise<T>
  close(): void
}

export function openOrchard(): Orchard {
  const folder = mkdtempSync(join(tmpdir(), 'qmc-mutants-'))
  const skipped = new Set(['node_modules', 'out', '.git'])
  for (const name of copied) cpSync(join(projectRoot, name), join(folder, name), { recursive: true, filter: (source) => !skipped.has(basename(source)) })
  symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'))

  const run: Orchard['run'] = async ({ project, test, only }) => {
    const report = join(folder, 'report.json')
    rmSync(report, { force: true })
    const tool = join(folder, 'node_modules', 'vitest', 'vitest.mjs')
    const args = ['run', '--config', 'build/vitest.config.ts', '--project', project, '--bail', '1', '--reporter=json', `--outputFile=${report}`, ...(only ? ['-t', only] : []), test]
    const log = await runNode([tool, ...args], folder)
    return readOutcome(report, log)
  }

  const withPlant: Orchard['withPlant'] = async (plant, act) => {
    const path = join(folder, plant.file)
    const text = readFileSync(path, 'utf8')
    const places = text.split(plant.find).length - 1
    if (places !== 1) throw new Error(`"${plant.name}": its text stands ${places} times in ${plant.file}; mend the plant`)
    writeFileSync(path, text.replace(plant.find, () => plant.replace))
    try {
      return await act(folder)
    } finally {
      writeFileSync(path, text)
    }
  }

  return {
    run,
    withPlant,
    tryPlant: (plant) => withPlant(plant, () => run(plant)),
    close: () => rmSync(folder, { recursive: true, force: true })
  }
}

interface VitestReport {
  numPassedTests: number
  numFailedTests: number
}

function readOutcome(report: string, log: string): TestsOutcome {
  if (!existsSync(report)) return { kind: 'no-tests', log }
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8')) as VitestReport
  if (numFailedTests > 0) return { kind: 'red', failed: numFailedTests }
  // A file that cannot be loaded is red for any reason at all, so it shows nothing.
  return numPassedTests > 0 ? { kind: 'green', tests: numPassedTests } : { kind: 'no-tests', log }
}

function runNode(args: string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    // Vitest in vitest would take the outer one's place; the outer one's PostgreSQL is its own.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST') && name !== 'QMC_DATABASE_URLS'))
    const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: limitMs, killSignal: 'SIGKILL' })
    let log = ''
    const keep = (chunk: Buffer): void => {
      log = (log + chunk.toString()).slice(-3000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('error', reject)
    child.once('exit', () => resolve(log))
  })
}
