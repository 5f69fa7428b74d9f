// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyNet
import WiselyProviders
import WiselyTesting

@Suite(.timeLimit(.minutes(5))) struct ModelDiscoveryTests {
  /// Looks at a server that answers some paths and has no others.
  private func look(
    _ preset: OpenAIPreset, at path: String = "/v1", _ answers: [String: JSONValue],
    key: KeySource? = nil, status: Int = 200
  ) async throws -> (server: DiscoveredServer, asked: [String]) {
    try await withLoopbackServer({ request in
      guard let answer = answers[request.path] else { return .whole(status: 404) }
      return .whole(status: status, body: answer.bytes)
    }) { server in
      var preset = preset
      preset.baseURL = server.url + path
      let found = try await ModelDiscovery(
        preset, key: key, client: HTTPClient(), timeouts: HTTPTimeouts()
      ).look()
      return (found, server.requests.map(\.path).sorted())
    }
  }

  private func preset(_ name: String) throws -> OpenAIPreset {
    try #require(OpenAIPreset(named: name))
  }

  @Test("Ollama tells names, sizes, and the context of what it has loaded")
  func ollama() async throws {
    let (found, asked) = try await look(
      preset("ollama"),
      [
        "/v1/models": ["object": "list", "data": [["id": "qwen3:8b"], ["id": "gemma3:latest"]]],
        "/api/tags": [
          "models": [
            [
              "name": "qwen3:8b",
              "details": ["parameter_size": "8.2B", "quantization_level": "Q4_K_M"],
            ], ["name": "only-here", "details": ["parameter_size": ""]],
          ]
        ], "/api/ps": ["models": [["name": "qwen3:8b", "context_length": 4_096]]],
      ])
    #expect(
      found.models == [
        .init(name: "qwen3:8b", context: 4_096, details: ["8.2B", "Q4_K_M"]),
        .init(name: "gemma3:latest"), .init(name: "only-here"),
      ])
    #expect(asked == ["/api/ps", "/api/tags", "/v1/models"])
  }

  @Test("llama.cpp tells the context of a slot, and what the model was made for")
  func llamaCpp() async throws {
    let (found, asked) = try await look(
      preset("llamacpp"),
      [
        "/v1/models": ["data": [["id": "qwen.gguf", "meta": ["n_ctx_train": 131_072]]]],
        "/props": ["default_generation_settings": ["n_ctx": 8_192]],
      ])
    #expect(
      found.models == [.init(name: "qwen.gguf", context: 8_192, trainedContext: 131_072)])
    #expect(asked == ["/props", "/v1/models"])
  }

  @Test("vLLM tells its own limit, LM Studio only names", arguments: ["vllm", "lmstudio"])
  func names(name: String) async throws {
    let (found, asked) = try await look(
      preset(name), ["/v1/models": ["data": [["id": "org/m", "max_model_len": 32_768]]]])
    #expect(found.models == [.init(name: "org/m", context: 32_768)])
    #expect(asked == ["/v1/models"])
  }

  @Test("A server of unknown kind is asked everything, below whatever its address is")
  func other() async throws {
    let (found, asked) = try await look(
      .other("house", baseURL: "", keyVariable: nil, isLocal: true), at: "/proxy/",
      ["/proxy/models": ["data": [["id": "a"], ["id": "a"], ["id": ""], ["no": "id"]]]])
    #expect(found.models == [.init(name: "a")])
    #expect(asked == ["/proxy/api/ps", "/proxy/api/tags", "/proxy/models", "/proxy/props"])
  }

  @Test("A long list takes no longer than it is, and each name stands in it once")
  func long() async throws {
    let names = (0..<100_000).map { JSONValue.object(["id": .string("model-\($0 / 2)")]) }
    let (found, _) = try await look(preset("vllm"), ["/v1/models": ["data": .array(names)]])
    #expect(found.models.count == 50_000)
  }

  @Test("A key is sent, and a missing one is said")
  func keys() async throws {
    let secret = try #require(ProviderBench.secret)
    try await withLoopbackServer({ request in
      let isRight = request.header("authorization") == "Bearer \(secret.revealed)"
      return .whole(status: isRight ? 200 : 401, body: Array(#"{"data":[]}"#.utf8))
    }) { server in
      var vllm = try preset("vllm")
      vllm.baseURL = server.url + "/v1"
      func look(_ key: KeySource?) async throws -> DiscoveredServer.Outcome {
        try await ModelDiscovery(vllm, key: key, client: HTTPClient(), timeouts: HTTPTimeouts())
          .look().outcome
      }
      #expect(try await look(KeySource(secret)) == .serves([]))
      #expect(try await look(nil) == .failed("it asks for a key, or for another one"))
      #expect(
        try await look(KeySource(missing: "Set IT.")) == .failed("the key cannot be had: Set IT."))
    }
  }

  @Test(
    "What is no list of models is said to be none",
    arguments: [
      (JSONValue.string("hello"), 200, "it did not answer with a list of models"),
      (["data": [["id": "m"]]], 500, "it answered with status 500"),
    ] as [(JSONValue, Int, String)])
  func nonsense(body: JSONValue, status: Int, clause: String) async throws {
    let (found, _) = try await look(preset("vllm"), ["/v1/models": body], status: status)
    #expect(found.outcome == .failed(clause))
    #expect(found.models.isEmpty)
  }

  @Test("Where nobody listens nobody is found")
  func absent() async throws {
    try await withClosedPort { url in
      var ollama = try preset("ollama")
      ollama.baseURL = url + "/v1"
      let found = try await ModelDiscovery(
        ollama, key: nil, client: HTTPClient(), timeouts: HTTPTimeouts()
      ).look()
      #expect(found.outcome == .absent)
    }
  }

  @Test("A server that says nothing is not waited for")
  func late() async throws {
    try await withLoopbackServer({ _ in .silence }) { server in
      var vllm = try preset("vllm")
      vllm.baseURL = server.url + "/v1"
      let short = HTTPTimeouts(connect: .seconds(60), firstByte: .milliseconds(1))
      let found = try await ModelDiscovery(
        vllm, key: nil, client: HTTPClient(), timeouts: short
      ).look()
      #expect(found.outcome == .failed("it took too long to answer"))
    }
  }

  @Test("A caller that leaves does not wait for a server that says nothing")
  func cancellation() async throws {
    let arrived = Gate()
    try await withLoopbackServer({ _ in
      arrived.open()
      return .silence
    }) { server in
      var vllm = try preset("vllm")
      vllm.baseURL = server.url + "/v1"
      let discovery = ModelDiscovery(vllm, key: nil, client: HTTPClient(), timeouts: HTTPTimeouts())
      let task = Task { try await discovery.look() }
      try await arrived.wait()
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
    }
  }
}
