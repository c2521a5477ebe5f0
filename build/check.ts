import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkBorders } from './check-borders.ts'
import { checkEngines } from './check-engines.ts'
import { projectRoot } from './launch.ts'

export type CheckResult = { name: string; problems: string[] }

const longFileLines = 300

/** Types, lint, import borders, the app's dependencies at the Node of the oldest Electron, the one clock of the rules. */
export function runChecks(): CheckResult[] {
  const results = [
    tool('types', ['node_modules/typescript/bin/tsc', '-b', '--pretty', 'false']),
    tool('lint', ['node_modules/oxlint/bin/oxlint', '-c', 'build/oxlint.json', '--quiet', 'electron', 'native', 'renderer', 'build', 'test']),
    { name: 'import borders', problems: checkBorders() },
    { name: 'engines at the floor', problems: checkEngines() },
    { name: 'no clock in the rules', problems: clocksInRules() },
  ]
  for (const { name, problems } of results) {
    console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} check: ${name}`)
    for (const problem of problems) console.log(`       ${problem}`)
  }
  for (const warning of longFiles()) console.log(`warning: ${warning}`)
  return results
}

function tool(name: string, args: string[]): CheckResult {
  const run = spawnSync(process.execPath, args, { cwd: projectRoot, encoding: 'utf8', maxBuffer: 1 << 26 })
  if (run.status === 0) return { name, problems: [] }
  const lines = `${run.stdout}\n${run.stderr}`.split('\n').filter((line) => line.trim() !== '')
  return { name, problems: lines.length > 0 ? lines : [`ended with code ${run.status}`] }
}

/** `new Date()` reads the clock without naming it, so lint does not see it. */
function clocksInRules(): string[] {
  const files = globSync(['electron/domain/**/*.ts', 'electron/contract/**/*.ts'], { cwd: projectRoot })
  return files.flatMap((file) => {
    const text = readFileSync(join(projectRoot, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
    return /new Date\(\s*\)|\bDate\(\s*\)/.test(text) ? [`${file}: reads the clock; pass it in`] : []
  })
}

function longFiles(): string[] {
  const files = globSync('{electron,native,renderer,build,test}/**/*.{ts,tsx,mjs}', { cwd: projectRoot })
  return files.flatMap((file) => {
    const lines = readFileSync(join(projectRoot, file), 'utf8').split('\n').length - 1
    return lines > longFileLines ? [`${file} has ${lines} lines (more than ${longFileLines})`] : []
  })
}
