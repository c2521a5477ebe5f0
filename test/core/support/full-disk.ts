import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compilePreload } from './preload.ts'

/**
 * A disk that is full when the test says so: writes that would make a file of the folder grow answer ENOSPC, as ext4 does; overwriting and reading go on. A ballast file of QMC_BALLAST_BYTES that was
 * removed since has left that much room, which is given once.
 */
const source = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static int is_full(int fd, off_t end) {
  const char *flag = getenv("QMC_DISK_FULL_FLAG"), *folder = getenv("QMC_DISK_FULL_FOLDER"), *after = getenv("QMC_DISK_FULL_AFTER"), *count = getenv("QMC_DISK_FULL_COUNT");
  if (!flag || !folder || (!after && !count && access(flag, F_OK) != 0)) return 0;
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  struct stat known;
  if (strncmp(path, folder, strlen(folder)) != 0 || fstat(fd, &known) != 0 || end <= known.st_size) return 0;
  if (count) {
    int counted = open(count, O_WRONLY | O_APPEND | O_CREAT, 0600);
    write(counted, "+", 1);
    close(counted);
    return 0;
  }
  static long long given = 0;
  const char *ballast = getenv("QMC_BALLAST_BYTES");
  if (!after && ballast) {
    char kept[4096];
    snprintf(kept, sizeof kept, "%s/ballast.bin", folder);
    long long grows = end - known.st_size;
    if (access(kept, F_OK) != 0 && __sync_add_and_fetch(&given, grows) <= atoll(ballast)) return 0;
  }
  static int asked = 0;
  if (after && __sync_add_and_fetch(&asked, 1) < atoi(after)) return 0;
  if (after) close(creat(flag, 0600));
  errno = ENOSPC;
  return 1;
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
  ssize_t (*real)(int, const void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pwrite64");
  return is_full(fd, at + size) ? -1 : real(fd, data, size, at);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
  ssize_t (*real)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, "pwrite");
  return is_full(fd, at + size) ? -1 : real(fd, data, size, at);
}

ssize_t write(int fd, const void *data, size_t size) {
  ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
  off_t at = lseek(fd, 0, SEEK_CUR);
  return at >= 0 && is_full(fd, at + size) ? -1 : real(fd, data, size);
}
`

export interface FullDisk {
  env: NodeJS.ProcessEnv
  fill(): void
  free(): void
  /** Added to `env`: full for good from the n-th write of the process that needs room. */
  after(writes: number): NodeJS.ProcessEnv
  /** Added to `env`: never full, and each write that needs room is counted. */
  counting: NodeJS.ProcessEnv
  countWrites(): number
  /** Whether it came to that, since the last `free`. */
  wasFull(): boolean
}

export function createFullDisk(work: string, dataFolder: string): FullDisk {
  const sourcePath = join(work, 'full-disk.c')
  const library = join(work, 'full-disk.so')
  const flag = join(work, 'full')
  const counted = join(work, 'counted')
  writeFileSync(sourcePath, source)
  compilePreload(sourcePath, library)
  return {
    env: { LD_PRELOAD: library, QMC_DISK_FULL_FLAG: flag, QMC_DISK_FULL_FOLDER: dataFolder },
    fill: () => writeFileSync(flag, ''),
    free: () => rmSync(flag, { force: true }),
    after: (writes) => ({ QMC_DISK_FULL_AFTER: String(writes) }),
    counting: { QMC_DISK_FULL_COUNT: counted },
    countWrites: () => statSync(counted, { throwIfNoEntry: false })?.size ?? 0,
    wasFull: () => existsSync(flag)
  }
}
