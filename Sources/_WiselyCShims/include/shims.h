// SPDX-License-Identifier: Apache-2.0
#pragma once

// Swift sees `stderr` and `stdout` as mutable globals; descriptors are all we need.
int wisely_terminal_columns(int descriptor);

#include "sockets.h"
