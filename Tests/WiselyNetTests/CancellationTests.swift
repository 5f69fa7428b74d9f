// SPDX-License-Identifier: Apache-2.0

import Testing
import WiselyNet
import WiselyTesting

@Suite("How an HTTP request ends early", .timeLimit(.minutes(5)))
struct CancellationTests {
  @Test("Cancelled before it starts, a request reaches nobody")
  func beforeStart() async throws {
    try await withLoopbackServer({ _ in .whole() }) { server in
      let started = Gate()
      let task = Task {
        try? await started.wait()
        return try await HTTPClient().perform(HTTPRequest(url: server.url)) { head, _ in head.status
        }
      }
      task.cancel()
      started.open()
      let error = await #expect(throws: (any Error).self) { try await task.value }
      #expect(error is CancellationError)
      #expect(server.statistics.accepted == 0)
    }
  }

  @Test("Cancelled while it waits for the head, a request closes its connection at once")
  func beforeHead() async throws {
    try await withLoopbackServer({ _ in .silence }) { server in
      let client = HTTPClient()
      let task = Task {
        try await client.perform(HTTPRequest(url: server.url)) { head, _ in head.status }
      }
      try await server.wait { $0.requests == 1 }
      #expect(server.statistics.left == 0)
      task.cancel()
      let error = await #expect(throws: (any Error).self) { try await task.value }
      #expect(error is CancellationError)
      try await server.wait { $0.left == 1 && $0.handled == 1 }
      #expect(server.requests[0].hasClientLeft)
    }
  }

  @Test("Cancelled in the body, a request ends with what cancelled it and closes its connection")
  func inBody() async throws {
    var response = LoopbackResponse.chunked(pieces: [[1, 2, 3]])
    response.steps.insert(.silence, at: 2)
    try await withLoopbackServer({ [response] _ in response }) { server in
      let client = HTTPClient()
      let inside = Gate()
      let task = Task {
        try await client.perform(HTTPRequest(url: server.url)) { _, body in
          for try await chunk in body {
            #expect(chunk == [1, 2, 3])
            inside.open()
          }
        }
      }
      try await inside.wait()
      task.cancel()
      let error = await #expect(throws: (any Error).self) { try await task.value }
      #expect(error is CancellationError)
      try await server.wait { $0.left == 1 }
    }
  }

  @Test("A closure that throws or returns early closes the connection")
  func leaving() async throws {
    struct Enough: Error {}
    var response = LoopbackResponse.chunked(pieces: [[1]])
    response.steps.insert(.silence, at: 2)
    try await withLoopbackServer({ [response] _ in response }) { server in
      let client = HTTPClient()
      await #expect(throws: Enough.self) {
        try await client.perform(HTTPRequest(url: server.url)) { _, _ in throw Enough() }
      }
      try await client.perform(HTTPRequest(url: server.url)) { _, _ in }
      try await server.wait { $0.left == 2 && $0.handled == 2 }
    }
  }

  /// One after the other: each has both ends of a hundred connections open.
  @Test(
    "A cancelled request leaves the others of its client alone", .serialized, arguments: [1, 7])
  func others(seed: UInt64) async throws {
    let everybody = Gate()
    try await withLoopbackServer({ request in
      var response = LoopbackResponse.chunked(pieces: [request.body, Array("!".utf8)])
      response.steps.insert(.wait(everybody), at: 2)
      return response
    }) { server in
      let client = HTTPClient()
      var generator = SeededGenerator(seed: seed)
      let tasks = (0..<100).map { number in
        let isDoomed = Bool.random(using: &generator)
        let task = Task {
          let request = HTTPRequest(
            method: "POST", url: server.url, body: Array("canary \(number)".utf8))
          return try await client.perform(request) { _, body in
            try await body.collect(upTo: 100)
          }
        }
        return (number, isDoomed, task)
      }
      try await server.wait { $0.requests == 100 }
      for (_, isDoomed, task) in tasks where isDoomed { task.cancel() }
      let doomed = tasks.count { $0.1 }
      try await server.wait { $0.left == doomed }
      everybody.open()
      for (number, isDoomed, task) in tasks {
        switch await task.result {
        case .success(let bytes):
          #expect(!isDoomed)
          #expect(bytes == Array("canary \(number)!".utf8))
        case .failure(let error):
          #expect(isDoomed && error is CancellationError, "\(error)")
        }
      }
    }
  }

  @Test("Requests cancelled at any moment, in a storm, all end")
  func storm() async throws {
    try await withLoopbackServer({ _ in .chunked(pieces: [[1], [2], [3]]) }) { server in
      let client = HTTPClient()
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<300 {
          group.addTask {
            let task = Task {
              try await client.perform(HTTPRequest(url: server.url)) { _, body in
                try await body.collect(upTo: 100)
              }
            }
            task.cancel()
            switch await task.result {
            case .success(let bytes): #expect(bytes == [1, 2, 3])
            case .failure(let error): #expect(error is CancellationError, "\(error)")
            }
          }
        }
      }
      // The client still works.
      let status = try await client.perform(HTTPRequest(url: server.url)) { head, _ in head.status }
      #expect(status == 200)
    }
  }
}
