// Loaded before libc into core and press: notes, in order and with their bytes, what it does to the files under QMC_RECORD_FOLDER, and what it tells its parent over Node's channel.
// A write is noted after it was done, a sync with how long the log was when it began, a message before it leaves: so what a note claims to be safe is never more than what was. Processes that
// share a log (press writes papers that core then records) need no common lock: each note is one append, and what one has done and not yet noted counts as not synced by another.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_fd = -1, channel = -1;
static char folder[4096];
static size_t folder_length;

struct __attribute__((packed)) head { uint32_t kind; uint32_t path, second, data; uint64_t began; int64_t offset; };

__attribute__((constructor)) static void prepare(void) {
  const char *log = getenv("QMC_RECORD_LOG"), *where = getenv("QMC_RECORD_FOLDER"), *fd = getenv("NODE_CHANNEL_FD");
  if (!log || !where) return;
  snprintf(folder, sizeof folder, "%s/", where);
  folder_length = strlen(folder);
  log_fd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log_fd < 0) abort();
  if (fd) channel = atoi(fd);
}

// The caller holds the lock.
static void note(char kind, const char *path, const char *second, uint64_t began, int64_t offset, const void *data, size_t length) {
  struct head head = { kind, path ? strlen(path) : 0, second ? strlen(second) : 0, length, began, offset };
  struct iovec parts[4] = { { &head, sizeof head }, { (void *)path, head.path }, { (void *)second, head.second }, { (void *)data, length } };
  size_t all = sizeof head + head.path + head.second + length;
  if ((size_t)syscall(SYS_writev, log_fd, parts, 4) != all) abort();
}

static int is_inside(const char *path) {
  return log_fd >= 0 && (strncmp(path, folder, folder_length) == 0 || (strlen(path) == folder_length - 1 && strncmp(path, folder, folder_length - 1) == 0));
}

static int find_path(int fd, char *path, size_t size) {
  if (log_fd < 0 || fd == log_fd) return 0;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = syscall(SYS_readlink, link, path, size - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return is_inside(path);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define RESOLVE(name) static __typeof__(&name) real; if (!real) real = REAL(name)

static void tell(const struct iovec *parts, int count) {
  for (int i = 0; i < count; i++) note('T', NULL, NULL, 0, 0, parts[i].iov_base, parts[i].iov_len);
}

ssize_t write(int fd, const void *data, size_t length) {
  RESOLVE(write);
  char path[4096];
  if (log_fd >= 0 && fd == channel) {
    struct iovec part = { (void *)data, length };
    pthread_mutex_lock(&lock);
    tell(&part, 1);
    pthread_mutex_unlock(&lock);
    return real(fd, data, length);
  }
  if (!find_path(fd, path, sizeof path)) return real(fd, data, length);
  pthread_mutex_lock(&lock);
  ssize_t done = real(fd, data, length);
  if (done > 0) note('W', path, NULL, 0, lseek(fd, 0, SEEK_CUR) - done, data, done);
  pthread_mutex_unlock(&lock);
  return done;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  RESOLVE(writev);
  char path[4096];
  pthread_mutex_lock(&lock);
  if (log_fd >= 0 && fd == channel) tell(parts, count);
  else if (find_path(fd, path, sizeof path)) note('X', path, NULL, 0, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return real(fd, parts, count);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
  RESOLVE(pwritev);
  char path[4096];
  pthread_mutex_lock(&lock);
  if (find_path(fd, path, sizeof path)) note('X', path, NULL, 0, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return real(fd, parts, count, offset);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
  RESOLVE(sendmsg);
  if (log_fd >= 0 && fd == channel) {
    pthread_mutex_lock(&lock);
    tell(message->msg_iov, message->msg_iovlen);
    pthread_mutex_unlock(&lock);
  }
  return real(fd, message, flags);
}

#define PWRITE(name, type) \
ssize_t name(int fd, const void *data, size_t length, type offset) { \
  RESOLVE(name); \
  char path[4096]; \
  if (!find_path(fd, path, sizeof path)) return real(fd, data, length, offset); \
  pthread_mutex_lock(&lock); \
  ssize_t done = real(fd, data, length, offset); \
  if (done > 0) note('W', path, NULL, 0, offset, data, done); \
  pthread_mutex_unlock(&lock); \
  return done; \
}
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define TRUNCATE(name, type) \
int name(int fd, type size) { \
  RESOLVE(name); \
  char path[4096]; \
  if (!find_path(fd, path, sizeof path)) return real(fd, size); \
  pthread_mutex_lock(&lock); \
  int done = real(fd, size); \
  if (done == 0) note('S', path, NULL, 0, size, NULL, 0); \
  pthread_mutex_unlock(&lock); \
  return done; \
}
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define SYNC(name) \
int name(int fd) { \
  RESOLVE(name); \
  char path[4096]; \
  if (!find_path(fd, path, sizeof path)) return real(fd); \
  pthread_mutex_lock(&lock); \
  uint64_t began = lseek(log_fd, 0, SEEK_END); \
  pthread_mutex_unlock(&lock); \
  int done = real(fd); \
  pthread_mutex_lock(&lock); \
  if (done == 0) note('F', path, NULL, began, 0, NULL, 0); \
  pthread_mutex_unlock(&lock); \
  return done; \
}
SYNC(fsync)
SYNC(fdatasync)

#define OPEN(name) \
int name(const char *path, int flags, ...) { \
  RESOLVE(name); \
  va_list rest; \
  va_start(rest, flags); \
  int mode = flags & O_CREAT ? va_arg(rest, int) : 0; \
  va_end(rest); \
  if (!is_inside(path) || !(flags & (O_CREAT | O_TRUNC))) return real(path, flags, mode); \
  pthread_mutex_lock(&lock); \
  int fd = real(path, flags, mode); \
  if (fd >= 0) note('C', path, NULL, 0, flags & O_TRUNC ? 1 : 0, NULL, 0); \
  pthread_mutex_unlock(&lock); \
  return fd; \
}
OPEN(open)
OPEN(open64)

int rename(const char *from, const char *to) {
  RESOLVE(rename);
  pthread_mutex_lock(&lock);
  int done = real(from, to);
  if (done == 0 && (is_inside(from) || is_inside(to))) note('R', from, to, 0, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return done;
}

int unlink(const char *path) {
  RESOLVE(unlink);
  pthread_mutex_lock(&lock);
  int done = real(path);
  if (done == 0 && is_inside(path)) note('U', path, NULL, 0, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return done;
}
