// SPDX-License-Identifier: Apache-2.0

/// Why an answer ended; an open set, since makers add reasons.
public struct StopReason: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
  /// The spelling of Anthropic's Messages API.
  public let rawValue: String

  /// A reason.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The model had said what it had to say.
  public static let endTurn = StopReason(rawValue: "end_turn")
  /// The limit on output tokens was reached.
  public static let maximumTokens = StopReason(rawValue: "max_tokens")
  /// One of the request's stop sequences was produced.
  public static let stopSequence = StopReason(rawValue: "stop_sequence")
  /// The caller has tool calls to answer.
  public static let toolUse = StopReason(rawValue: "tool_use")
  /// The provider paused a long turn; sending everything back continues it.
  public static let pauseTurn = StopReason(rawValue: "pause_turn")
  /// The model declined; an HTTP 200 with perhaps no content at all.
  public static let refusal = StopReason(rawValue: "refusal")
  /// The context window is full.
  public static let contextWindowExceeded = StopReason(rawValue: "model_context_window_exceeded")
  /// A plan is ready and nobody has approved it yet.
  public static let planProposed = StopReason(rawValue: "plan_proposed")
  /// The next call's worst case does not fit the budget, so it was not made.
  public static let budgetExhausted = StopReason(rawValue: "budget_exhausted")

  /// The executor went in circles again after advice; a person has to say how to go on.
  public static let stalled = StopReason(rawValue: "stalled")

  /// Whether the turn broke off, so that its calls may not be whole.
  package var isCut: Bool {
    [.maximumTokens, .refusal, .contextWindowExceeded].contains(self)
  }

  /// The spelling.
  public var description: String { rawValue }
}
