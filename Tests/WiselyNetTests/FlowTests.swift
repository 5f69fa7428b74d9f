// SPDX-License-Identifier: Apache-2.0

import Testing
import WiselyNet
import WiselyTesting

@Suite("How an HTTP response flows", .timeLimit(.minutes(5)))
struct FlowTests {
  @Test("A piece arrives as soon as it is sent, not with the next one")
  func live() async throws {
    let gates = [Gate(), Gate(), Gate()]
    let pieces: [[UInt8]] = [[1], [2], [3]]
    var steps: [LoopbackResponse.Step] = [
      .write(LoopbackResponse.head(status: 200, headers: [("transfer-encoding", "chunked")]))
    ]
    for (gate, piece) in zip(gates, pieces) {
      steps += [.wait(gate), .write(LoopbackResponse.chunk(piece))]
    }
    steps.append(.write(LoopbackResponse.lastChunk))
    try await withLoopbackServer({ [steps] _ in LoopbackResponse(steps) }) { server in
      // The head is there before any piece; each gate is opened by the arrival of the last one.
      try await HTTPClient().perform(HTTPRequest(url: server.url)) { head, body in
        #expect(head.status == 200)
        var iterator = body.makeAsyncIterator()
        for (gate, piece) in zip(gates, pieces) {
          gate.open()
          let arrived = try await iterator.next()
          #expect(arrived == piece)
        }
        for _ in 0..<2 {
          let end = try await iterator.next()
          #expect(end == nil)
        }
      }
    }
  }

  @Test("A server is held back while nobody reads, and everything arrives in the end")
  func backPressure() async throws {
    let piece = [UInt8](repeating: 0x2A, count: 65_536)
    let count = 512
    try await withLoopbackServer({ request in
      guard request.path == "/large" else { return .whole() }
      return .chunked(pieces: Array(repeating: piece, count: count))
    }) { server in
      let client = HTTPClient()
      let total = try await client.perform(HTTPRequest(url: server.url + "/large")) { _, body in
        // What 200 whole round trips leave unchanged does not move any more.
        var last = -1
        var current = server.statistics.bytesWritten
        var trips = 0
        while current != last {
          last = current
          for _ in 0..<200 { try await Self.roundTrip(server.url, client) }
          trips += 200
          current = server.statistics.bytesWritten - trips * LoopbackResponse.whole().bytes.count
        }
        // 256 KiB in the client; the rest is the kernel's, on both sides of the connection.
        #expect(current < 16 * 1_048_576)
        var total = 0
        for try await chunk in body {
          #expect(chunk.first == 0x2A && chunk.last == 0x2A)
          total += chunk.count
        }
        return total
      }
      #expect(total == piece.count * count)
    }
  }

  private static func roundTrip(_ url: String, _ client: HTTPClient) async throws {
    try await client.perform(HTTPRequest(url: url + "/small")) { _, body in
      for try await _ in body {}
    }
  }

  @Test("A slow reader of one response does not slow the others")
  func slowReader() async throws {
    let piece = [UInt8](repeating: 7, count: 65_536)
    try await withLoopbackServer({ request in
      request.path == "/large"
        ? .chunked(pieces: Array(repeating: piece, count: 400)) : .whole(body: [1])
    }) { server in
      let client = HTTPClient()
      try await client.perform(HTTPRequest(url: server.url + "/large")) { _, body in
        var iterator = body.makeAsyncIterator()
        var total = 0
        while let chunk = try await iterator.next() {
          total += chunk.count
          if total % 7 == 0 { try await Self.roundTrip(server.url, client) }
        }
        #expect(total == 400 * piece.count)
      }
    }
  }
}
