// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "child.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

int wisely_spawn(
  pid_t *child, char *const arguments[], char *const environment[],
  int input, int output, int errors) {
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t actions;
  int error = posix_spawnattr_init(&attributes);
  if (error != 0) { return error; }
  error = posix_spawn_file_actions_init(&actions);
  if (error != 0) {
    posix_spawnattr_destroy(&attributes);
    return error;
  }
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(
    &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  if (error == 0) { error = posix_spawn_file_actions_adddup2(&actions, input, 0); }
  if (error == 0) { error = posix_spawn_file_actions_adddup2(&actions, output, 1); }
  if (error == 0) { error = posix_spawn_file_actions_adddup2(&actions, errors, 2); }
  // Ours are close-on-exec; these are what our own parent left open.
  if (error == 0) { error = posix_spawn_file_actions_addclosefrom_np(&actions, 3); }
  // A program just written looks busy while any process forked meanwhile still holds its descriptor,
  // which ends with that process's own exec, in microseconds.
  for (int attempt = 0; error == 0; attempt++) {
    error = posix_spawnp(child, arguments[0], &actions, &attributes, arguments, environment);
    if (error != ETXTBSY || attempt == 100) { break; }
    error = 0;
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  }
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error;
}

int wisely_close_from(posix_spawn_file_actions_t *actions, int first) {
  return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

int wisely_pipe(int ends[2]) {
  int made[2];
  if (pipe2(made, O_CLOEXEC) != 0) { return errno; }
  for (int end = 0; end < 2; end++) {
    ends[end] = made[end];
    if (made[end] > 2) { continue; }
    ends[end] = fcntl(made[end], F_DUPFD_CLOEXEC, 3);
    int error = errno;
    close(made[end]);
    if (ends[end] >= 0) { continue; }
    close(end == 0 ? made[1] : ends[0]);
    return error;
  }
  return 0;
}

void wisely_set_nonblocking(int descriptor) {
  fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
}

int wisely_open_process(pid_t child) {
  long opened = syscall(SYS_pidfd_open, child, 0);
  return opened >= 0 ? (int)opened : -errno;
}

int wisely_has_ended(pid_t child) {
  siginfo_t info = {0};
  if (waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) != 0) { return errno != EINTR; }
  return info.si_pid == child;
}

int wisely_reap(pid_t child) {
  siginfo_t info = {0};
  while (waitid(P_PID, (id_t)child, &info, WEXITED) != 0) {
    if (errno != EINTR) { return INT32_MIN; }
  }
  return info.si_code == CLD_EXITED ? info.si_status : -info.si_status;
}

void wisely_occupy_standard_descriptors(void) {
  for (int descriptor = 0; descriptor < 3; descriptor++) {
    if (fcntl(descriptor, F_GETFD) != -1 || errno != EBADF) { continue; }
    // The lowest free number is this one, since those below are taken.
    int opened = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY);
    if (opened > 2) { close(opened); }
  }
}

int wisely_is_ignored(int signal) {
  struct sigaction action;
  return sigaction(signal, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}
