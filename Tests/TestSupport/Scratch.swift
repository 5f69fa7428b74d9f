// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A folder of its own for a test, removed with everything in it.
public final class Scratch: Sendable {
  /// The folder.
  public let path: String

  /// Makes the folder.
  public init() throws {
    // A short name: the path of a socket inside, such as a browser makes, has 107 bytes at the most.
    let base = FileManager.default.temporaryDirectory.path
    var template = Array("\(base)/wisely-test-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw RunFailure("no folder in \(base)") }
    path = String(cString: made)
  }

  deinit { Self.remove(path) }

  /// Removes a folder from which a ledger that is just being closed removes files, too; whoever stops at
  /// the first file that is gone leaves the rest.
  private static func remove(_ folder: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      let item = folder + "/" + name
      if unlink(item) != 0, errno == EISDIR { remove(item) }
    }
    rmdir(folder)
  }

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

  /// Reads a named pipe until its writers are gone, having waited for the first one, and acts at once.
  ///
  /// It returns early when its task is cancelled, as it is at a test's time limit: a thread that waits
  /// for somebody who never comes would hold up the whole run.
  public func drain(
    _ pipe: String, then act: @escaping @Sendable () -> Void = {}
  ) async throws -> String {
    // Without waiting, so that whoever cancels finds it open.
    let reader = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard reader >= 0 else { throw RunFailure("no \(pipe)") }
    return try await withTaskCancellationHandler {
      try await onThread {
        defer { close(reader) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
          var waiting = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
          guard poll(&waiting, 1, -1) > 0 else { continue }
          let count = Foundation.read(reader, &buffer, buffer.count)
          if count > 0 { bytes += buffer[..<count] }
          guard count == 0 else { continue }
          act()
          return String(decoding: bytes, as: UTF8.self)
        }
      }
    } onCancel: {
      // A writer that comes and goes at once.
      let writer = open(pipe, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
      if writer >= 0 { close(writer) }
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
