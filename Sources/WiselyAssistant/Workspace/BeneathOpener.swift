// SPDX-License-Identifier: Apache-2.0

import Glibc
import _WiselyCShims

/// Opens names below a folder that is already open, following no link anywhere on the way.
enum BeneathOpener: Hashable, Sendable, CaseIterable {
  /// The kernel resolves the whole path under that promise.
  case kernel
  /// One component at a time, for kernels and containers without `openat2`.
  case stepwise

  /// The better one that works here.
  static let best: BeneathOpener = wisely_has_openat2() == 1 ? .kernel : .stepwise

  /// Opens a place to look at, not to read: nothing happens to pipes and devices.
  ///
  /// The last component may be a link; then the descriptor is the link itself.
  func look(_ components: [String], below folder: Descriptor) throws(SystemError) -> Descriptor {
    try open(components, below: folder, flags: wisely_open_to_look)
  }

  /// Opens a regular file or a folder for reading.
  func read(_ components: [String], below folder: Descriptor) throws(SystemError) -> Descriptor {
    // A pipe that took the file's place since we looked must not make us wait.
    try open(components, below: folder, flags: O_RDONLY | O_NONBLOCK | O_NOCTTY)
  }

  private func open(
    _ components: [String], below folder: Descriptor, flags: Int32
  ) throws(SystemError) -> Descriptor {
    guard let last = components.last else {
      return try Self.checked(wisely_open_name(folder.number, ".", flags))
    }
    switch self {
    case .kernel:
      let path = components.joined(separator: "/")
      return try Self.checked(wisely_open_beneath(folder.number, path, flags))
    case .stepwise:
      var current = folder
      for name in components.dropLast() {
        current = try Self.checked(wisely_open_name(current.number, name, wisely_open_to_look))
        // O_PATH opens a link itself; going on from it would be following it.
        let kind = try current.status().st_mode & S_IFMT
        guard kind != S_IFLNK else { throw SystemError(ELOOP) }
        guard kind == S_IFDIR else { throw SystemError(ENOTDIR) }
      }
      return try Self.checked(wisely_open_name(current.number, last, flags))
    }
  }

  private static func checked(_ result: Int32) throws(SystemError) -> Descriptor {
    guard result >= 0 else { throw SystemError(-result) }
    return Descriptor(result)
  }
}
