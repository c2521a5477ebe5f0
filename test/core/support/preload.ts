import { spawnSync } from 'node:child_process'

/**
 * Compiles a library that a process loads before libc (LD_PRELOAD): it stands between a program as it is shipped and the system, and the program has no door for it.
 * @throws naming the Debian package when there is no C compiler: what cannot be tried must not pass.
 */
export function compilePreload(sourcePath: string, library: string): string {
  const built = spawnSync('gcc', ['-shared', '-fPIC', '-O1', '-o', library, sourcePath, '-ldl'], { encoding: 'utf8' })
  if (built.error) throw new Error('gcc is missing: install the Debian package build-essential')
  if (built.status !== 0) throw new Error(`${sourcePath} does not compile: ${built.stderr}`)
  return library
}
