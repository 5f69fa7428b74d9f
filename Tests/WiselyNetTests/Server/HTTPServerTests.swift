// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import WiselyNet
import WiselyTesting

@Suite("An HTTP server", .timeLimit(.minutes(5)))
struct HTTPServerTests {
  /// Answers with what was asked.
  private static let echo: HTTPServer.Handler = { request in
    .text(
      status: 200,
      "\(request.method) \(request.target) \(String(decoding: request.body, as: UTF8.self))")
  }

  private static func get(_ target: String, _ more: String = "") -> String {
    "GET \(target) HTTP/1.1\r\nHost: x\r\n\(more)\r\n"
  }

  private static func limits(_ change: (inout HTTPServerLimits) -> Void) -> HTTPServerLimits {
    var limits = HTTPServerLimits()
    change(&limits)
    return limits
  }

  @Test("It answers our own client, again and again, on one connection")
  func client() async throws {
    try await withHTTPServer(Self.echo) { server in
      let client = HTTPClient()
      for number in 0..<50 {
        let body = Array("body \(number)".utf8)
        let url = "http://\(server.address)/\(number)"
        let answer = try await client.perform(
          HTTPRequest(method: "POST", url: url, body: body)
        ) { head, body in
          #expect(head.status == 200)
          return try await body.collect(upTo: 1_000)
        }
        #expect(String(decoding: answer, as: UTF8.self) == "POST /\(number) body \(number)\n")
      }
    }
  }

  @Test("Requests are answered in order, however they are cut or joined")
  func pipelining() async throws {
    try await withHTTPServer(Self.echo) { server in
      let requests = (0..<20).map { number in
        number % 2 == 0
          ? Self.get("/\(number)")
          : "POST /\(number) HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
      }
      let joined = try RawClient(port: server.port)
      joined.send(requests.joined())
      let single = try RawClient(port: server.port)
      for byte in requests.joined().utf8 { single.send([byte]) }
      for client in [joined, single] {
        for number in 0..<20 {
          let body = number % 2 == 0 ? "GET /\(number) \n" : "POST /\(number) abc\n"
          #expect(try await client.response().body == body)
        }
      }
    }
  }

  @Test(
    "A refused request ends the connection, and what came with it is not a request",
    arguments: [
      ("GET / HTTP/1.1\r\n\r\nGET /x HTTP/1.1\r\nHost: x\r\n\r\n", 400),
      ("\u{16}\u{3}\u{1}", 400),
      ("GET /" + String(repeating: "a", count: 5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414),
      ("GET / HTTP/1.1\r\nHost: x\r\nA: " + String(repeating: "a", count: 40_000), 431),
      ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000001\r\n\r\n", 413),
      ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffff0\r\n", 413),
      ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nx", 400),
    ])
  func refused(text: String, status: Int) async throws {
    let count = Mutex(0)
    try await withHTTPServer({ request in
      count.withLock { $0 += 1 }
      return try await Self.echo(request)
    }) { server in
      let client = try RawClient(port: server.port)
      client.send(text + (status == 400 && text.hasSuffix("x") ? "\r\n" : ""))
      let answer = try await client.response()
      #expect(answer.status == status)
      #expect(answer.head.contains("connection: close\r\n"))
      client.finish()
      #expect(try await client.rest() == "")
      // The server lives on.
      let other = try RawClient(port: server.port)
      other.send(Self.get("/"))
      #expect(try await other.response().status == 200)
    }
    #expect(count.withLock { $0 } == 1)
  }

  @Test("A refusal reaches a client that is still sending")
  func stillSending() async throws {
    try await withHTTPServer(Self.echo) { server in
      let client = try RawClient(port: server.port)
      client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n")
      client.send([UInt8](repeating: 65, count: 200_000))
      #expect(try await client.response().status == 413)
    }
  }

  @Test("Who takes too long over a head or a body is told so and let go")
  func slow() async throws {
    let limits = Self.limits {
      $0.head = .milliseconds(50)
      $0.body = .milliseconds(50)
    }
    let server = try HTTPServer(limits: limits)
    // The kernel has what they say before the server begins: it is late for nobody on a busy machine.
    let clients = try [
      "GET / HT", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab",
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    ].map { text in
      let client = try RawClient(port: server.port)
      client.send(text)
      return client
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run(Self.echo) }
      for client in clients {
        #expect(try await client.response().status == 408)
        client.finish()
        #expect(try await client.rest() == "")
      }
      server.stop()
      try await group.waitForAll()
    }
  }

