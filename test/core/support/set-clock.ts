import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { compilePreload } from './preload.ts'

/**
 * A PC's clock that is set wrong while a program runs: what a file says is added to the wall clock, whoever asks for it. What times waits and deadlines is left alone, as a clock that is set leaves it.
 * The file is mapped, because the clock is asked some thousand times a second.
 */
const source = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile const int64_t *offset_ms;

__attribute__((constructor)) static void prepare(void) {
  const char *path = getenv("QMC_CLOCK_OFFSET");
  if (!path) return;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  void *page = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *offset_ms, PROT_READ, MAP_SHARED, fd, 0);
  if (page == MAP_FAILED) abort();
  close(fd);
  offset_ms = page;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
  int result = real(clock, now);
  if (result != 0 || !offset_ms || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return result;
  int64_t ns = now->tv_sec * 1000000000LL + now->tv_nsec + *offset_ms * 1000000;
  now->tv_sec = ns / 1000000000;
  now->tv_nsec = ns % 1000000000;
  return 0;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  struct timespec told;
  (void)zone;
  if (clock_gettime(CLOCK_REALTIME, &told) != 0) return -1;
  now->tv_sec = told.tv_sec;
  now->tv_usec = told.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *into) {
  struct timespec told;
  clock_gettime(CLOCK_REALTIME, &told);
  if (into) *into = told.tv_sec;
  return told.tv_sec;
}
`

/** The clock of the processes that are started with its environment. */
export interface SetClock {
  env: NodeJS.ProcessEnv
  /** Added to the machine's, in whole milliseconds. */
  offsetMs: number
}

/** @returns makes clocks, each right until it is set. @param folder for the library and the clocks */
export function prepareClocks(folder: string): () => SetClock {
  const sourcePath = join(folder, 'set-clock.c')
  writeFileSync(sourcePath, source)
  const library = compilePreload(sourcePath, join(folder, 'set-clock.so'))
  let clocks = 0
  return () => {
    const path = join(folder, `clock-${++clocks}`)
    const bytes = Buffer.alloc(8)
    writeFileSync(path, bytes)
    return {
      env: { LD_PRELOAD: library, QMC_CLOCK_OFFSET: path },
      get offsetMs() {
        return Number(bytes.readBigInt64LE())
      },
      set offsetMs(ms) {
        bytes.writeBigInt64LE(BigInt(Math.trunc(ms)))
        // In its place: a mapped file must not be empty even for a moment.
        const fd = openSync(path, 'r+')
        writeSync(fd, bytes, 0, bytes.length, 0)
        closeSync(fd)
      }
    }
  }
}
