// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing
import WiselyNet
import WiselyTesting

@Suite("How an HTTP client uses connections", .timeLimit(.minutes(5)))
struct ConnectionTests {
  private static func status(
    _ request: HTTPRequest, from client: HTTPClient
  ) async throws -> Int {
    try await client.perform(request) { head, body in
      for try await _ in body {}
      return head.status
    }
  }

  @Test("One connection serves one request after the other")
  func reuse() async throws {
    try await withLoopbackServer({ _ in .whole(body: [1]) }) { server in
      let client = HTTPClient()
      for _ in 0..<20 {
        _ = try await Self.status(HTTPRequest(url: server.url), from: client)
      }
      #expect(server.statistics.accepted == 1)
      #expect(server.requests.map(\.connectionNumber) == Array(repeating: 1, count: 20))
    }
  }

  @Test("A connection that the server gives up is not used again")
  func close() async throws {
    try await withLoopbackServer({ _ in .whole(body: [1], keepsAlive: false) }) { server in
      let client = HTTPClient()
      for _ in 0..<3 { _ = try await Self.status(HTTPRequest(url: server.url), from: client) }
      #expect(server.statistics.accepted == 3)
    }
  }

  @Test("A body that was not read to its end costs the connection and nothing else")
  func unreadBody() async throws {
    let gate = Gate()
    try await withLoopbackServer({ request in
      guard request.path == "/long" else { return .whole() }
      return LoopbackResponse([
        .write(LoopbackResponse.head(status: 200, headers: [("content-length", "9")])),
        .wait(gate), .write([1]),
      ])
    }) { server in
      let client = HTTPClient()
      let head = try await client.perform(HTTPRequest(url: server.url + "/long")) {
        $0.status + $1.zero
      }
      #expect(head == 200)
      #expect(try await Self.status(HTTPRequest(url: server.url), from: client) == 200)
      try await server.wait { $0.left >= 1 }
      #expect(server.requests.map(\.connectionNumber) == [1, 2])
    }
  }

  @Test("200 requests at once each get their own answer")
  func many() async throws {
    let everybody = Gate()
    try await withLoopbackServer({ request in
      let pieces = [Array("answer to ".utf8), request.body]
      var response = LoopbackResponse.chunked(pieces: pieces)
      response.steps.insert(.wait(everybody), at: 1)
      return response
    }) { server in
      let client = HTTPClient()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<200 {
          group.addTask {
            let body = Array("canary \(number)".utf8)
            let request = HTTPRequest(method: "POST", url: server.url, body: body)
            let answer = try await client.perform(request) { _, body in
              try await body.collect(upTo: 1_000)
            }
            #expect(answer == Array("answer to canary \(number)".utf8))
          }
        }
        try await server.wait { $0.requests == 200 }
        #expect(server.statistics.open == 200)
        everybody.open()
        try await group.waitForAll()
      }
    }
  }

  @Test("A kept connection that breaks under a request is an error, not a second request")
  func noHiddenRetry() async throws {
    for resetting in [true, false] {
      try await withLoopbackServer({ request in
        request.path == "/first" ? .whole() : .hangUp(resetting: resetting)
      }) { server in
        let client = HTTPClient()
        _ = try await Self.status(HTTPRequest(url: server.url + "/first"), from: client)
        let post = HTTPRequest(method: "POST", url: server.url + "/second", body: [1, 2])
        let error = await #expect(throws: HTTPError.self) {
          _ = try await Self.status(post, from: client)
        }
        #expect(error?.code == .connectionLost)
        #expect(server.requests.count { $0.path == "/second" } == 1)
      }
    }
  }

  @Test("A kept connection that the server has closed meanwhile is replaced")
  func staleConnection() async throws {
    try await withLoopbackServer({ request in
      var response = LoopbackResponse.whole()
      if request.path == "/first" { response.steps.append(.close) }
      return response
    }) { server in
      let client = HTTPClient()
      _ = try await Self.status(HTTPRequest(url: server.url + "/first"), from: client)
      try await server.wait { $0.open == 0 }
      let post = HTTPRequest(method: "POST", url: server.url + "/second", body: [1])
      #expect(try await Self.status(post, from: client) == 200)
      #expect(server.requests.map(\.path) == ["/first", "/second"])
    }
  }

  @Test("Nobody answers at a port that is closed")
  func refused() async throws {
    try await withClosedPort { url in
      let error = await #expect(throws: HTTPError.self) {
        _ = try await Self.status(HTTPRequest(url: url), from: HTTPClient())
      }
      #expect(error?.code == .cannotConnect)
      #expect(error?.message.contains("127.0.0.1") == true)
    }
  }

  @Test(
    "A connection that breaks before the head is told as that",
    arguments: [true, false], ["GET", "POST"])
  func lost(resetting: Bool, method: String) async throws {
    try await withLoopbackServer({ _ in .hangUp(resetting: resetting) }) { server in
      let request = HTTPRequest(method: method, url: server.url)
      let error = await #expect(throws: HTTPError.self) {
        _ = try await Self.status(request, from: HTTPClient())
      }
      #expect(error?.code == .connectionLost)
    }
  }

  @Test(
    "A URL that is none, or of another kind, is refused without a connection",
    arguments: [
      "", "nonsense", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http://[::1",
      "http://127.0.0.1:99999/", "http://127.0.0.1/a b",
    ])
  func urls(url: String) async {
    let error = await #expect(throws: HTTPError.self) {
      _ = try await Self.status(HTTPRequest(url: url), from: HTTPClient())
    }
    #expect(error?.code == .invalidURL)
  }

  @Test(
    "A method that could end the line early is refused", arguments: ["", "GET /x", "A\r\nb: c"])
  func methods(method: String) async throws {
    try await withLoopbackServer({ _ in .whole() }) { server in
      let error = await #expect(throws: HTTPError.self) {
        _ = try await Self.status(HTTPRequest(method: method, url: server.url), from: HTTPClient())
      }
      #expect(error?.code == .invalidMethod)
      #expect(server.statistics.accepted == 0)
    }
  }

  @Test("An error never shows what is secret in a URL")
  func secrets() async throws {
    let url = try await withLoopbackServer({ _ in .whole() }) { $0.url }
    let secret = url.replacing("http://", with: "http://user:hunter2@") + "/key?token=hunter3"
    let error = await #expect(throws: HTTPError.self) {
      _ = try await Self.status(HTTPRequest(url: secret), from: HTTPClient())
    }
    #expect(error?.message.contains("hunter") == false)
  }
}

extension HTTPBody {
  /// Nothing: a use of a body that does not read it.
  fileprivate var zero: Int { 0 }
}
