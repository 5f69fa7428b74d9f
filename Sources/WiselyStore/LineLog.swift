// SPDX-License-Identifier: Apache-2.0

import Glibc
import WiselyThreads

/// A file to which lines are only ever added, each one on the disk before anybody is told so.
///
/// Several processes may add lines at the same time, each in one `write(2)` at the end of the file.
public final class LineLog: Sendable {
  /// The file.
  public let path: String
  private let descriptor: Int32
  private let thread: WorkThread

  /// Opens a file, making it (mode 0600) where it is missing.
  ///
  /// - Throws: `StoreError`.
  public init(path: String) throws(StoreError) {
    guard let thread = WorkThread() else { throw .noThread(path) }
    self.thread = thread
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .system(path, "opened") }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Whether nothing was ever written to it.
  public var isEmpty: Bool { lseek(descriptor, 0, SEEK_END) == 0 }

  /// Adds a line, which must end with its line feed; on the disk when it returns.
  ///
  /// - Throws: `StoreError`.
  public func append(_ line: [UInt8]) async throws {
    try await thread.run { try self.write(line) }
  }

  private func write(_ line: [UInt8]) throws(StoreError) {
    var bytes = line
    var last: UInt8 = 0
    let size = lseek(descriptor, 0, SEEK_END)
    if size > 0, pread(descriptor, &last, 1, size - 1) == 1, last != UInt8(ascii: "\n") {
      // A line that a kill or a full disk has cut must not swallow this one.
      bytes.insert(UInt8(ascii: "\n"), at: 0)
    }
    var count = Glibc.write(descriptor, bytes, bytes.count)
    while count < 0, errno == EINTR { count = Glibc.write(descriptor, bytes, bytes.count) }
    guard count == bytes.count else {
      if count >= 0 { errno = ENOSPC }
      throw .system(path, "written")
    }
    guard fdatasync(descriptor) == 0 else { throw .system(path, "written") }
  }
}
