import { spawn } from 'node:child_process'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import type { SectionName, SectionResult } from './sections.ts'
import { workFolderOf } from './work-folder.ts'

/** How far each steps aside (nice, 0 to 19): of signing the recoveries are timed, as an officer would feel them, the day is one long chain of keys and answers, and the histories wait more than they work. */
const asideNice: Partial<Record<SectionName, number>> = { signing: 0, day: 4, histories: 4 }
const othersNice = 10

/**
 * Runs a section of a tree in a process of its own. When it crashed or its time was over, the counts are those it had told by then, and `sectionsFailed` is 1.
 * What it and its processes compiled is kept in the tree's `out`: a killed process would compile the same each time anew.
 */
export function runSection(tree: string, name: SectionName, options: { seed: number; [option: string]: unknown }, timeoutMs: number, { env = {}, nice = asideNice[name] ?? othersNice }: { env?: NodeJS.ProcessEnv; nice?: number } = {}): Promise<SectionResult> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(tree, 'test', 'prove', 'run-section.ts'), name, JSON.stringify(options)], {
      cwd: tree,
      stdio: ['ignore', 'pipe', 'inherit'],
      // Every life and image of a data folder would copy a counter's whole ballast.
      env: { QMC_BALLAST_BYTES: '65536', QMC_FIRST_PULL_MS: '120000', ...process.env, ...env, TMPDIR: workFolderOf(name), NODE_COMPILE_CACHE: join(tree, 'out', 'compile-cache') },
      timeout: timeoutMs,
      killSignal: 'SIGKILL'
    })
    if (nice > 0 && child.pid !== undefined) setPriority(child.pid, nice)
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.once('error', () => resolve(fail({ details: [] }, 'did not start')))
    child.once('close', (code, signal) => {
      const counts = readLast(said)
      resolve(code === 0 && counts ? counts : fail(counts ?? { details: [] }, signal ? 'was not over in time' : `ended with ${code}`))
    })
  })

  function fail(counts: SectionResult, how: string): SectionResult {
    return { ...counts, sectionsFailed: 1, details: [...counts.details, `section ${name}, seed ${options.seed}: it ${how}; its counts are those of before`] }
  }
}

/** The last whole line: a process that was killed may have left half of one. */
function readLast(said: string): SectionResult | undefined {
  for (const line of said.split('\n').toReversed()) {
    try {
      return JSON.parse(line) as SectionResult
    } catch {
      // An earlier one.
    }
  }
  return undefined
}
