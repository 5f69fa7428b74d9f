// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "sockets.h"
#include <fcntl.h>
#include <stddef.h>
#include <sys/socket.h>
#include <unistd.h>

int wisely_accept(int listener) { return accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC); }

int wisely_nonblocking_pipe(int *ends) { return pipe2(ends, O_NONBLOCK | O_CLOEXEC); }
