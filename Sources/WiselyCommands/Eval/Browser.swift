// SPDX-License-Identifier: Apache-2.0

import Glibc
import _WiselyCShims

/// The user's browser.
enum Browser {
  /// Opens a link; false where there is no screen or nothing to open it with.
  ///
  /// Nobody waits for the browser or ends it: it may be the user's own and outlives us. Others on
  /// the machine can see the link among the processes, so it must be one that works once.
  static func open(_ link: String, world: World) -> Bool {
    guard ["DISPLAY", "WAYLAND_DISPLAY"].contains(where: { world.variable($0) != nil }) else {
      return false
    }
    let null = Glibc.open("/dev/null", O_RDWR | O_CLOEXEC)
    guard null >= 0 else { return false }
    defer { close(null) }
    let plain = world.childEnvironment(hiding: Configuration().keyVariables)
    var arguments = ["xdg-open", link].map { (word: String) in strdup(word) } + [nil]
    var environment = plain.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (arguments + environment).forEach { free($0) } }
    var child = pid_t()
    return wisely_spawn(&child, &arguments, &environment, null, null, null) == 0
  }
}
