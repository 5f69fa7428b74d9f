// SPDX-License-Identifier: Apache-2.0

/// One piece of a message.
public enum Block: Hashable, Sendable {
  /// Words.
  case text(TextBlock)
  /// A model's private reasoning, opaque, bound to the model that signed it.
  case thinking(ThinkingBlock)
  /// A tool the model wants called by whoever asked it.
  case toolUse(ToolUse)
  /// What a tool said.
  case toolResult(ToolResult)
  /// A picture.
  case image(ImageBlock)
  /// Calls of one executor turn that the harness answered itself: advice, and what it withheld.
  case consultation(ConsultationBlock)
  /// The point at which a planner's plan took over the conversation.
  case plan(Plan)
  /// The point at which a strong model took over because a check failed.
  case escalation(Escalation)
  /// A type this version does not know, kept whole.
  case other(JSONValue)

  /// Plain words.
  public static func text(_ text: String) -> Block { .text(TextBlock(text)) }
}

/// Words, with whatever members of the wire block we do not interpret (citations, cache marks).
public struct TextBlock: Hashable, Codable, Sendable {
  /// The words.
  public var text: String
  /// Unknown members, in order.
  public var extra: JSONObject

  /// A block of words.
  public init(_ text: String, extra: JSONObject = [:]) {
    self.text = text
    self.extra = extra
  }
}

/// Reasoning as the provider sent it: never edited, shown to nobody but the model that signed it.
public struct ThinkingBlock: Hashable, Codable, Sendable {
  /// The model whose signature it carries; other models cannot read it.
  public var signer: ModelID
  /// Whose servers made it, where several speak the dialect and cannot read each other's reasoning;
  /// nil for the Messages API.
  public var maker: String?
  /// The wire block, byte for byte as a value.
  public var raw: JSONValue

  /// A block of reasoning.
  public init(signer: ModelID, maker: String? = nil, raw: JSONValue) {
    self.signer = signer
    self.maker = maker
    self.raw = raw
  }
}

/// A model's wish to have a tool called.
public struct ToolUse: Hashable, Codable, Sendable {
  /// Pairs the call with its result; unique in a conversation.
  public var id: String
  /// The tool's name.
  public var name: String
  /// The arguments, an object in the order the model wrote them; a string with what it wrote where that
  /// is no JSON object, which no tool is run with.
  public var input: JSONValue
  /// Unknown members, in order.
  public var extra: JSONObject

  /// A call.
  public init(id: String, name: String, input: JSONValue, extra: JSONObject = [:]) {
    self.id = id
    self.name = name
    self.input = input
    self.extra = extra
  }
}

extension ToolUse {
  /// Why no tool can be run with the arguments, in a sentence for the model; nil for an object.
  public var argumentsProblem: String? {
    guard case .string(let text) = input else { return nil }
    do {
      _ = try JSONValue(parsing: Array(text.utf8))
      return
        "The arguments were no JSON object, so \(name) was not run; call it again with one object."
    } catch {
      return
        "The arguments were no JSON (\(error.reason) at byte \(error.offset)), so \(name) was not run; call it again with one object."
    }
  }

  /// The failed result of a call that cannot be run; nil for one that can.
  public var argumentsFailure: ToolResult? {
    argumentsProblem.map { ToolResult(toolUseID: id, text: $0, isError: true) }
  }
}

/// A tool's answer.
public struct ToolResult: Hashable, Codable, Sendable {
  /// The call it answers.
  public var toolUseID: String
  /// What the tool said: text, images, or blocks we do not know.
  public var content: [Block]
  /// Whether the tool failed.
  public var isError: Bool
  /// Unknown members, in order.
  public var extra: JSONObject

  /// An answer of blocks.
  public init(
    toolUseID: String, content: [Block], isError: Bool = false, extra: JSONObject = [:]
  ) {
    self.toolUseID = toolUseID
    self.content = content
    self.isError = isError
    self.extra = extra
  }

  /// An answer in words.
  public init(toolUseID: String, text: String, isError: Bool = false) {
    self.init(toolUseID: toolUseID, content: [.text(text)], isError: isError)
  }

  /// The words of the answer, joined.
  public var text: String {
    content.compactMap { block in
      guard case .text(let words) = block else { return nil }
      return words.text
    }.joined(separator: "\n")
  }
}

/// A picture, with its source as the wire has it (base64, URL or file).
public struct ImageBlock: Hashable, Codable, Sendable {
  /// The wire's `source` object.
  public var source: JSONValue
  /// Unknown members, in order.
  public var extra: JSONObject

  /// A picture.
  public init(source: JSONValue, extra: JSONObject = [:]) {
    self.source = source
    self.extra = extra
  }
}

/// The tool calls of one executor turn that the harness answered itself, closing that turn.
///
/// The answered calls stand nowhere else in the message: each one carries its place in the turn and
/// the answer it got, so that the executor is shown exactly the same prefix again (rule 2). Several
/// executor turns can follow one another in one message; a consultation block ends each but the last.
public struct ConsultationBlock: Hashable, Codable, Sendable {
  /// One call and its answer.
  public struct Answered: Hashable, Codable, Sendable {
    /// The call's place among all blocks of its turn, from 0.
    public var place: Int
    /// The call.
    public var call: ToolUse
    /// What the executor was told.
    public var result: ToolResult

    /// A call and its answer.
    public init(place: Int, call: ToolUse, result: ToolResult) {
      self.place = place
      self.call = call
      self.result = result
    }
  }

  /// The calls, by place.
  public var answered: [Answered]
  /// The consultations behind them, with what they cost: caps are counted from here.
  public var consultations: [Consultation]

  /// A closed turn.
  public init(answered: [Answered], consultations: [Consultation]) {
    self.answered = answered
    self.consultations = consultations
  }
}
