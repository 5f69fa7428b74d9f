// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Whole files.
enum FileContents {
  /// The bytes of a file, or nil when there is none.
  static func read(_ file: String) throws(StoreError) -> [UInt8]? {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw .system(file, "read")
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count == 0 { return bytes }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .system(file, "read") }
      bytes += chunk[..<count]
    }
  }
}
