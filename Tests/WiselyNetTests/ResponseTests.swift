// SPDX-License-Identifier: Apache-2.0

import Testing
import WiselyNet
import WiselyTesting

@Suite("What an HTTP client makes of a response", .timeLimit(.minutes(5)))
struct ResponseTests {
  struct Received: Equatable {
    var status: Int
    var fields: [HTTPHeaders.Field]
    var body: [UInt8]
  }

  private func receive(
    _ response: LoopbackResponse, method: String = "GET"
  ) async throws -> Received {
    try await withLoopbackServer({ _ in response }) { server in
      try await Self.get(server.url, method: method, from: HTTPClient())
    }
  }

  private static func get(
    _ url: String, method: String = "GET", from client: HTTPClient
  ) async throws -> Received {
    try await client.perform(HTTPRequest(method: method, url: url)) { head, body in
      Received(
        status: head.status, fields: head.headers.fields,
        body: try await body.collect(upTo: 100_000_000))
    }
  }

  @Test(
    "A status is a status, not an error",
    arguments: [200, 201, 301, 307, 400, 401, 404, 413, 429, 500, 503, 529, 599])
  func statuses(status: Int) async throws {
    let headers = [
      ("location", "/elsewhere"), ("www-authenticate", "Basic realm=\"x\""), ("retry-after", "1"),
    ]
    let response = LoopbackResponse.whole(
      status: status, headers: headers, body: Array("why".utf8))
    let received = try await receive(response)
    #expect(received.status == status)
    #expect(received.body == Array("why".utf8))
    #expect(received.fields.map(\.name).prefix(2) == ["location", "www-authenticate"])
  }

  @Test("A redirect is handed on and never followed")
  func redirect() async throws {
    try await withLoopbackServer({ request in
      .whole(status: 302, headers: [("location", "/secret")], body: Array(request.path.utf8))
    }) { server in
      let received = try await Self.get(server.url + "/first", from: HTTPClient())
      #expect(received.status == 302)
      #expect(server.requests.map(\.path) == ["/first"])
    }
  }

