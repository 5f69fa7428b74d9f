// SPDX-License-Identifier: Apache-2.0

import Wisely

/// What a request wishes of its answer besides limits, in no dialect's words, so that what a client
/// said in one dialect can be said to a model in another (gateway trap 55).
enum AnswerWish: Hashable {
  /// Whether tools are to be called, and which.
  enum ToolChoice: Hashable { case auto, any, none, named(String) }

  /// The shape that the words have to have.
  enum Format: Hashable { case words, object, schema(Schema) }

  /// A JSON Schema of the answer.
  struct Schema: Hashable {
    var schema: JSONValue
    var name: String?
    var description: String?
    /// Whether the answer has to fit to the letter; nil leaves it to the API.
    var isStrict: Bool?
  }

  /// Whether tools are to be called, and which.
  case toolChoice(ToolChoice)
  /// Whether at most one tool may be called at a time.
  case oneCall(Bool)
  /// The shape of the words.
  case format(Format)
  /// From how much of the probability words are drawn.
  case topP(JSONValue)
  /// How long-winded the answer is to be; OpenAI's dialects only.
  case verbosity(JSONValue)
  /// A member that both of OpenAI's dialects have under that name.
  case common(String, JSONValue)
  /// What no other dialect has an equal of.
  case unequalled

  /// A wish, and the member that it was read from.
  struct Found: Hashable {
    var path: String
    var wish: AnswerWish
  }

  /// The wishes in the members that only one dialect understands.
  static func wishes(in members: JSONObject, of dialect: Dialect) -> [Found] {
    members.members.filter { !$0.value.isNull }.flatMap { member in
      switch dialect {
      case .anthropicMessages: anthropic(member.key, member.value)
      case .openAIChat: chat(member.key, member.value)
      case .openAIResponses: responses(member.key, member.value)
      }
    }
  }
}

extension ModelRequest {
  /// What clients of other dialects wish of the answer.
  private func wishes(foreignTo dialect: Dialect) -> [AnswerWish.Found] {
    Dialect.allCases.filter { $0 != dialect }.flatMap { other in
      AnswerWish.wishes(in: extra.members(of: other), of: other)
    }
  }

  /// Members of the body that say in a dialect what a client said in another one, to a maker's server.
  func translated(
    to dialect: Dialect, _ capabilities: ModelCapabilities?, maker: String = "openai"
  ) -> JSONObject {
    let wishes = wishes(foreignTo: dialect).map(\.wish).filter {
      !isIdle($0) && takes($0, dialect, capabilities, maker)
    }
    return switch dialect {
    case .anthropicMessages: AnswerWish.anthropic(wishes)
    case .openAIChat: AnswerWish.chat(wishes)
    case .openAIResponses: AnswerWish.responses(wishes)
    }
  }

  /// The members of other dialects that cannot be said in this one.
  func untranslated(
    to dialect: Dialect, _ capabilities: ModelCapabilities?, maker: String
  ) -> [String] {
    wishes(foreignTo: dialect).filter {
      !isIdle($0.wish) && !takes($0.wish, dialect, capabilities, maker)
    }.map(\.path)
  }

  /// Whether a wish says only what holds anyway; APIs refuse wishes about tools where there are none.
  private func isIdle(_ wish: AnswerWish) -> Bool {
    switch wish {
    case .toolChoice(.auto), .oneCall(false), .format(.words): true
    case .toolChoice(.none), .oneCall(true): tools.isEmpty
    default: false
    }
  }

  private func takes(
    _ wish: AnswerWish, _ dialect: Dialect, _ capabilities: ModelCapabilities?, _ maker: String
  ) -> Bool {
    let isAnthropic = dialect == .anthropicMessages
    switch wish {
    case .toolChoice(.any), .toolChoice(.named):
      if case .toolChoice(.named(let name)) = wish, !tools.contains(where: { $0.name == name }) {
        return false
      }
      return !tools.isEmpty && (!isAnthropic || mayForceTools(capabilities))
    case .topP:
      // Reasoning excludes it at OpenAI, and newer Claude models take none (advisor reference §5.6).
      return isAnthropic
        ? capabilities?.takesSampling ?? true
        : options.effort == nil || options.effort == Effort.none
    case .format(.object): return !isAnthropic
    // Some imitators reject members that they do not know.
    case .verbosity, .common: return !isAnthropic && maker == "openai"
    case .toolChoice, .oneCall, .format: return true
    case .unequalled: return false
    }
  }

  /// Whether a Claude model can be forced to call a tool: the newest answer that with a 400, and so do
  /// older ones while they reason within a budget (advisor reference §1.9, §2.9).
  private func mayForceTools(_ capabilities: ModelCapabilities?) -> Bool {
    guard let capabilities else { return true }
    let hasBudget =
      AnthropicThinking(
        options.effort, capabilities: capabilities, maximumTokens: options.maximumTokens
      ).thinking?["type"] == "enabled"
    return capabilities.takesForcedToolChoice && !hasBudget
  }
}
