// SPDX-License-Identifier: Apache-2.0

import Glibc
import Wisely
import WiselyThreads

/// The append-only log of choices: a line is on the disk before anybody is told that it was saved.
///
/// Several reviewers may write at the same time, each line in one `write(2)` at the end of the file.
public final class PreferenceLog: Sendable {
  private let path: String
  private let descriptor: Int32

  /// Where the log of a folder is.
  public static func path(in folder: String) -> String { folder + "/preferences.jsonl" }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 || errno != ENOENT }

  /// Opens the log of a folder, making it where it is missing.
  ///
  /// - Throws: `EvalError` with code `output`.
  public init(folder: String) throws(EvalError) {
    path = Self.path(in: folder)
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.failure(path, "opened") }
  }

  deinit { close(descriptor) }

  /// Appends a line; on the disk when it returns.
  ///
  /// - Throws: `EvalError` with code `output`.
  func append(_ line: PreferenceLine) async throws {
    let bytes = line.json.bytes + [UInt8(ascii: "\n")]
    // Waiting for the disk is nothing for the cooperative pool.
    try await Self.onThread { () throws(EvalError) in try self.write(bytes) }
  }

  private func write(_ bytes: [UInt8]) throws(EvalError) {
    var bytes = bytes
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

  private static func failure(_ path: String, _ verb: String) -> EvalError {
    EvalError(
      .output, "\(path) cannot be \(verb): \(String(cString: strerror(errno)).lowercased()).")
  }

  private static func onThread(
    _ body: @escaping @Sendable () throws(EvalError) -> Void
  ) async throws {
    try await withCheckedThrowingContinuation { (mine: CheckedContinuation<Void, any Error>) in
      let started = DetachedThread.start {
        do throws(EvalError) {
          try body()
          mine.resume()
        } catch { mine.resume(throwing: error) }
      }
      guard !started else { return }
      mine.resume(throwing: EvalError(.output, "No thread could be started to save a choice."))
    }
  }
}
