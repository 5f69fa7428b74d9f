// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyNet
import WiselyTesting

@Suite("What the loopback Messages API takes", .timeLimit(.minutes(5)))
struct UpstreamCheckTests {
  @Test(
    "A request is taken or turned down",
    arguments: UpstreamCase.fields + UpstreamCase.messageCases + UpstreamCase.caching
      + UpstreamCase.thinking + UpstreamCase.tools)
  func requests(example: UpstreamCase) async throws {
    let upstream = AnthropicUpstream(.text("Hi."))
    let answer = try await upstream.run { url in
      var client = UpstreamClient()
      client.headers = [("x-api-key", "key"), ("anthropic-version", example.version)]
      if let beta = example.beta { client.headers.append(("anthropic-beta", beta)) }
      return try await client.send(example.body, to: url + "/v1/messages")
    }
    guard let complaint = example.complaint else {
      #expect(answer.status == 200, "\(answer.error)")
      #expect(upstream.rejections.isEmpty)
      return
    }
    #expect(answer.status == example.status)
    #expect(answer.json["type"] == "error")
    #expect(
      answer.json["error"]?["type"]?.string
        == (example.status == 404 ? "not_found_error" : "invalid_request_error"))
    #expect(answer.error.contains(complaint), "\(answer.error)")
    #expect(upstream.rejections == [answer.error])
    #expect(upstream.counters.rejected == 1)
  }

  @Test(
    "A key is needed, in either field, and x-api-key wins",
    arguments: [
      ([], 401), ([("x-api-key", "right")], 200), ([("authorization", "Bearer right")], 200),
      ([("x-api-key", "wrong")], 401), ([("authorization", "right")], 401),
      ([("authorization", "Bearer right"), ("x-api-key", "wrong")], 401),
      ([("authorization", "Bearer wrong"), ("x-api-key", "right")], 200),
    ])
  func keys(headers: [(String, String)], status: Int) async throws {
    var configuration = AnthropicUpstream.Configuration()
    configuration.keys = ["right"]
    let upstream = AnthropicUpstream(.text("Hi."), configuration: configuration)
    let answer = try await upstream.run { url in
      var client = UpstreamClient()
      client.headers = headers + [("anthropic-version", "2023-06-01")]
      return try await client.send(UpstreamClient.body(), to: url + "/v1/messages")
    }
    #expect(answer.status == status)
  }
}
