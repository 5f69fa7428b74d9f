// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing
import WiselyNet
import WiselyTesting

/// Deadlines are real here, and short: the servers never answer, so that nothing races with them.
@Suite("HTTP deadlines", .timeLimit(.minutes(5)))
struct DeadlineTests {
  private static let short = Duration.milliseconds(30)

  private static func error(
    of response: LoopbackResponse, _ timeouts: HTTPTimeouts
  ) async throws -> HTTPError? {
    try await withLoopbackServer({ _ in response }) { server in
      let error = await #expect(throws: HTTPError.self) {
        try await HTTPClient().perform(HTTPRequest(url: server.url), timeouts: timeouts) {
          _, body in
          for try await _ in body {}
        }
      }
      // The connection goes with the deadline.
      try await server.wait { $0.left == 1 }
      return error
    }
  }

  @Test("No head in time")
  func firstByte() async throws {
    let error = try await Self.error(of: .silence, HTTPTimeouts(firstByte: Self.short))
    #expect(error?.code == .timedOut)
    #expect(error?.message == "The response took too long.")
  }

  @Test("No next piece in time")
  func idle() async throws {
    var response = LoopbackResponse.chunked(pieces: [[1]])
    response.steps.insert(.silence, at: 2)
    let error = try await Self.error(of: response, HTTPTimeouts(idle: Self.short))
    #expect(error?.message == "The next piece of the response took too long.")
  }

  @Test("The idle deadline counts only once there is a head")
  func idleBeforeHead() async throws {
    let timeouts = HTTPTimeouts(firstByte: .milliseconds(90), idle: .milliseconds(1))
    let error = try await Self.error(of: .silence, timeouts)
    #expect(error?.message == "The response took too long.")
  }

  @Test("Not all in time, however much arrives", arguments: [0, 1, 2])
  func total(pieces: Int) async throws {
    var response = LoopbackResponse.chunked(pieces: Array(repeating: [1], count: 3))
    response.steps.insert(.silence, at: pieces)
    let error = try await Self.error(of: response, HTTPTimeouts(total: Self.short))
    #expect(error?.message == "The request took too long.")
  }

  @Test("A deadline that is not reached does nothing")
  func none() async throws {
    try await withLoopbackServer({ _ in .chunked(pieces: [[1], [2]]) }) { server in
      // None that a busy machine could reach.
      let long = Duration.seconds(3_600)
      let timeouts = HTTPTimeouts(firstByte: long, idle: long, total: long)
      let bytes = try await HTTPClient().perform(
        HTTPRequest(url: server.url), timeouts: timeouts
      ) { _, body in try await body.collect(upTo: 10) }
      #expect(bytes == [1, 2])
    }
  }

  @Test("A reader that takes its time is not an idle server")
  func slowReader() async throws {
    // More than the client buffers, and in one write: nothing has to be done by the server, which a
    // busy machine may keep from it, once the reader goes on.
    let large = [UInt8](repeating: 1, count: 384 * 1_024)
    try await withLoopbackServer({ $0.path == "/large" ? .whole(body: large) : .silence }) {
      server in
      let client = HTTPClient()
      let timeouts = HTTPTimeouts(idle: .milliseconds(500))
      let total = try await client.perform(
        HTTPRequest(url: server.url + "/large"), timeouts: timeouts
      ) { _, body in
        // Another request's deadline is the clock: it is later than the one that must not count.
        await #expect(throws: HTTPError(.timedOut, "")) {
          try await client.perform(
            HTTPRequest(url: server.url), timeouts: HTTPTimeouts(firstByte: .seconds(1))
          ) { _, _ in }
        }
        return try await body.collect(upTo: 1_000_000).count
      }
      #expect(total == large.count)
    }
  }

  @Test("No connection in time")
  func connect() async throws {
    let full = try FullListener()
    let error = await #expect(throws: HTTPError.self) {
      try await HTTPClient().perform(
        HTTPRequest(url: "http://127.0.0.1:\(full.port)/"),
        timeouts: HTTPTimeouts(connect: .milliseconds(60))
      ) { _, _ in }
    }
    #expect(error?.code == .timedOut)
    #expect(error?.message.contains("127.0.0.1") == true)
  }
}

/// A listener whose queue is full, so that the kernel answers no further connection.
private final class FullListener {
  let port: Int
  private var descriptors: [Int32] = []

  init() throws {
    let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let listener = socket(AF_INET, type, 0)
    descriptors.append(listener)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(listener, pointer, length) == 0 && listen(listener, 0) == 0
          && getsockname(listener, pointer, &length) == 0
      }
    }
    port = Int(UInt16(bigEndian: address.sin_port))
    try #require(isListening)
    for _ in 0..<8 {
      let descriptor = socket(AF_INET, type, 0)
      descriptors.append(descriptor)
      _ = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
          Glibc.connect(descriptor, pointer, length)
        }
      }
    }
  }

  deinit { for descriptor in descriptors { close(descriptor) } }
}
