// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyNet
import WiselyProviders
import WiselyTesting

/// The providers, so that the same assertions hold for all of them.
enum Provider: CaseIterable { case anthropic, chat, responses }

/// One answer of an upstream of any dialect.
struct ProviderScript {
  /// How an answer is broken.
  enum Fault {
    case status(Int), errorEvent, tidyCut, reset, silence, stall
  }

  /// How the bytes of a stream are cut into writes.
  enum Cut: CaseIterable { case frames, bytes, threes, nowhere }

  var parts: [OpenAIReply.Part]
  var ending = OpenAIReply.Ending.complete
  var usage: Usage? = Usage(input: 10, output: 5)
  var fault: Fault?
  var gate: Gate?
  var cut = Cut.frames
  var interleaving: UInt64?

  init(_ parts: OpenAIReply.Part...) { self.parts = parts }
  init(_ parts: [OpenAIReply.Part]) { self.parts = parts }

  /// The answer with one property changed.
  func with<Value>(_ property: WritableKeyPath<ProviderScript, Value>, _ value: Value)
    -> ProviderScript
  {
    var copy = self
    copy[keyPath: property] = value
    return copy
  }

  // MARK: - OpenAI's dialects

  var openAI: OpenAIReply {
    var reply = OpenAIReply(parts, ending: ending, usage: usage, gate: gate)
    reply.interleaving = interleaving
    reply.writeLength =
      switch cut {
      case .frames: nil
      case .bytes: 1
      case .threes: 3
      case .nowhere: .max
      }
    switch fault {
    case .status(let status):
      let code = status == 529 ? "overloaded_error" : nil
      return .failure(status, code: code, headers: [("retry-after", "7")])
    case .errorEvent:
      let error: JSONValue = ["type": "overloaded_error", "message": "Busy"]
      reply.fault = .errorEvent(["error": error])
    case .tidyCut: reply.fault = .tidyCut
    case .reset: reply.fault = .reset
    case .silence: reply.fault = .silence
    // Nobody opens it.
    case .stall: reply.gate = Gate()
    case nil: break
    }
    return reply
  }

  // MARK: - The Messages API

  var anthropic: AnthropicReply {
    if case .status(let status)? = fault {
      let type = status == 529 ? "overloaded_error" : Self.types[status] ?? "api_error"
      return .failure(
        status: status, type: type, message: "It went wrong.", headers: [("retry-after", "7")])
    }
    var reply = AnthropicReply(blocks, stopReason: stopReason, usage: wireUsage)
    for case .refusal(let text) in parts {
      reply.stopDetails = ["type": "refusal", "category": nil, "explanation": .string(text)]
    }
    reply.gate = gate
    // Behind the last word, as in the other dialects.
    reply.gatePosition = gate.map { _ in -3 }
    reply.style.cut =
      switch cut {
      case .frames: .events
      case .bytes: .bytes
      case .threes: .random(seed: 3)
      case .nowhere: .nowhere
      }
    reply.pieceLength = interleaving.map { Int($0 % 7) + 1 } ?? reply.pieceLength
    switch fault {
    case .errorEvent:
      reply.faults = .errorEvent(type: "overloaded_error", message: "Busy", position: -2)
    case .tidyCut: reply.faults = .ends(position: -2, .tidy)
    case .reset: reply.faults = .ends(position: -2, .reset)
    case .silence: reply.faults = .silence
    case .stall: reply.faults = .stalls(position: -2)
    case .status, nil: break
    }
    return reply
  }

  private static let types = [
    400: "invalid_request_error", 401: "authentication_error", 403: "permission_error",
    404: "not_found_error", 429: "rate_limit_error",
  ]

  private var blocks: [JSONValue] {
    parts.compactMap { part in
      switch part {
      case .reasoning(let text): AnthropicReply.thinkingBlock(text, signature: "sig")
      case .text(let text): AnthropicReply.textBlock(text)
      case .refusal: nil
      case .call(let id, let name, let arguments):
        AnthropicReply.toolBlock(
          name, (try? JSONValue(parsing: Array(arguments.utf8))) ?? [:], id: id)
      }
    }
  }

  private var stopReason: String {
    let isRefused = parts.contains { if case .refusal = $0 { true } else { false } }
    return switch ending {
    case .complete:
      isRefused
        ? "refusal"
        : parts.contains { if case .call = $0 { true } else { false } } ? "tool_use" : "end_turn"
    case .length: "max_tokens"
    case .filtered: "refusal"
    }
  }

  private var wireUsage: JSONValue {
    guard let usage else { return [:] }
    return [
      "input_tokens": JSONValue(usage.input), "output_tokens": JSONValue(usage.output),
      "cache_read_input_tokens": JSONValue(usage.cacheRead),
      "output_tokens_details": ["thinking_tokens": JSONValue(usage.reasoning)],
    ]
  }
}

/// An upstream of one dialect with a script, and the model that asks it.
struct ProviderStage {
  let provider: Provider
  let bench = ProviderBench()
  private let anthropic: AnthropicUpstream
  private let openAI: OpenAIUpstream

  init(_ provider: Provider, _ scripts: ProviderScript...) {
    self.provider = provider
    let answers = AnswerList(scripts.map(\.anthropic))
    anthropic = AnthropicUpstream { _ in try await answers.next() }
    openAI = OpenAIUpstream(scripts.map(\.openAI))
  }

  private actor AnswerList {
    private var rest: [AnthropicReply]
    init(_ replies: [AnthropicReply]) { rest = replies }

    func next() throws -> AnthropicReply {
      guard !rest.isEmpty else { throw ModelError(.upstream, "The script has no answer left.") }
      return rest.removeFirst()
    }
  }

  /// Why requests were turned down.
  var rejections: [String] {
    provider == .anthropic ? anthropic.rejections : openAI.rejections
  }

  /// The bodies that were sent.
  var bodies: [JSONValue] {
    provider == .anthropic ? anthropic.requests.map(\.body) : openAI.requests.map(\.body)
  }

  /// Runs the upstream while a closure asks it.
  func run(
    _ delivery: Delivery = .streamed, timeouts: HTTPTimeouts = HTTPTimeouts(),
    _ body: (any LanguageModel, LoopbackServer) async throws -> Void
  ) async throws {
    let streams = delivery == .streamed
    switch provider {
    case .anthropic:
      try await anthropic.withServer { server in
        let model = bench.model(at: server.url) {
          $0.streams = streams
          $0.timeouts = timeouts
        }
        try await body(model, server)
      }
    case .chat, .responses:
      try await openAI.withServer { server in
        let preset = OpenAIPreset.other("test", baseURL: server.url + "/v1", keyVariable: nil)
        let configuration = OpenAIConfiguration(preset, streams: streams, timeouts: timeouts)
        let model: any LanguageModel =
          provider == .chat
          ? ChatModel(
            "gpt-test", configuration: configuration, key: bench.key, client: bench.client)
          : ResponsesModel(
            "gpt-test", configuration: configuration, key: bench.key, client: bench.client)
        try await body(model, server)
      }
    }
  }

  /// The model with a meter round it.
  func metered(_ model: some LanguageModel) -> any LanguageModel {
    MeteredModel(model, ledger: bench.ledger, surroundings: bench.time.surroundings)
  }

  /// Asks, with what happens recorded.
  func ask(_ model: any LanguageModel, _ request: ModelRequest = ModelRequest("Hi")) async throws
    -> ModelResponse
  {
    try await model.respond(to: request, emitting: bench.recorder.sink)
  }
}
