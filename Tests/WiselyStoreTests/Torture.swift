// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Testing

/// A process that books calls until it is done or killed.
enum Torture {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// Runs one and gives the names it was told are booked; after that many of them it gets signal 9.
  static func run(
    path: String, count: Int, prefix: String, killAfter limit: Int? = nil
  ) async throws -> [String] {
    // Reading a pipe and waiting for a child block, which the cooperative pool does not bear.
    try await onThread { try runBlocking([path, String(count), prefix], killAfter: limit) }
  }

  private static func runBlocking(
    _ arguments: [String], killAfter limit: Int?
  ) throws -> [String] {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw Failure(description: "no pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    let program = try program()
    var pointers = ([program] + arguments).map { strdup($0) } + [nil]
    defer { pointers.forEach { free($0) } }
    var child = pid_t()
    let result = posix_spawn(&child, program, &actions, nil, &pointers, environ)
    close(ends[1])
    guard result == 0 else { throw Failure(description: "no child: \(result)") }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = read(ends[0], &buffer, buffer.count)
      guard count > 0 else { break }
      bytes += buffer.prefix(count)
      // What it still says after this was said before it died, and counts.
      if let limit, bytes.count(where: { $0 == 10 }) >= limit { kill(child, SIGKILL) }
    }
    var status: Int32 = 0
    waitpid(child, &status, 0)
    if limit == nil, status != 0 { throw Failure(description: "the child failed: \(status)") }
    return bytes.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The helper stands beside the test bundle.
  private static func program() throws -> String {
    var path = [CChar](repeating: 0, count: 4_096)
    let length = readlink("/proc/self/exe", &path, path.count)
    let bytes = path.prefix(max(0, length)).map { UInt8(bitPattern: $0) }
    let bundle = String(decoding: bytes, as: UTF8.self)
    let beside = bundle.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let program = (beside + ["LedgerTorture"]).joined(separator: "/")
    guard access(program, X_OK) == 0 else { throw Failure(description: "no \(program)") }
    return program
  }

  /// Runs blocking work on a thread, which the cooperative pool does not bear.
  static func onThread<Answer: Sendable>(
    _ work: @escaping @Sendable () throws -> Answer
  ) async throws -> Answer {
    try await withCheckedThrowingContinuation { continuation in
      let box = Box { continuation.resume(with: Result { try work() }) }
      var thread = pthread_t()
      pthread_create(
        &thread, nil,
        { context in
          guard let context else { return nil }
          Unmanaged<Box>.fromOpaque(context).takeRetainedValue().work()
          return nil
        }, Unmanaged.passRetained(box).toOpaque())
      pthread_detach(thread)
    }
  }

  private final class Box: Sendable {
    let work: @Sendable () -> Void
    init(_ work: @escaping @Sendable () -> Void) { self.work = work }
  }
}

/// A folder of its own for a test, removed with everything in it.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    let base = FileManager.default.temporaryDirectory.path
    var template = Array("\(base)/wisely-store-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw Torture.Failure(description: "no folder") }
    path = String(cString: made)
  }

  var ledger: String { path + "/deep/ledger.db" }

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
}
