import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** MB of proportional set size (what is shared counts once), by kind of process; several of one kind are added up. */
export type TreeMb = Record<string, number>

export function sumMb(tree: TreeMb): number {
  return Math.round(Object.values(tree).reduce((sum, mb) => sum + mb, 0))
}

/** A process and all its descendants. */
export function measureTree(root: number): TreeMb {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) if (/^\d+$/.test(name)) parents.set(Number(name), readParent(Number(name)))
  const isOfTree = (pid: number): boolean => pid === root || (parents.has(pid) && isOfTree(parents.get(pid)!))
  const tree: TreeMb = {}
  for (const pid of [...parents.keys()].filter(isOfTree)) {
    const kind = pid === root ? 'main' : nameOf(pid)
    tree[kind] = Math.round(10 * ((tree[kind] ?? 0) + readPssKb(pid) / 1024)) / 10
  }
  return tree
}

/** As Chromium's command line says; our own children are told apart by what they hold. */
function nameOf(pid: number): string {
  const line = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')
  const type = /--type=([\w-]+)/.exec(line)?.[1]
  if (type !== 'utility') return type ?? 'other'
  if (!line.includes('node.mojom')) return /--utility-sub-type=(\w+)/.exec(line)?.[1] ?? type
  if (openFiles(pid).some((path) => path.includes('counter.db'))) return 'core'
  return read(`/proc/${pid}/maps`).includes('pkcs11') ? 'signer' : 'press'
}

function openFiles(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => {
      try {
        return [readlinkSync(`/proc/${pid}/fd/${descriptor}`)]
      } catch {
        return []
      }
    })
  } catch {
    return []
  }
}

/** 0 where the process ended meanwhile. */
function readParent(pid: number): number {
  return Number(read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ')[1])
}

function readPssKb(pid: number): number {
  return Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0)
}

/** Empty where the process ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
