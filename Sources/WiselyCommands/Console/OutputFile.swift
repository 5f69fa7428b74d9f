// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Files that are written whole or not at all.
enum OutputFile {
  /// Why a file could not be written.
  struct WriteError: Error {
    let reason: String
  }

  /// Writes a file, in place of one that is there.
  ///
  /// - Throws: `WriteError`.
  static func write(_ text: String, to path: String) throws {
    // A draft beside it, so that a full disk leaves the old file as it was.
    let draft = "\(path).\(getpid())"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure() }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let error = failure()
        close(descriptor)
        unlink(draft)
        throw error
      }
      rest = rest.dropFirst(count)
    }
    close(descriptor)
    guard rename(draft, path) == 0 else {
      let error = failure()
      unlink(draft)
      throw error
    }
  }

  private static func failure() -> WriteError {
    WriteError(reason: String(cString: strerror(errno)).lowercased())
  }
}
