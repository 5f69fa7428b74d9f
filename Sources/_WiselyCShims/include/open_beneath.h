// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whether the kernel has openat2 and lets us call it (Linux 5.6; old container filters forbid it).
int wisely_has_openat2(void);

// Opens a relative path without following any link and without leaving the folder.
// Returns a descriptor, or a negative errno.
int wisely_open_beneath(int folder, const char *path, int flags);

// Opens one name in a folder without following a link. Returns a descriptor, or a negative errno.
// openat is variadic, which Swift cannot call.
int wisely_open_name(int folder, const char *name, int flags);

// O_PATH, which Glibc's module hides behind _GNU_SOURCE.
extern const int wisely_open_to_look;
