// SPDX-License-Identifier: Apache-2.0

/// Something that happened while an answer was made, in order and as it happened.
public enum ModelEvent: Hashable, Sendable {
  /// An upstream call has begun to answer.
  case started(ModelID, CallRole)
  /// More words of the answer.
  case textDelta(String)
  /// More of the model's readable reasoning; never part of the answer.
  case thinkingDelta(String)
  /// A tool call was begun.
  case toolUseStarted(id: String, name: String)
  /// More of a tool call's arguments, as JSON text.
  case toolUseDelta(id: String, json: String)
  /// A block is complete; every block of the final message is announced once, in order.
  case block(Block)
  /// An advisor is being asked. Nothing else happens until `consulted`, except when the provider asks
  /// its own advisor: then the record comes with the usage, at the end of the message.
  case consulting(ConsultationStart)
  /// The advisor's answer, or its absence, with its price.
  case consulted(Consultation)
  /// A plan is ready and execution is about to begin (or waits for approval).
  case planned(Plan, HandoverQuote)
  /// What follows is a draft: a check will decide whether it is the answer.
  case draftBegan(ModelID)
  /// The check's word on the draft; a draft that failed is not the answer.
  case draftChecked(CheckResult)
  /// What one model has used so far in the upstream call that `started` began, cumulative: the last one
  /// for a model and a role counts, and the next call starts again.
  case usage(ModelUsage)
  /// An upstream call was booked.
  case billed(LedgerRow)
  /// Something the user should know; the work goes on.
  case notice(Notice)
}

/// Something the user should know although the work goes on.
public struct Notice: Hashable, Codable, Sendable {
  /// What kind of thing it is; an open set.
  public struct Code: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
    /// The spelling in JSON.
    public let rawValue: String
    /// A code.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The spelling.
    public var description: String { rawValue }

    /// A failed call will be tried again.
    public static let retrying = Code(rawValue: "retrying")
    /// The output limit was lowered to what the budget affords.
    public static let limitLowered = Code(rawValue: "limit-lowered")
    /// The model takes no such temperature and keeps its own.
    public static let temperatureDropped = Code(rawValue: "temperature-dropped")
    /// The provider served another model than the one asked for.
    public static let otherModelServed = Code(rawValue: "other-model-served")
    /// The advisor gave no advice.
    public static let noAdvice = Code(rawValue: "no-advice")
    /// A rule found the executor stalled again after advice.
    public static let stalledAgain = Code(rawValue: "stalled-again")
    /// The next request will be so long that every token of it costs more.
    public static let priceStep = Code(rawValue: "price-step")
    /// The server cut the prompt to its context without saying so.
    public static let promptCut = Code(rawValue: "prompt-cut")
    /// A call has no known price.
    public static let unpriced = Code(rawValue: "unpriced")
    /// An answer was given but could not be kept or recorded.
    public static let notKept = Code(rawValue: "not-kept")
    /// The provider reported something this version does not know.
    public static let unknown = Code(rawValue: "unknown")
  }

  /// What kind of thing it is.
  public var code: Code
  /// One sentence.
  public var message: String

  /// A notice.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
