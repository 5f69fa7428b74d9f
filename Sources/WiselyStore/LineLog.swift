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
  private let queue = JobQueue<@Sendable () -> Void>()

  /// Opens a file, making it (mode 0600) where it is missing.
  ///
  /// - Throws: `StoreError`.
  public init(path: String) throws(StoreError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.failure(path, "opened") }
    let started = DetachedThread.start { [queue] in
      while let jobs = queue.next() { for job in jobs { job() } }
    }
    guard started else {
      close(descriptor)
      throw StoreError(.failed, path: path, message: "No thread could be started for \(path).")
    }
  }

  deinit {
    queue.close()
    close(descriptor)
  }

  /// Whether nothing was ever written to it.
  public var isEmpty: Bool { lseek(descriptor, 0, SEEK_END) == 0 }

  /// Adds a line, which must end with its line feed; on the disk when it returns.
  ///
  /// - Throws: `StoreError`.
  public func append(_ line: [UInt8]) async throws {
    try await withCheckedThrowingContinuation { (mine: CheckedContinuation<Void, any Error>) in
      let isTaken = queue.add { mine.resume(with: Result { try self.write(line) }) }
      guard !isTaken else { return }
      mine.resume(throwing: StoreError(.closed, path: path, message: "\(path) was closed."))
    }
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
      throw Self.failure(path, "written")
    }
    guard fdatasync(descriptor) == 0 else { throw Self.failure(path, "written") }
  }

  private static func failure(_ path: String, _ verb: String) -> StoreError {
    let reason = String(cString: strerror(errno)).lowercased()
    return StoreError(
      errno == ENOSPC ? .diskFull : .notWritable, path: path,
      message: "\(path) cannot be \(verb): \(reason).")
  }
}