  @Test("Interim responses are skipped, with their fields")
  func interim() async throws {
    let interim = Array(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n".utf8)
    let final = LoopbackResponse.whole(headers: [("x", "final")], body: [1]).bytes
    let received = try await receive(LoopbackResponse([.write(interim + final)]))
    #expect(received.status == 200)
    #expect(received.body == [1])
    #expect(!received.fields.contains { $0.name == "link" })
  }

  @Test(
    "Responses without a body end at their head",
    arguments: [
      ("GET", "HTTP/1.1 204 No Content\r\n\r\n"),
      ("GET", "HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n"),
      ("HEAD", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n"),
    ])
  func noBody(method: String, head: String) async throws {
    try await withLoopbackServer({ _ in LoopbackResponse([.write(Array(head.utf8))]) }) { server in
      let client = HTTPClient()
      for _ in 0..<2 {
        let received = try await Self.get(server.url, method: method, from: client)
        #expect(received.body.isEmpty)
      }
      #expect(server.statistics.accepted == 1)
    }
  }

  @Test("A chunked response means the same, wherever it is cut in two")
  func everyCut() async throws {
    let pieces = ["data: {\"text\":\"naïve", " 👩‍👩‍👧\"}\n\n", "x"].map { Array($0.utf8) }
    let response = LoopbackResponse.chunked(headers: [("x-a", "b"), ("x-c", "")], pieces: pieces)
    let expected = Array(pieces.joined())
    let positions = Array(1..<response.bytes.count)
    #expect(positions.count > 100)
    try await withLoopbackServer({ request in
      let position = Int(request.target.dropFirst()) ?? 0
      return position == 0 ? response.cutEverywhere() : response.cut(at: [position])
    }) { server in
      let client = HTTPClient()
      for position in positions + [0] {
        let received = try await Self.get("\(server.url)/\(position)", from: client)
        #expect(received.body == expected, "cut at \(position)")
        #expect(received.fields.contains { $0.name == "x-a" && $0.value == "b" })
        #expect(received.fields.contains { $0.name == "x-c" && $0.value.isEmpty })
      }
      #expect(server.statistics.accepted == 1)
      #expect(server.failures.isEmpty)
    }
  }

  @Test("A field may come without a space, with spaces behind it, or with a name in any case")
  func spelling() async throws {
    let head = "HTTP/1.1 200 OK\r\nX-One:1\r\nx-two:  2 \t\r\nContent-Length:0\r\n\r\n"
    let received = try await receive(LoopbackResponse([.write(Array(head.utf8))]))
    #expect(received.fields.first { $0.name == "X-One" }?.value == "1")
    #expect(received.fields.first { $0.name == "x-two" }?.value == "2")
  }

  @Test("Trailers are no fields of the head")
  func trailers() async throws {
    let head = LoopbackResponse.head(status: 200, headers: [("transfer-encoding", "chunked")])
    let rest = Array("1\r\nz\r\n0\r\nx-trailer: 1\r\n\r\n".utf8)
    let received = try await receive(LoopbackResponse([.write(head + rest)]))
    #expect(received.body == [UInt8(ascii: "z")])
    #expect(!received.fields.contains { $0.name == "x-trailer" })
  }

  @Test("A body without a length ends with the connection")
  func untilClose() async throws {
    let bytes = Array("HTTP/1.1 200 OK\r\n\r\nall of it".utf8)
    let received = try await receive(
      LoopbackResponse([.write(bytes), .close], keepsAlive: false))
    #expect(received.body == Array("all of it".utf8))
  }

  @Test(
    "A response that stops short is a broken connection, after what had arrived",
    arguments: [false, true])
  func stopsShort(isChunked: Bool) async throws {
    let body = Array("0123456789".utf8)
    let sound =
      isChunked
      ? LoopbackResponse.chunked(pieces: [body]) : LoopbackResponse.whole(body: body)
    let missing = isChunked ? LoopbackResponse.lastChunk.count + 5 : 5
    let short = sound.truncated(to: sound.bytes.count - missing)
    try await withLoopbackServer({ _ in short }) { server in
      var arrived: [UInt8] = []
      let error = await #expect(throws: HTTPError.self) {
        try await HTTPClient().perform(HTTPRequest(url: server.url)) { _, body in
          for try await chunk in body { arrived += chunk }
        }
      }
      #expect(error?.code == .connectionLost)
      #expect(arrived == body.prefix(arrived.count).map { $0 } && arrived.count >= 5)
    }
  }

  @Test(
    "A head that is too large is refused, in one field or in many",
    arguments: [(1, 90_000), (1, 200_000), (3_000, 60), (40, 90_000)])
  func largeHead(count: Int, size: Int) async throws {
    let field = ("x-large", String(repeating: "y", count: size))
    let response = LoopbackResponse.whole(
      headers: Array(repeating: field, count: count), body: [1])
    guard count * size > 100_000 else {
      let received = try await receive(response)
      #expect(received.fields.first?.value.utf8.count == size)
      return
    }
    let error = await #expect(throws: HTTPError.self) { _ = try await receive(response) }
    #expect(error?.code == .tooLarge)
  }

  @Test("A body may be limited, to the byte")
  func bodyLimit() async throws {
    let response = LoopbackResponse.chunked(pieces: [[1, 2, 3], [4, 5]])
    for (limit, fits) in [(5, true), (4, false)] {
      try await withLoopbackServer({ _ in response }) { server in
        let result = await Result {
          try await HTTPClient().perform(HTTPRequest(url: server.url)) { _, body in
            try await body.collect(upTo: limit)
          }
        }
        switch result {
        case .success(let bytes): #expect(fits && bytes == [1, 2, 3, 4, 5])
        case .failure(let error): #expect(!fits && (error as? HTTPError)?.code == .tooLarge)
        }
      }
    }
  }

  @Test(
    "What is not HTTP is refused as that",
    arguments: [
      "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 abc\r\n\r\n", "\u{0}\u{1}\u{2}", "HTTP/9.9 200\r\n",
    ])
  func notHTTP(text: String) async throws {
    let response = LoopbackResponse([.write(Array(text.utf8)), .close], keepsAlive: false)
    let error = await #expect(throws: HTTPError.self) { _ = try await receive(response) }
    #expect(error?.code == .protocolError)
  }
}

extension Result where Failure == any Error {
  /// What an asynchronous closure came to.
  init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
