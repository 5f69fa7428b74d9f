// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization
public import Wisely
import WiselyThreads

/// Answers kept in a folder, one JSON file for each, readable by their owner alone.
///
/// Any number of processes may share it. A file appears whole or not at all, and the first answer kept
/// for a question stays; to ask anew, delete its file or the folder.
public final class AnswerFolder: AnswerStore {
  /// The folder.
  public let path: String
  private let thread: WorkThread
  /// Names drafts; of the whole process, since it may have several of these for one folder.
  private static let count = Atomic(0)

  /// A folder, made (mode 0700) where it is missing.
  ///
  /// - Throws: `StoreError`.
  public init(_ path: String) throws(StoreError) {
    guard let thread = WorkThread() else { throw .noThread(path) }
    self.thread = thread
    self.path = path
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .system(path, "made") }
  }

  /// What was kept for a question, or nil.
  ///
  /// - Throws: `StoreError`; with code `corrupt` for a file that is no answer.
  public func exchange(for key: String) async throws -> Exchange? {
    let file = file(of: key)
    return try await thread.run {
      guard let bytes = try FileContents.read(file) else { return nil }
      do {
        return try JSONValue(parsing: bytes).decoded(as: Exchange.self)
      } catch {
        throw StoreError(
          .corrupt, path: file,
          message:
            "\(file) is no kept answer (\(error)); delete it, and the question is asked anew.")
      }
    }
  }

  /// Keeps an answer; it is on the disk when this returns.
  ///
  /// - Throws: `StoreError`.
  public func keep(_ exchange: Exchange) async throws {
    let bytes = try JSONValue(encoding: exchange).bytes + [UInt8(ascii: "\n")]
    let file = file(of: exchange.key)
    let number = Self.count.add(1, ordering: .relaxed).newValue
    let draft = "\(path)/.\(getpid())-\(number).part"
    try await thread.run {
      try Self.write(bytes, to: draft)
      defer { unlink(draft) }
      // A link, unlike a rename, does not replace what another process has kept meanwhile; not every
      // file system has links.
      guard link(draft, file) != 0, errno != EEXIST else { return }
      guard rename(draft, file) == 0 else { throw StoreError.system(file, "written") }
    }
  }

  private func file(of key: String) -> String { "\(path)/\(key).json" }

  private static func write(_ bytes: [UInt8], to file: String) throws(StoreError) {
    let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw .system(file, "written") }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .system(file, "written") }
      rest = rest.dropFirst(count)
    }
    guard fdatasync(descriptor) == 0 else { throw .system(file, "written") }
  }
}
