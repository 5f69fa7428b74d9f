// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyNet
import WiselyTesting

@Suite("How the loopback Messages API fails", .timeLimit(.minutes(5)))
struct UpstreamFailureTests {
  @Test(
    "A failure has the status, body and fields that were asked for", arguments: [false, true])
  func statuses(streamed: Bool) async throws {
    let failures = AnthropicReply.documentedFailures + AnthropicReply.foreignFailures
    #expect(failures.count == 18)
    for failure in failures {
      var reply = failure.reply
      reply.headers = [("retry-after", "7"), ("x-should-retry", "true")]
      let upstream = AnthropicUpstream(reply)
      let answer = try await upstream.run { url in
        try await UpstreamClient().send(
          UpstreamClient.body(streamed: streamed), to: url + "/v1/messages")
      }
      #expect(answer.status == failure.status, "\(failure)")
      #expect(answer.headers["retry-after"] == "7")
      #expect(answer.headers["x-should-retry"] == "true")
      #expect(answer.headers["request-id"] == "req_1")
      #expect(upstream.counters.failed == 1)
      #expect(upstream.counters.billed.isEmpty)
    }
  }

  @Test("A lost connection is lost before there is a head")
  func lost() async throws {
    for failure in AnthropicReply.lostConnections {
      let upstream = AnthropicUpstream(failure.reply)
      _ = try await upstream.run { url in
        await #expect(throws: HTTPError(.connectionLost, "")) {
          _ = try await UpstreamClient().send(
            UpstreamClient.body(streamed: true), to: url + "/v1/messages")
        }
      }
      #expect(upstream.counters.calls.map(\.state) == [.broken])
      #expect(upstream.counters.billed.isEmpty)
    }
  }

  @Test("A broken stream never reaches message_stop, and costs what it had said")
  func brokenStreams() async throws {
    let base = AnthropicReply.text("Some words that are long enough for three deltas.")
    for failure in AnthropicReply.brokenStreams(base) {
      let upstream = AnthropicUpstream(failure.reply)
      let received = try await upstream.run { url -> [UInt8] in
        let request = HTTPRequest(
          method: "POST", url: url + "/v1/messages",
          headers: try HTTPHeaders(UpstreamClient().headers),
          body: UpstreamClient.body(streamed: true).bytes)
        var bytes: [UInt8] = []
        do {
          try await HTTPClient().perform(request) { head, body in
            #expect(head.status == 200)
            for try await chunk in body { bytes += chunk }
          }
          #expect(failure.description.contains("tidy") || failure.description.contains("error"))
        } catch let error as HTTPError {
          #expect(error.code == .connectionLost, "\(failure)")
          #expect(failure.description.contains("closed") || failure.description.contains("reset"))
        }
        return bytes
      }
      let call = try #require(upstream.counters.calls.first)
      #expect(call.state == .broken, "\(failure)")
      let text = String(decoding: received, as: UTF8.self)
      #expect(!text.contains("{\"type\":\"message_stop\"}"), "\(failure)")
      if !failure.description.contains("reset") {
        #expect(text.contains("event: error") == failure.description.contains("_error"))
        let output = text.contains("\"stop_reason\":\"end_turn\"") ? 5 : 1
        #expect(call.billed.map(\.model) == ["claude-haiku-4-5"], "\(failure)")
        #expect(call.billed.map(\.usage) == [Usage(input: 10, output: output)], "\(failure)")
      }
    }
  }

  @Test(
    "A client that leaves is noticed and billed for what it had been told",
    arguments: [(0, 0), (1, 1), (-1, 5)])
  func leaving(position: Int, output: Int) async throws {
    let gate = Gate()
    var reply = AnthropicReply.text("Some words.").with(\.gate, gate)
    reply.gatePosition = position
    let upstream = AnthropicUpstream(reply)
    try await upstream.withServer { server in
      let request = HTTPRequest(
        method: "POST", url: server.url + "/v1/messages",
        headers: try HTTPHeaders(UpstreamClient().headers),
        body: UpstreamClient.body(streamed: true).bytes)
      try await HTTPClient().perform(request) { _, _ in
        // The head alone may come long before what stands in front of the gate.
        while (upstream.counters.calls.first?.billed.first?.usage.output ?? 0) < output {
          try Task.checkCancellation()
          await Task.yield()
        }
      }
      try await server.wait { $0.handled == 1 }
    }
    let call = try #require(upstream.counters.calls.first)
    #expect(call.state == .cancelled)
    #expect(call.billed.map(\.usage.output) == (output == 0 ? [] : [output]))
    #expect(call.complete.map(\.usage.output) == [5])
  }

  @Test("A whole answer waits in its middle, and costs nothing before its end")
  func wholeGate() async throws {
    let gate = Gate()
    let upstream = AnthropicUpstream(AnthropicReply.text("Words.").with(\.gate, gate))
    try await upstream.withServer { server in
      let request = HTTPRequest(
        method: "POST", url: server.url + "/v1/messages",
        headers: try HTTPHeaders(UpstreamClient().headers), body: UpstreamClient.body().bytes)
      try await HTTPClient().perform(request) { head, body in
        var pieces = body.makeAsyncIterator()
        #expect(try await pieces.next() != nil)
        #expect(upstream.counters.billed.isEmpty)
        gate.open()
        while try await pieces.next() != nil {}
      }
      try await server.wait { $0.handled == 1 }
    }
    #expect(upstream.counters.completed == 1)
    #expect(upstream.counters.billed["claude-haiku-4-5"] == Usage(input: 10, output: 5))
  }

  @Test(
    "Silence lasts until the client leaves, and costs what was said before it",
    arguments: [nil, 1, -1], [false, true])
  func silence(position: Int?, streamed: Bool) async throws {
    let fault = position.map { AnthropicReply.Fault.stalls(position: $0) } ?? .silence
    let upstream = AnthropicUpstream(AnthropicReply.text("Some words.").with(\.faults, fault))
    try await upstream.withServer { server in
      let request = HTTPRequest(
        method: "POST", url: server.url + "/v1/messages",
        headers: try HTTPHeaders(UpstreamClient().headers),
        body: UpstreamClient.body(streamed: streamed).bytes)
      let task = Task {
        try await HTTPClient().perform(request) { _, body in for try await _ in body {} }
      }
      let events = streamed ? position.map { $0 < 0 ? 6 : $0 } ?? 0 : 0
      if position == nil {
        try await server.wait { $0.requests == 1 }
      } else {
        // The head and the events before the silence, and no more of them however long it lasts.
        let writes = streamed ? events + 1 : 1
        try await server.wait { $0.writes == writes }
      }
      #expect(server.statistics.left == 0)
      task.cancel()
      try await server.wait { $0.handled == 1 }
      #expect(server.statistics.left == 1)
      let call = try #require(upstream.counters.calls.first)
      #expect(call.state == .cancelled)
      #expect(call.eventsSent == events)
      #expect(call.billed.map(\.usage.output) == (events == 0 ? [] : [events == 1 ? 1 : 5]))
    }
  }

  @Test("The native advisor is silent between its call and its result, after a ping")
  func consultation() async throws {
    let gate = Gate()
    let blocks = AnthropicReply.consultationBlocks(
      id: "srvtoolu_1",
      content: ["type": "advisor_tool_result_error", "error_code": "overloaded"])
    let reply = AnthropicReply(blocks).with(\.consultationGate, gate)
    let upstream = AnthropicUpstream(reply)
    try await upstream.run { url in
      let request = HTTPRequest(
        method: "POST", url: url + "/v1/messages",
        headers: try HTTPHeaders(UpstreamClient().headers),
        body: UpstreamClient.body(streamed: true).bytes)
      try await HTTPClient().perform(request) { _, body in
        var text = ""
        for try await chunk in body {
          text += String(decoding: chunk, as: UTF8.self)
          // Opened only by what comes before the silence.
          let pings = text.ranges(of: "event: ping").count
          if pings == 2, !text.contains("advisor_tool_result") { gate.open() }
        }
        #expect(text.contains("advisor_tool_result_error"))
        #expect(!text.contains("input_json_delta"))
      }
    }
    #expect(upstream.counters.completed == 1)
  }

  @Test("A script that is over is a failure that says so")
  func scriptIsOver() async throws {
    let upstream = AnthropicUpstream()
    let answer = try await upstream.run { url in
      try await UpstreamClient().send(UpstreamClient.body(), to: url + "/v1/messages")
    }
    #expect(answer.status == 500)
    #expect(upstream.rejections == ["The script has no answer left."])
  }
}
