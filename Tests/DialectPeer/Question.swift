// SPDX-License-Identifier: Apache-2.0

import Glibc
import Wisely
import WiselyNet
import WiselyProviders
import WiselyTesting
import WiselyWire

/// One question to a server through a provider, with its tools answered, and what became of it.
///
/// The options: `prompt`, `system`, `whole` (no stream), `tools` (how many are offered), `limit` (output
/// tokens), `choice` (the tool it has to call), `schema` (of the tools).
struct Question {
  let dialect: Dialect
  let url: String
  let model: ModelID
  let options: JSONValue

  func asked() async -> JSONValue {
    let ledger = InMemoryLedger()
    let recorder = EventRecorder()
    var report: JSONObject = [:]
    do {
      let metered = metered(in: ledger)
      var request = self.request
      var calls: [JSONValue] = []
      while true {
        let response = try await metered.respond(to: request, emitting: recorder.sink)
        report["text"] = .string(response.text)
        report["stop"] = .string(response.stopReason.rawValue)
        report["served"] = .string(response.model.rawValue)
        for call in response.message.toolUses {
          let words: JSONValue = [
            "id": .string(call.id), "name": .string(call.name), "input": call.input,
            "problem": call.argumentsProblem.map { .string($0) } ?? .null,
          ]
          calls.append(words)
        }
        guard response.stopReason == .toolUse, calls.count < 8 else { break }
        request.transcript.append(response.message)
        // Once is enough.
        request.extra = [:]
        let results: [Block] = response.message.toolUses.map {
          .toolResult(
            $0.argumentsFailure ?? ToolResult(toolUseID: $0.id, text: "It says \($0.name)."))
        }
        request.transcript.append(Message(.user, results))
      }
      report["calls"] = .array(calls)
    } catch let error as ModelError {
      report["error"] = .string(error.code.rawValue)
      report["message"] = .string(error.message)
      report["partial"] = .bool(error.hasPartialContent)
    } catch { report["error"] = .string("\(error)") }
    report["rows"] = .array(
      ledger.rows.map { ["outcome": .string($0.outcome.rawValue), "usage": $0.usage.json] })
    report["streamed"] = .string(recorder.text)
    report["deltas"] = JSONValue(
      recorder.events.count { if case .textDelta = $0 { true } else { false } })
    report["thoughts"] = .string(
      recorder.events.reduce(into: "") { text, event in
        if case .thinkingDelta(let piece) = event { text += piece }
      })
    return .object(report)
  }

  private var request: ModelRequest {
    let schema: JSONValue =
      options["schema"] ?? [
        "type": "object", "properties": ["path": ["type": "string"]], "required": ["path"],
      ]
    var request = ModelRequest(
      options["prompt"]?.string ?? "Hello there friend", system: options["system"]?.string)
    request.tools = ["read", "list", "write"].prefix(options["tools"]?.int ?? 0).map {
      ToolDefinition(name: $0, description: "Does \($0).", inputSchema: schema)
    }
    if let limit = options["limit"]?.int { request.options.maximumTokens = limit }
    if let name = options["choice"] {
      // As a client of another dialect says it, so that it has to be translated.
      request.extra = [
        "anthropic-messages": ["tool_choice": ["type": "tool", "name": name]],
        "openai-responses": ["tool_choice": ["type": "function", "name": name]],
      ]
      if dialect != .openAIChat { request.extra["openai-chat"] = nil }
    }
    return request
  }

  private var leaf: any LanguageModel {
    let key = getenv("PEER_KEY").flatMap { Secret(String(cString: $0)) }.map { KeySource($0) }
    let streams = options["whole"]?.bool != true
    let preset = OpenAIPreset.other("peer", baseURL: url + "/v1", keyVariable: nil)
    let configuration = OpenAIConfiguration(preset, streams: streams)
    return switch dialect {
    case .anthropicMessages:
      AnthropicModel(
        model, configuration: AnthropicConfiguration(baseURL: url, streams: streams),
        key: key ?? KeySource(missing: "PEER_KEY holds no key."))
    case .openAIChat: ChatModel(model, configuration: configuration, key: key)
    case .openAIResponses: ResponsesModel(model, configuration: configuration, key: key)
    }
  }

  private func metered(in ledger: InMemoryLedger) -> any LanguageModel {
    let leaf: any LanguageModel = self.leaf
    return Self.meter(leaf, ledger)
  }

  private static func meter(
    _ model: some LanguageModel, _ ledger: InMemoryLedger
  ) -> any LanguageModel {
    MeteredModel(model, ledger: ledger, surroundings: ManualTime().surroundings)
  }
}
