// SPDX-License-Identifier: Apache-2.0

public import Wisely
import WiselyThreads

extension Cassette {
  /// A cassette in a file to record on; one that is there goes on, after what is on it was read.
  ///
  /// - Parameters:
  ///   - path: The file, made (mode 0600) where it is missing.
  ///   - secrets: Texts of 8 bytes or more that must never be written, besides what looks like a key.
  /// - Throws: `StoreError`; `ModelError` with code `recording` for a file that is something else.
  public convenience init(recordingTo path: String, hiding secrets: [String] = []) async throws {
    let log = try LineLog(path: path)
    if !log.isEmpty { _ = try await Cassette(replaying: path) }
    try await self.init(continues: !log.isEmpty, hiding: secrets) { try await log.append($0) }
  }

  /// A cassette in a file to replay.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - secrets: The texts that were hidden when it was recorded.
  /// - Throws: `StoreError` when it cannot be read; `ModelError` with code `recording` that names the line.
  public convenience init(replaying path: String, hiding secrets: [String] = []) async throws {
    guard let thread = WorkThread() else { throw StoreError.noThread(path) }
    let bytes = try await thread.run { try FileContents.read(path) }
    guard let bytes else {
      throw StoreError(
        .failed, path: path, message: "There is no recording \(path); record a session first.")
    }
    try self.init(parsing: bytes, name: path, hiding: secrets)
  }
}