  @Test("Who says nothing is let go without a word, before the first request and after it")
  func idle() async throws {
    try await withHTTPServer(limits: Self.limits { $0.head = .milliseconds(50) }, Self.echo) {
      server in
      let silent = try RawClient(port: server.port)
      #expect(try await silent.rest() == "")
    }
    try await withHTTPServer(limits: Self.limits { $0.idle = .milliseconds(50) }, Self.echo) {
      server in
      let once = try RawClient(port: server.port)
      once.send(Self.get("/"))
      #expect(try await once.response().status == 200)
      #expect(try await once.rest() == "")
    }
  }

  @Test("Who does not read the answer is let go")
  func doesNotRead() async throws {
    let limits = Self.limits {
      $0.write = .milliseconds(50)
      $0.connections = 1
    }
    let large = [UInt8](repeating: 65, count: 30_000_000)
    try await withHTTPServer(
      limits: limits,
      { request in
        request.path == "/large" ? ServerResponse(body: large) : try await Self.echo(request)
      }
    ) { server in
      let client = try RawClient(port: server.port)
      client.send(Self.get("/large"))
      // The only place is free again.
      let other = try RawClient(port: server.port)
      other.send(Self.get("/"))
      #expect(try await other.response().status == 200)
      #expect(try await client.rest().utf8.count < large.count)
    }
  }

  @Test("A client that has closed its half still gets its answer")
  func halfClosed() async throws {
    try await withHTTPServer(Self.echo) { server in
      let client = try RawClient(port: server.port)
      client.send(Self.get("/"))
      client.finish()
      #expect(try await client.rest().hasSuffix("GET / \n"))
    }
  }

  @Test("More connections than allowed wait for a place")
  func crowd() async throws {
    let gate = Gate()
    let most = Mutex((now: 0, ever: 0))
    try await withHTTPServer(
      limits: Self.limits { $0.connections = 3 },
      { request in
        most.withLock {
          $0.now += 1
          $0.ever = max($0.ever, $0.now)
        }
        defer { most.withLock { $0.now -= 1 } }
        try await gate.wait()
        return try await Self.echo(request)
      }
    ) { server in
      let clients = try (0..<10).map { number in
        let client = try RawClient(port: server.port)
        client.send(Self.get("/\(number)", "Connection: close\r\n"))
        return client
      }
      gate.open()
      for (number, client) in clients.enumerated() {
        #expect(try await client.rest().hasSuffix("GET /\(number) \n"))
        // Its place is free at once, and not only when the server gives it up.
        client.finish()
      }
    }
    #expect(most.withLock { $0.ever } <= 3)
  }

  @Test("A client that expects to be told to go on is told so")
  func expectContinue() async throws {
    try await withHTTPServer(Self.echo) { server in
      let client = try RawClient(port: server.port)
      client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
      #expect(try await client.response().head == "HTTP/1.1 100 Continue\r\n\r\n")
      client.send("ab")
      #expect(try await client.response().body == "POST / ab\n")
    }
  }

  @Test("HEAD gets the head of the answer and the connection goes on")
  func head() async throws {
    try await withHTTPServer(Self.echo) { server in
      let client = try RawClient(port: server.port)
      client.send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n" + Self.get("/b", "Connection: close\r\n"))
      let all = try await client.rest()
      #expect(all.contains("content-length: 9\r\n"))
      #expect(!all.contains("HEAD /a"))
      #expect(all.hasSuffix("GET /b \n"))
    }
  }

  @Test("What a handler throws is not told to the client")
  func thrown() async throws {
    struct Secret: Error, CustomStringConvertible { let description = "a secret" }
    try await withHTTPServer({ _ in throw Secret() }) { server in
      let client = try RawClient(port: server.port)
      client.send(Self.get("/"))
      let answer = try await client.response()
      #expect(answer.status == 500)
      #expect(!(answer.head + answer.body).contains("secret"))
    }
  }

  @Test("A handler's header fields cannot contradict the framing")
  func framing() async throws {
    try await withHTTPServer({ _ in
      var headers = HTTPHeaders()
      _ = headers.add(name: "Content-Length", value: "1")
      _ = headers.add(name: "Transfer-Encoding", value: "chunked")
      _ = headers.add(name: "X-Kept", value: "yes")
      return ServerResponse(headers: headers, body: Array("four".utf8))
    }) { server in
      let client = try RawClient(port: server.port)
      client.send(Self.get("/", "Connection: close\r\n"))
      let all = try await client.rest()
      #expect(all.contains("X-Kept: yes\r\n"))
      #expect(all.contains("content-length: 4\r\n"))
      #expect(!all.contains("Transfer-Encoding"))
    }
  }

