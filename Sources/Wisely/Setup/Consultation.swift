// SPDX-License-Identifier: Apache-2.0

/// The advisor's first word.
public enum Verdict: String, Hashable, Codable, Sendable, CaseIterable {
  /// Go on; there may be nothing to add.
  case proceed
  /// Go on differently.
  case change
  /// Do not go on; the person has to decide.
  case stop
}

/// What the advisor is shown.
public enum View: Hashable, Sendable {
  /// The user's words, the newest tool results, the question and what was tried, within that many tokens.
  case brief(tokens: Int)
  /// Everything, verbatim.
  case transcript

  /// A brief of 8,000 tokens.
  public static let brief = View.brief(tokens: 8_000)

  /// The name used in configuration and JSON.
  public var name: String {
    switch self {
    case .brief: "brief"
    case .transcript: "transcript"
    }
  }
}

/// A consultation that is about to happen, with what it may cost.
public struct ConsultationStart: Hashable, Codable, Sendable {
  /// Its name.
  public var id: String
  /// Who is asked.
  public var advisor: ModelID
  /// Why.
  public var trigger: Trigger
  /// The executor's question, if it had one.
  public var question: String?
  /// The size of what the advisor is shown, in tokens (estimated).
  public var promptTokens: Int
  /// The most it may cost.
  public var worstCase: Cost

  /// A start.
  public init(
    id: String, advisor: ModelID, trigger: Trigger, question: String?, promptTokens: Int,
    worstCase: Cost
  ) {
    self.id = id
    self.advisor = advisor
    self.trigger = trigger
    self.question = question
    self.promptTokens = promptTokens
    self.worstCase = worstCase
  }
}

/// One question from executor to advisor: what was asked, what came back, what it cost.
public struct Consultation: Hashable, Codable, Sendable {
  /// What became of it.
  public enum Outcome: String, Hashable, Codable, Sendable, CaseIterable {
    /// Advice was given.
    case advised
    /// A cap was reached; nobody was asked.
    case limitReached = "limit-reached"
    /// The worst case did not fit the budget; nobody was asked.
    case budgetRefused = "budget-refused"
    /// The advisor could not be reached or failed.
    case unavailable
    /// The advisor said nothing at all, as refusals do.
    case empty
    /// The advisor continued the worker's transcript instead of advising.
    case echo
    /// The advisor's words do not begin with a verdict.
    case noVerdict = "no-verdict"
  }

  /// Its name.
  public var id: String
  /// Who was asked.
  public var advisor: ModelID
  /// What made it happen.
  public var trigger: Trigger
  /// What the advisor was shown.
  public var view: View
  /// The executor's question.
  public var question: String?
  /// The ways the executor sees.
  public var options: [String]
  /// The way it leans to.
  public var leaning: String?
  /// What became of it.
  public var outcome: Outcome
  /// The advisor's first word, when there was advice.
  public var verdict: Verdict?
  /// What the advisor said after the verdict, within the length limit.
  public var advice: String
  /// A command or a calculation that would show whether the advice is right.
  public var check: String?
  /// Tokens used.
  public var usage: Usage
  /// What it cost.
  public var cost: Cost
  /// How long it took.
  public var duration: Duration

  /// A consultation.
  public init(
    id: String, advisor: ModelID, trigger: Trigger, view: View, question: String? = nil,
    options: [String] = [], leaning: String? = nil, outcome: Outcome, verdict: Verdict? = nil,
    advice: String = "", check: String? = nil, usage: Usage = Usage(), cost: Cost = .priced(.zero),
    duration: Duration = .zero
  ) {
    self.id = id
    self.advisor = advisor
    self.trigger = trigger
    self.view = view
    self.question = question
    self.options = options
    self.leaning = leaning
    self.outcome = outcome
    self.verdict = verdict
    self.advice = advice
    self.check = check
    self.usage = usage
    self.cost = cost
    self.duration = duration
  }
}
