// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TestSupport
import Testing
import WiselyArguments
import WiselyThreads
import _WiselyCShims

@testable import WiselyCommands

@Suite(.timeLimit(.minutes(5))) struct DescriptorWriterTests {
  /// A pipe whose ends are closed with it.
  final class Pipe: Sendable {
    let read: Int32
    let write: Int32
    private let isReadOpen = Atomic(true)

    init() {
      var ends: [Int32] = [-1, -1]
      _ = wisely_pipe(&ends)
      (read, write) = (ends[0], ends[1])
    }

    /// Closes the end that is read from, and returns the other one.
    func closeReading() -> Int32 {
      if isReadOpen.exchange(false, ordering: .relaxed) { close(read) }
      return write
    }

    deinit { close(closeReading()) }
  }

  static func withBlockedSignals<Value: Sendable>(
    _ work: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    // Where the command ignores SIGPIPE for the process, a test must leave the process alone.
    try await withCheckedThrowingContinuation { continuation in
      _ = DetachedThread.start { continuation.resume(with: Result { try work() }) }
    }
  }

  @Test("All of a text goes out, however slowly it is read")
  func all() async throws {
    let pipe = Pipe()
    let text = String(repeating: "0123456789", count: 50_000)
    async let written: Void = Self.withBlockedSignals {
      try DescriptorWriter(pipe.write).write(text)
    }
    let read = try await onThread {
      var bytes: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 1_000)
      while bytes.count < 500_000 {
        let count = Foundation.read(pipe.read, &buffer, buffer.count)
        guard count > 0 else { break }
        bytes += buffer.prefix(count)
      }
      return String(decoding: bytes, as: UTF8.self)
    }
    try await written
    #expect(read == text)
  }

  @Test("A full pipe waits, and gives up when the line is pulled", arguments: [false, true])
  func stopped(isNonblocking: Bool) async throws {
    let pipe = Pipe()
    let stop = StopLine()
    if isNonblocking { wisely_set_nonblocking(pipe.write) }
    let text = String(repeating: "x", count: 1_000_000)
    let task = Task {
      try await Self.withBlockedSignals {
        try DescriptorWriter(pipe.write, stop: stop).write(text)
      }
    }
    stop.pull()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test("What can be written is written also after the line was pulled")
  func afterStop() async throws {
    let pipe = Pipe()
    let stop = StopLine()
    stop.pull()
    try await Self.withBlockedSignals { try DescriptorWriter(pipe.write, stop: stop).write("bill") }
    var buffer = [UInt8](repeating: 0, count: 10)
    #expect(Foundation.read(pipe.read, &buffer, 10) == 4)
  }

  @Test("A reader that went away is exit code 141")
  func broken() async throws {
    let pipe = Pipe()
    let lonely = pipe.closeReading()
    let error = await #expect(throws: ExitCode.self) {
      try await Self.withBlockedSignals { try DescriptorWriter(lonely).write("x") }
    }
    #expect(error == Exit.brokenPipe)
  }

  @Test(
    "What cannot be written is said",
    arguments: [
      ("/dev/full", O_WRONLY, "No space left on device"), ("/dev/null", O_RDONLY, "closed"),
    ])
  func failing(path: String, mode: Int32, words: String) throws {
    let descriptor = open(path, mode)
    defer { close(descriptor) }
    let error = #expect(throws: CommandFailure.self) { try DescriptorWriter(descriptor).write("x") }
    #expect(error?.message.contains(words) == true)
    #expect(error?.code == Exit.failure)
  }
}
