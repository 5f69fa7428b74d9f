// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// What one attempt came to, whoever made it: the row that everything is computed from.
public struct Outcome: Hashable, Sendable {
  /// How an attempt ended.
  public enum Ending: String, Hashable, Sendable, CaseIterable {
    /// It was graded.
    case scored
    /// The model failed: it refused, was cut off or said something malformed; scored 0.
    case modelFailure = "model-failure"
    /// The provider or the network failed; not scored.
    case infrastructureFailure = "infrastructure-failure"
  }

  /// The query.
  public var query: String
  /// The setup, in its notation, or the model.
  public var setup: String
  /// Which of the independent tries, from 0.
  public var trial: Int
  /// How it ended.
  public var ending: Ending
  /// From 0 to 1; nil when unknown, which is not zero.
  public var score: Double?
  /// Everything spent for it, failed calls, advisors and planners included, judges not; in US
  /// dollars.
  ///
  /// Nil when any part of it is unknown.
  public var cost: Double?
  /// What of the cost went to whom, by role; empty when nobody said.
  public var costByRole: [String: Double] {
    get { roles.dollars }
    set { roles = RoleCosts(newValue) }
  }
  /// Output tokens, if known.
  public var outputTokens: Int?
  /// The answer, if it was recorded.
  public var answer: String?
  /// Whether the answer was replayed from a cache or a recording.
  public var isReplayed: Bool
  /// Whether the answer was kept from the same try of an earlier run: a try of its own, paid for
  /// then.
  public var isKept = false
  /// Whether it was cut off by whoever stopped the run, or by the budget: it is still to be made.
  var isCutOff = false
  /// How many consultations were held; nil for setups that cannot consult.
  public var consultations: Int?
  /// Any other field, usable as a cluster or a category.
  public var fields: JSONObject

  private var roles: RoleCosts

  /// An outcome.
  public init(
    query: String, setup: String, trial: Int = 0, ending: Ending = .scored, score: Double?,
    cost: Double? = nil, costByRole: [String: Double] = [:], outputTokens: Int? = nil,
    answer: String? = nil, isReplayed: Bool = false, consultations: Int? = nil,
    fields: JSONObject = [:]
  ) {
    self.query = query
    self.setup = setup
    self.trial = trial
    self.ending = ending
    self.score = score
    self.cost = cost
    roles = RoleCosts(costByRole)
    self.outputTokens = outputTokens
    self.answer = answer
    self.isReplayed = isReplayed
    self.consultations = consultations
    self.fields = fields
  }
}
