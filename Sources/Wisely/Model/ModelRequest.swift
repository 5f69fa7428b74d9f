// SPDX-License-Identifier: Apache-2.0

/// One question to a model: everything it needs, nothing it remembers.
public struct ModelRequest: Hashable, Codable, Sendable {
  /// Standing instructions, fixed for a conversation.
  public var system: String?
  /// The conversation so far, ending with what is to be answered.
  public var transcript: Transcript
  /// The tools the caller will answer calls of, fixed for a conversation.
  public var tools: [ToolDefinition]
  /// Limits and wishes for this answer.
  public var options: GenerationOptions
  /// Where the question belongs: for the ledger, never sent to a model.
  public var context: CallContext
  /// Wire fields this version does not know, passed on to the same dialect.
  public var extra: JSONObject

  /// A question.
  public init(
    system: String? = nil, transcript: Transcript, tools: [ToolDefinition] = [],
    options: GenerationOptions = GenerationOptions(), context: CallContext = CallContext(),
    extra: JSONObject = [:]
  ) {
    self.system = system
    self.transcript = transcript
    self.tools = tools
    self.options = options
    self.context = context
    self.extra = extra
  }

  /// A question in words.
  public init(
    _ prompt: String, system: String? = nil, tools: [ToolDefinition] = [],
    options: GenerationOptions = GenerationOptions()
  ) {
    self.init(
      system: system, transcript: Transcript([.user(prompt)]), tools: tools, options: options)
  }
}

/// Limits and wishes for one answer.
public struct GenerationOptions: Hashable, Codable, Sendable {
  /// The most output tokens, reasoning included.
  public var maximumTokens: Int
  /// How hard to think; nil leaves it to the model.
  public var effort: Effort?
  /// Texts that end the answer when produced.
  public var stopSequences: [String]

  /// How much chance there is in the choice of words, from 0 to 2; nil leaves it to the model.
  ///
  /// A model that takes none keeps its own, and a notice says so.
  public var temperature: Double?

  /// Limits; 8,192 tokens unless said otherwise.
  public init(
    maximumTokens: Int = 8_192, effort: Effort? = nil, stopSequences: [String] = [],
    temperature: Double? = nil
  ) {
    self.maximumTokens = maximumTokens
    self.effort = effort
    self.stopSequences = stopSequences
    self.temperature = temperature
  }

  /// The temperatures there are; some providers take only the lower half.
  public static let temperatures: ClosedRange<Double> = 0...2
}

/// Where a call belongs: who asked, for what, as part of what.
public struct CallContext: Hashable, Codable, Sendable {
  /// The conversation, or empty when the caller keeps none.
  public var conversation: String
  /// The ledger row this call is part of.
  public var parent: String?
  /// What the called model does here.
  public var role: CallRole
  /// The setup in its notation, or empty for a model used directly.
  public var setup: String
  /// What made the harness ask, for consultations.
  public var trigger: Trigger?
  /// Whether the user asked for the advisor to be consulted in this turn.
  public var isConsultationWished: Bool
  /// Which try at the same question this is, from 0: a kept answer is only given to the same try.
  public var trial: Int

  /// A place.
  public init(
    conversation: String = "", parent: String? = nil, role: CallRole = .executor,
    setup: String = "", trigger: Trigger? = nil, isConsultationWished: Bool = false,
    trial: Int = 0
  ) {
    self.conversation = conversation
    self.parent = parent
    self.role = role
    self.setup = setup
    self.trigger = trigger
    self.isConsultationWished = isConsultationWished
    self.trial = trial
  }
}

/// What made a consultation happen.
public enum Trigger: String, Hashable, Codable, Sendable, CaseIterable {
  /// The executor called the tool.
  case asked
  /// A rule found that the executor was getting nowhere.
  case stalled
  /// The executor was about to write for the first time.
  case beforeFirstWrite = "before-first-write"
  /// The executor believed it was done.
  case beforeDone = "before-done"
  /// The user said so.
  case wished
}
