import { execFileSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { outFolder } from './out-folder.ts'

/** A count of another process's flushes, kept by fsync-counter.c inside it and read here. */
export interface FsyncCounter {
  /** What the process must be started with. */
  env: Record<string, string>
  read(): { wal: number; others: number }
  close(): void
}

/** Linux with a C compiler. */
export function createFsyncCounter(name: string): FsyncCounter {
  const source = join(import.meta.dirname, 'fsync-counter.c')
  const library = join(outFolder, 'fsync-counter.so')
  mkdirSync(outFolder, { recursive: true })
  if (!existsSync(library) || statSync(library).mtimeMs < statSync(source).mtimeMs) {
    execFileSync('cc', ['-O2', '-Wall', '-shared', '-fPIC', '-o', library, source, '-ldl'], { stdio: ['ignore', 'inherit', 'inherit'] })
  }
  const path = join(outFolder, `${name}.counts`)
  writeFileSync(path, Buffer.alloc(16))
  const file = openSync(path, 'r')
  const bytes = Buffer.alloc(16)
  return {
    env: { LD_PRELOAD: library, QMC_FSYNC_COUNTS: path },
    read: () => {
      readSync(file, bytes, 0, 16, 0)
      return { wal: Number(bytes.readBigUInt64LE(0)), others: Number(bytes.readBigUInt64LE(8)) }
    },
    close: () => closeSync(file)
  }
}
