// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <spawn.h>
#include <sys/types.h>

// Starts a program found on PATH, without a shell, as the leader of a process group of its own.
//
// It gets the three descriptors as 0, 1 and 2 and no other one, no blocked signal, and every signal's
// default action: ignored signals would be inherited, and such a child survives its own SIGTERM.
// Returns 0, or an errno; a missing program is reported here.
int wisely_spawn(
  pid_t *child, char *const arguments[], char *const environment[],
  int input, int output, int errors);

// A pipe whose ends are close-on-exec and above 2, so that they never stand for a closed stdout.
// Returns 0, or an errno.
int wisely_pipe(int ends[2]);

// Makes reads and writes of a descriptor return instead of wait.
void wisely_set_nonblocking(int descriptor);

// A descriptor that is readable once the child has ended, or a negative errno (Linux 5.3; old
// container filters forbid it).
int wisely_open_process(pid_t child);

// Whether a child has ended; it stays a zombie, so its id and its group's stay taken.
int wisely_has_ended(pid_t child);

// Waits for a child and reaps it. Returns its exit code, or the negated number of the signal that
// killed it; INT32_MIN when it is not a child of ours.
int wisely_reap(pid_t child);

// Puts /dev/null where a standard descriptor is closed, the wrong way round so that its use still
// fails; otherwise the next file opened would be taken for the terminal.
void wisely_occupy_standard_descriptors(void);

// Whether a signal is ignored, as it is for a program started with nohup.
int wisely_is_ignored(int signal);

// Closes every descriptor from the first on in a child, which Glibc's module hides behind _GNU_SOURCE.
// Returns 0, or an errno.
int wisely_close_from(posix_spawn_file_actions_t *actions, int first);
