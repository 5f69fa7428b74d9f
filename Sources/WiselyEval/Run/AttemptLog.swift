// SPDX-License-Identifier: Apache-2.0

import Glibc
package import Wisely

/// An append-only file with one line for each attempt, written by one process.
///
/// A line is written by one `write(2)` and nobody is told of it before it is on the disk; lines
/// that wait for the disk share one `fdatasync`. A line that a kill has cut is taken away when the
/// log is opened again: its attempt counts as not made, and its money is in the ledger.
package final class AttemptLog: Sendable {
  /// The file.
  package let path: String
  private let thread: AttemptLogThread

  /// Opens a log, making it where it is missing, and takes away a line that was cut.
  ///
  /// - Throws: `EvalError` with code `output`, also when another process writes to it.
  package init(path: String) throws(EvalError) {
    self.path = path
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .output(path, "opened") }
    do throws(EvalError) {
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        throw EvalError(
          .output,
          "Another process writes to \(path); wait for it to end, or use another --out.")
      }
      try Self.repair(descriptor, path)
      thread = try AttemptLogThread(descriptor, path: path)
    } catch {
      Glibc.close(descriptor)
      throw error
    }
  }

  deinit { thread.stop() }

  /// Appends a line; on the disk when it returns, also for a caller that was cancelled.
  ///
  /// - Throws: `EvalError` with code `output`; the log then takes no more lines.
  package func append(_ value: JSONValue) async throws {
    try await thread.write(value.bytes + [UInt8(ascii: "\n")])
  }

  /// Ends the log after everything that waits; then another process may open it.
  package func close() async { await thread.close() }

  /// Cuts the file behind its last line feed.
  private static func repair(_ descriptor: Int32, _ path: String) throws(EvalError) {
    let size = lseek(descriptor, 0, SEEK_END)
    guard size >= 0 else { throw .output(path, "measured") }
    var end = size
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while end > 0 {
      let start = max(0, end - off_t(buffer.count))
      let count = pread(descriptor, &buffer, Int(end - start), start)
      guard count == Int(end - start) else { throw .output(path, "read") }
      if let feed = buffer[..<count].lastIndex(of: UInt8(ascii: "\n")) {
        end = start + off_t(feed) + 1
        break
      }
      end = start
    }
    guard end < size else { return }
    guard ftruncate(descriptor, end) == 0, fdatasync(descriptor) == 0 else {
      throw .output(path, "repaired")
    }
  }
}

extension AttemptLog {
  /// Hands the lines of a log to a closure, one after the other; a cut one at its end is left out.
  ///
  /// - Throws: `EvalError` with code `input` for a line that is no JSON, and what the closure throws.
  package static func forEachLine(
    _ path: String, _ body: (_ line: Int, JSONValue) throws -> Void
  ) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw EvalError.output(path, "read") }
    defer { Glibc.close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 262_144)
    var pending: [UInt8] = []
    var number = 0
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw EvalError.output(path, "read") }
      guard count > 0 else { return }
      var rest = buffer[..<count]
      while let feed = rest.firstIndex(of: UInt8(ascii: "\n")) {
        pending += rest[..<feed]
        rest = rest[(feed + 1)...]
        number += 1
        guard let json = try? JSONValue(parsing: pending) else {
          throw EvalError(
            .input, "\(path), line \(number): this is no attempt; take the line out.")
        }
        try body(number, json)
        pending.removeAll(keepingCapacity: true)
      }
      pending += rest
    }
  }
}

extension EvalError {
  static func output(_ path: String, _ verb: String) -> EvalError {
    EvalError(
      .output, "\(path) cannot be \(verb): \(String(cString: strerror(errno)).lowercased()).")
  }
}
