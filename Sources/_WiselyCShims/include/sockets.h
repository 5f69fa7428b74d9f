// SPDX-License-Identifier: Apache-2.0
#pragma once

// Not in Swift's Glibc. Both set close-on-exec in the same call: a child started in between would
// otherwise hold a connection open that its owner has closed. Both are non-blocking.
int wisely_accept(int listener);
int wisely_nonblocking_pipe(int *ends);
