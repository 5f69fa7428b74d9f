// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "open_beneath.h"
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

// Spelled out here: Debian's older kernel headers may lack <linux/openat2.h>.
struct wisely_open_how {
  uint64_t flags;
  uint64_t mode;
  uint64_t resolve;
};
enum { NO_MAGICLINKS = 0x02, NO_SYMLINKS = 0x04, BENEATH = 0x08 };

#ifndef SYS_openat2
#define SYS_openat2 437
#endif

const int wisely_open_to_look = O_PATH;

int wisely_open_beneath(int folder, const char *path, int flags) {
  struct wisely_open_how how = {
    .flags = (uint64_t)(unsigned)(flags | O_NOFOLLOW | O_CLOEXEC),
    .resolve = NO_MAGICLINKS | NO_SYMLINKS | BENEATH,
  };
  // EAGAIN means that something was renamed during the walk; the caller gets it after a few tries.
  for (int attempt = 0;; attempt++) {
    long opened = syscall(SYS_openat2, folder, path, &how, sizeof how);
    if (opened >= 0) { return (int)opened; }
    if ((errno == EINTR) || (errno == EAGAIN && attempt < 8)) { continue; }
    return -errno;
  }
}

int wisely_has_openat2(void) {
  int opened = wisely_open_beneath(AT_FDCWD, ".", O_PATH | O_DIRECTORY);
  if (opened < 0) { return 0; }
  close(opened);
  return 1;
}

int wisely_open_name(int folder, const char *name, int flags) {
  for (;;) {
    int opened = openat(folder, name, flags | O_NOFOLLOW | O_CLOEXEC);
    if (opened >= 0) { return opened; }
    if (errno != EINTR) { return -errno; }
  }
}
