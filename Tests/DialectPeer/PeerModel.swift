// SPDX-License-Identifier: Apache-2.0

import Wisely
import WiselyTesting

/// Models that answer the same way every time.
enum PeerModel {
  static let words = "The answer is forty-two — ü👍 \"checked\"."

  /// The model of a name.
  ///
  /// - Throws: `ModelError(.unknownModel)`, or the failure that the name stands for.
  static func named(
    _ name: ModelID, asked request: ModelRequest
  ) throws(ModelError) -> any LanguageModel {
    let thinking = Block.thinking(
      ThinkingBlock(signer: "ds", maker: "deepseek", raw: ["reasoning_content": "Hm, ü."]))
    switch name {
    case "text": return model(name, .text(words))
    case "tool": return model(name, calls(request, first: true))
    case "tools": return model(name, calls(request, first: false))
    case "thinks":
      return model(name, .turn(.init(blocks: [thinking, .text(words)], usage: usage)))
    case "thinks-tool":
      guard answered(request) == nil else { return model(name, calls(request, first: true)) }
      let call = ToolUse(
        id: "call_1", name: request.tools.first?.name ?? "none", input: ["path": "a"])
      return model(name, .turn(.init(blocks: [thinking, .toolUse(call)], usage: usage)))
    case "limit":
      return model(
        name, .turn(.init(blocks: [.text("The answer")], stopReason: .maximumTokens)))
    case "refuses": return Refusing()
    case "summary": return model(name, .text(summary(of: request)))
    case "dies":
      return model(name, .text("Half", failingWith: ModelError(.overloaded, "Busy.")))
    case "overloaded": throw ModelError(.overloaded, "Busy.")
    case "limited": throw ModelError(.rateLimited, "Too many.")
    case "forbidden": throw ModelError(.permission, "Not yours.")
    case "unauthorised": throw ModelError(.authentication, "Who are you?")
    case "advised": return advised(request)
    default: throw ModelError(.unknownModel, "There is no model '\(name)'.")
    }
  }

  private static let usage = Usage(input: 101, cacheRead: 600, output: 17, reasoning: 7)

  private static func model(_ name: ModelID, _ step: ScriptedModel.Step) -> ScriptedModel {
    ScriptedModel(name, step)
  }

  private static func answered(_ request: ModelRequest) -> String? {
    request.transcript.messages.last?.toolResults.map(\.text).joined(separator: ", ").nonEmpty
  }

  /// Calls of the first tool or of all; the results as words, once they have come.
  private static func calls(_ request: ModelRequest, first: Bool) -> ScriptedModel.Step {
    if let said = answered(request) { return .text("The tools said: \(said)") }
    let tools = first ? request.tools.prefix(1) : request.tools[...]
    let blocks = tools.enumerated().map { index, tool in
      Block.toolUse(
        ToolUse(
          id: "call_\(index + 1)", name: tool.name,
          input: ["path": .string("ä \"\(index)\".md"), "from": 1]))
    }
    return .turn(.init(blocks: [.text("Let me look.")] + blocks))
  }

  /// What arrived of a request, as JSON, to compare with what a client sent.
  private static func summary(of request: ModelRequest) -> String {
    let messages = request.transcript.messages.map { message in
      let kinds = message.blocks.map { block -> JSONValue in
        switch block {
        case .text(let words): .string("text:" + words.text)
        case .toolUse(let call): .string("call:\(call.id):\(call.name):\(call.input.text)")
        case .toolResult(let result): .string("result:\(result.toolUseID):\(result.text)")
        case .image(let image): .string("image:\(image.source["type"]?.string ?? "")")
        case .thinking(let thinking): .string("thinking:\(thinking.signer)")
        case .consultation(let block): .string("consultation:\(block.answered.count)")
        default: "other"
        }
      }
      return JSONValue.object(["role": .string(message.speaker.rawValue), "blocks": .array(kinds)])
    }
    let summary: JSONValue = [
      "system": request.system.map { .string($0) } ?? .null, "messages": .array(messages),
      "tools": .array(request.tools.map { .string($0.name) }),
      "limit": JSONValue(request.options.maximumTokens),
      "effort": request.options.effort.map { .string($0.rawValue) } ?? .null,
      "stop": .array(request.options.stopSequences.map { .string($0) }),
    ]
    return summary.text
  }

  /// A pair whose executor asks once; a conversation that holds a consultation is gone on with.
  private static func advised(_ request: ModelRequest) -> any LanguageModel {
    let executor = ScriptedModel(
      "cheap",
      [
        .turn(
          .init(
            blocks: [
              .text("Let me ask."),
              .toolUse(ToolUse(id: "ask_1", name: "consult", input: ["question": "Which way?"])),
            ], usage: Usage(input: 100, output: 10))),
        .turn(.init(blocks: [.text(words)], usage: Usage(input: 150, output: 20))),
      ])
    let advisor = ScriptedModel(
      "dear",
      .turn(.init(blocks: [.text("proceed: go on.")], usage: Usage(input: 50, output: 5))))
    return AdvisedModel(executor: executor, advisor: advisor)
  }

  /// Declines, with its reason in the details.
  private struct Refusing: LanguageModel {
    let id: ModelID = "refuses"

    func respond(
      to request: ModelRequest, emitting sink: EventSink
    ) async throws -> ModelResponse {
      ModelResponse(
        id: "refused", model: id, message: Message(.assistant, []), stopReason: .refusal,
        stopDetails: [
          "type": "refusal", "category": nil, "explanation": "I would rather not.",
        ], usage: [ModelUsage(model: id, usage: Usage(input: 10, output: 5))])
    }
  }
}

extension String {
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