  @Test("A stopped server answers what is under way, takes nothing new and ends idle connections")
  func graceful() async throws {
    let begun = Gate()
    let gate = Gate()
    let server = try HTTPServer()
    let handler: HTTPServer.Handler = { request in
      begun.open()
      try await gate.wait()
      return try await Self.echo(request)
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run(handler) }
      let idle = try RawClient(port: server.port)
      let busy = try RawClient(port: server.port)
      busy.send(Self.get("/busy"))
      try await begun.wait()
      let listener = try #require(Listener(on: server.port))
      server.stop()
      #expect(try await idle.rest() == "")
      #expect(Listener(on: server.port) != listener)
      gate.open()
      let answer = try await busy.response()
      #expect(answer.body == "GET /busy \n")
      #expect(answer.head.contains("connection: close\r\n"))
      busy.finish()
      try await group.waitForAll()
    }
  }

  @Test("A cancelled server cancels its handlers and closes everything")
  func cancelled() async throws {
    let begun = Gate()
    let wasCancelled = Gate()
    let server = try HTTPServer()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await server.run { _ in
          begun.open()
          do { try await Gate().wait() } catch { wasCancelled.open() }
          return .text(status: 200, "too late")
        }
      }
      let client = try RawClient(port: server.port)
      client.send(Self.get("/"))
      try await begun.wait()
      let listener = try #require(Listener(on: server.port))
      group.cancelAll()
      try await wasCancelled.wait()
      #expect(try await client.rest() == "")
      try await group.waitForAll()
      #expect(Listener(on: server.port) != listener)
    }
  }

  @Test("Handlers that do not end are cancelled after the grace")
  func grace() async throws {
    let begun = Gate()
    try await withHTTPServer(
      limits: Self.limits { $0.grace = .milliseconds(50) },
      { _ in
        begun.open()
        try await Gate().wait()
        return .text(status: 200, "never")
      }
    ) { server in
      let client = try RawClient(port: server.port)
      client.send(Self.get("/"))
      try await begun.wait()
    }
  }

  @Test("A taken port is said to be taken")
  func takenPort() async throws {
    try await withHTTPServer(Self.echo) { server in
      let error = #expect(throws: HTTPServerError(.portTaken, "")) {
        _ = try HTTPServer(port: server.port)
      }
      #expect(error?.message.contains("127.0.0.1:\(server.port)") == true)
    }
    #expect(throws: HTTPServerError.self) { _ = try HTTPServer(port: 65_536) }
  }

  /// In between the kernel may give the port to a connection of another test, so more than one is tried;
  /// a server that kept its port would fail on all of them.
  @Test("Its port is free again afterwards")
  func freedPort() async throws {
    for _ in 0..<20 {
      let port = try await withHTTPServer(Self.echo) { $0.port }
      do {
        return try await withHTTPServer(port: port, Self.echo) { #expect($0.port == port) }
      } catch let error as HTTPServerError where error.code == .portTaken {
        continue
      }
    }
    Issue.record("No port of twenty was free after its server had ended.")
  }

  @Test(
    "Garbage never stops it, and never gets a 200", arguments: 0..<4 as Range<UInt64>)
  func fuzz(seed: UInt64) async throws {
    try await withHTTPServer(Self.echo) { server in
      func isServed() async throws {
        let client = try RawClient(port: server.port)
        client.send(Self.get("/"))
        #expect(try await client.response().status == 200)
      }
      let wasServed = Gate()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for round in 0..<40 {
          group.addTask {
            var generator = SeededGenerator(seed: seed << 16 | UInt64(round))
            let bytes = (0..<Int.random(in: 1..<400, using: &generator)).map { _ in
              UInt8.random(in: 0...255, using: &generator)
            }
            let client = try RawClient(port: server.port)
            client.send(bytes)
            // Some go at once, and some are there while others are served.
            if Bool.random(using: &generator) { try await wasServed.wait() }
            client.finish()
            let answer = try await client.rest()
            #expect(!answer.hasPrefix("HTTP/1.1 200"), "seed \(seed), round \(round)")
          }
        }
        try await isServed()
        wasServed.open()
        try await group.waitForAll()
      }
      try await isServed()
    }
  }
}
