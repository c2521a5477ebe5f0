import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Node inside Electron 33, the oldest runtime the app runs on. */
const floor = '20.18.1'

/** Packages that name a newer Node and are known to run at the floor, with how that is known. */
const exceptions: Record<string, string> = {
  'better-sqlite3': 'built from source for that runtime (build/sqlite-binding.ts) and exercised there by the end-to-end tests',
  'pdfjs-dist': 'runs in the page, on Chromium 130, where the end-to-end tests exercise it',
}

type LockEntry = {
  version?: string
  dev?: boolean
  optional?: boolean
  devOptional?: boolean
  engines?: { node?: string }
}

/** Packages of the app (not of the tools) whose `engines.node` leaves out the Node inside the oldest Electron. */
export function checkEngines(): string[] {
  proveItBites()
  const lock: { packages: Record<string, LockEntry> } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  return Object.entries(lock.packages).flatMap(([path, entry]) => {
    const name = path.replace(/^.*node_modules\//, '')
    const range = entry.engines?.node
    if (path === '' || entry.dev || entry.devOptional || entry.optional || name in exceptions || !range) return []
    return admits(range, floor) ? [] : [`${name}@${entry.version} asks for Node ${range}; the app must run on ${floor}`]
  })
}

/** Whether a version is inside an npm range made of comparators, carets, tildes and wildcards. */
function admits(range: string, version: string): boolean {
  const of = parts(version)
  return range.split('||').some((alternative) => {
    const terms = alternative.trim().replace(/(\S+)\s+-\s+(\S+)/, '>=$1 <=$2').replace(/([<>=^~]+)\s+/g, '$1').split(/\s+/)
    return terms.every((term) => admitsTerm(term, of))
  })
}

function admitsTerm(term: string, version: number[]): boolean {
  const match = /^(>=|<=|>|<|=|\^|~)?v?(\d+|x|\*)?(?:\.(\d+|x|\*))?(?:\.(\d+|x|\*))?/.exec(term)
  const sign = match?.[1] ?? '='
  const given = [match?.[2], match?.[3], match?.[4]].filter((part) => part !== undefined && /^\d+$/.test(part)).map(Number)
  if (given.length === 0) return true
  const order = compare(version, [0, 1, 2].map((i) => given[i] ?? 0))
  const samePrefix = (length: number) => given.slice(0, length).every((part, i) => part === version[i])
  if (sign === '>=') return order >= 0
  if (sign === '>') return order > 0 && !samePrefix(given.length)
  if (sign === '<') return order < 0
  if (sign === '<=') return order <= 0 || samePrefix(given.length)
  if (sign === '^') return order >= 0 && samePrefix(1)
  if (sign === '~') return order >= 0 && samePrefix(Math.min(2, given.length))
  return samePrefix(given.length)
}

function compare(a: number[], b: number[]): number {
  for (let i = 0; i < 3; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function parts(version: string): number[] {
  return version.split('.').map(Number)
}

function proveItBites(): void {
  const known: [string, boolean][] = [
    ['>=18', true], ['>= 20.18.1', true], ['>=20.18.2', false], ['>=22', false], ['^18.17.0 || >=20.5.0', true], ['^18 || ^22', false],
    ['20 || >=22', true], ['18.x || 20.x', true], ['^20.19.0 || >=22.12.0', false], ['*', true], ['>=10 <20', false], ['~20.18.0', true],
  ]
  for (const [range, expected] of known) if (admits(range, floor) !== expected) throw new Error(`check-engines judges ${range} wrongly`)
}
