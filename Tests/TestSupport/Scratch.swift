// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A folder of its own for a test, removed with everything in it.
public final class Scratch: Sendable {
  /// The folder.
  public let path: String

  /// Makes the folder.
  public init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("wisely-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file, with the folders it needs, and returns its path.
  @discardableResult
  public func write(_ text: String, to name: String) throws -> String {
    let url = URL(fileURLWithPath: path).appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  /// The text of a file.
  public func read(_ name: String) throws -> String {
    String(
      decoding: try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)), as: UTF8.self)
  }

  /// Makes a named pipe and returns its path.
  public func makePipe(_ name: String) throws -> String {
    let pipe = path + "/" + name
    guard mkfifo(pipe, 0o600) == 0 else { throw RunFailure("no named pipe \(pipe)") }
    return pipe
  }

  /// Reads a named pipe until its writers are gone; whoever writes first waits for us, and we for them.
  public func drain(_ pipe: String) async throws -> String {
    try await onThread {
      guard let file = FileHandle(forReadingAtPath: pipe) else { throw RunFailure("no \(pipe)") }
      return String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
    }
  }
}

/// Why a test's helper could not do its work.
public struct RunFailure: Error, CustomStringConvertible {
  /// What happened.
  public let description: String

  /// A failure.
  public init(_ description: String) { self.description = description }
}

/// Runs blocking work on a thread, which the cooperative pool does not bear.
public func onThread<Answer: Sendable>(
  _ work: @escaping @Sendable () throws -> Answer
) async throws -> Answer {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
  }
}
