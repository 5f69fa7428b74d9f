// SPDX-License-Identifier: Apache-2.0

import Wisely

/// One line of the log of a run.
struct AttemptLine {
  /// The plan it belongs to.
  var plan: String
  /// The attempt: the same query, setup and trial.
  var attempt: String
  /// How often it was tried before.
  var number: Int
  /// When it began; settles which of two lines is the later one.
  var started: String
  /// What it came to.
  var outcome: Outcome
  /// What it cost; nil when unknown.
  var cost: Money?
  /// What of the cost went to whom.
  var roles: [String: Money]
  /// What judging it cost.
  var judge: Money
  /// What was paid for it now; less than its cost when it was replayed.
  var spent: Money

  /// Whether an object is such a line.
  static func isOne(_ row: JSONObject) -> Bool {
    row["attempt"]?.string != nil && row["plan"]?.string != nil && row["query"]?.string != nil
  }

  /// Fields that become parts of the line, or that nobody needs who has the line.
  private static let known: Set<String> = [
    "plan", "attempt", "try", "query", "setup", "trial", "ending", "score", "answer", "cost_usd",
    "cost_by_role", "judge_cost_usd", "spent_now_usd", "replayed", "usage", "output_tokens",
  ]

  /// A line of its parts.
  init(
    plan: String, attempt: String, number: Int, started: String, outcome: Outcome, cost: Money?,
    roles: [String: Money], judge: Money, spent: Money
  ) {
    self.plan = plan
    self.attempt = attempt
    self.number = number
    self.started = started
    self.outcome = outcome
    self.cost = cost
    self.roles = roles
    self.judge = judge
    self.spent = spent
  }

  /// Reads a line.
  init(_ row: JSONObject) throws(RowFault) {
    func text(_ field: String) throws(RowFault) -> String {
      guard let text = row[field]?.string, !text.isEmpty else {
        throw RowFault("'\(field)' is \(row[field]?.excerpt ?? "not there"); it must be a text")
      }
      return text
    }
    func count(_ field: String) throws(RowFault) -> Int {
      guard let value = row[field], !value.isNull else { return 0 }
      guard let count = value.int, count >= 0 else {
        throw RowFault("'\(field)' is \(value.excerpt); it must be a whole number from 0")
      }
      return count
    }
    plan = try text("plan")
    attempt = try text("attempt")
    number = try count("try")
    started = row["started"]?.string ?? ""
    guard let ending = Outcome.Ending(rawValue: try text("ending")) else {
      throw RowFault("'ending' is \(row["ending"]?.excerpt ?? ""), which no attempt ends in")
    }
    let score: Double? =
      switch ending {
      case .infrastructureFailure: nil
      case .modelFailure: 0
      case .scored: try RecordedRow.score(row["score"] ?? .null, field: "score")
      }
    cost = try Self.money(row, "cost_usd")
    judge = try Self.money(row, "judge_cost_usd") ?? .zero
    spent = try Self.money(row, "spent_now_usd") ?? cost ?? .zero
    roles = [:]
    for member in row["cost_by_role"]?.object?.members ?? [] {
      roles[member.key] = try Self.money(JSONObject([(member.key, member.value)]), member.key)
    }
    outcome = Outcome(
      query: try text("query"), setup: try text("setup"), trial: try count("trial"),
      ending: ending, score: score)
    if let tokens = row["output_tokens"], !tokens.isNull {
      outcome.outputTokens = try count("output_tokens")
    }
    let error = row["error"]?.string ?? ""
    outcome.isCutOff =
      error == AttemptRecord.cancelled || error.hasPrefix(AttemptRecord.budgetEnded)
    outcome.answer = row["answer"]?.string
    // Not `isReplayed`: a kept answer is given to the same trial only, so it is that trial's.
    outcome.isKept = row["replayed"]?.bool ?? false
    outcome.consultations = row["consultations"]?.array?.count
    outcome.fields = row.without(Self.known)
  }

  private static func money(_ row: JSONObject, _ field: String) throws(RowFault) -> Money? {
    guard let value = row[field], !value.isNull else { return nil }
    guard let money = value.string.flatMap({ Money(dollars: $0) }), money >= .zero else {
      throw RowFault(
        "'\(field)' is \(value.excerpt); it must be a decimal amount of dollars in quotes")
    }
    return money
  }

  /// What nobody asks of a line that is one of many thousands.
  static let particulars: Set<String> = [
    "grades", "seconds", "started", "stopReason", "error", "toolCalls",
  ]
  /// What is counted of a consultation.
  private static let counted = ["trigger", "outcome", "verdict", "followed"]

  /// Lets go of what comparing does not need; a log of any length has to fit beside its statistics.
  mutating func shorten() {
    var fields = outcome.fields.without(Self.particulars)
    // That a model judged is no particular: it closes a gate.
    let judges = outcome.judges
    if !judges.isEmpty {
      fields["grades"] = .array(judges.map { ["grader": .string($0)] })
    }
    if let consultations = fields["consultations"]?.array {
      fields["consultations"] =
        consultations.isEmpty
        ? nil
        : .array(
          consultations.map { consultation in
            .object(
              JSONObject(Self.counted.compactMap { key in consultation[key].map { (key, $0) } }))
          })
    }
    outcome.fields = fields
    outcome = outcome.shortened
  }

  /// Whether this line was written later than another of the same attempt.
  func isLater(than other: AttemptLine) -> Bool {
    // Not the order of the file: concatenated shards may stand in any order.
    (number, started, spent, outcome.answer ?? "")
      > (other.number, other.started, other.spent, other.outcome.answer ?? "")
  }
}
