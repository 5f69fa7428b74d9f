// SPDX-License-Identifier: Apache-2.0

import Glibc
import Wisely
import WiselyStore

/// The append-only log of choices: a line is on the disk before anybody is told that it was saved.
///
/// Several reviewers may write at the same time, each line in one `write(2)` at the end of the
/// file.
package final class PreferenceLog: Sendable {
  private let log: LineLog

  /// Where the log of a folder is.
  package static func path(in folder: String) -> String { folder + "/preferences.jsonl" }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 || errno != ENOENT }

  /// Opens the log of a folder, making it where it is missing.
  ///
  /// - Throws: `EvalError` with code `output`.
  package init(folder: String) throws(EvalError) {
    do {
      log = try LineLog(path: Self.path(in: folder))
    } catch {
      throw EvalError(.output, error.message)
    }
  }

  /// Appends a line; on the disk when it returns.
  ///
  /// - Throws: `EvalError` with code `output`.
  func append(_ line: PreferenceLine) async throws {
    do {
      try await log.append(line.json.bytes + [UInt8(ascii: "\n")])
    } catch let error as StoreError {
      throw EvalError(.output, error.message)
    }
  }
}
