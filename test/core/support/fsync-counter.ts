import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compilePreload } from './preload.ts'

/**
 * Counts the syncs of a process from outside it: a library loaded before libc notes every fsync and fdatasync that succeeded, with the file it was of. It sees what is done, not what
 * a pragma says; and unlike strace it works where tracing is forbidden.
 */
const source = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void note(const char *call, int fd) {
  const char *log = getenv("QMC_FSYNC_LOG");
  if (!log) return;
  char link[64], path[4096], line[4200];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  path[length < 0 ? 0 : length] = 0;
  int written = snprintf(line, sizeof line, "%s %s\\n", call, path);
  int out = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (out < 0) abort();
  if (write(out, line, written) != written) abort();
  close(out);
}

int fsync(int fd) {
  int (*real)(int) = dlsym(RTLD_NEXT, "fsync");
  int result = real(fd);
  if (result == 0) note("fsync", fd);
  return result;
}

int fdatasync(int fd) {
  int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync");
  int result = real(fd);
  if (result == 0) note("fdatasync", fd);
  return result;
}
`

export interface FsyncCounter {
  /** For the process that is watched. */
  env: { LD_PRELOAD: string; QMC_FSYNC_LOG: string }
  /** Syncs so far of files whose path ends so. */
  count(suffix: string): number
}

export function createFsyncCounter(folder: string): FsyncCounter {
  const sourcePath = join(folder, 'count-fsync.c')
  const library = join(folder, 'count-fsync.so')
  const log = join(folder, 'fsync.log')
  writeFileSync(sourcePath, source)
  compilePreload(sourcePath, library)
  return {
    env: { LD_PRELOAD: library, QMC_FSYNC_LOG: log },
    count: (suffix) => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter((line) => line.endsWith(suffix)).length : 0)
  }
}
