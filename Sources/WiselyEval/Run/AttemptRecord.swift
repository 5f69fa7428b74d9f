// SPDX-License-Identifier: Apache-2.0

import Wisely

/// One line of a log of attempts, on its way there.
struct AttemptRecord {
  var plan: String
  var attempt: Attempt
  var ending: Outcome.Ending
  var score: Double?
  /// What came out when the judge was asked once more, which it is about few answers.
  var secondScore: Double?
  var grades: [GradedAnswer.Part] = []
  var answer: AttemptAnswer
  var judgeBill: [LedgerRow] = []
  var error: String?
  var started: Timestamp
  var seconds: Duration

  /// Where a line has the second word of the judge.
  static let secondScoreField = "second_score"
  /// What the error of an attempt begins with whose answer is there and has no grade.
  static let gradingFailed = "grading failed: "
  /// What the error of an attempt begins with that the budget ended half-way.
  static let budgetEnded = "budget: "
  /// The error of an attempt in whose middle the run was stopped.
  static let cancelled = "cancelled"

  var json: JSONValue {
    let cost = Self.total(answer.bill)
    let judging = Self.total(judgeBill)
    // What nobody knows the price of is counted by no sum; `cost_usd` says that it is unknown.
    let spent = answer.bill + judgeBill
    let roles = CallRole.allCases.compactMap { role -> (String, JSONValue)? in
      let rows = answer.bill.filter { $0.role == role }
      return rows.isEmpty ? nil : (role.rawValue, Self.total(rows).json)
    }
    var line: JSONObject = [
      "plan": .string(plan), "attempt": .string(attempt.id), "try": JSONValue(attempt.number),
      "query": .string(attempt.query.id), "setup": .string(attempt.setup.name),
      "trial": JSONValue(attempt.place.trial), "ending": .string(ending.rawValue),
      "score": Self.number(score),
      "grades": .array(grades.map(Self.json)),
      "answer": .string(answer.text), "stopReason": (answer.stopReason?.rawValue).json,
      "error": error.json, "cost_usd": cost.json, "cost_by_role": .object(JSONObject(roles)),
      "judge_cost_usd": judging.json, "spent_now_usd": .string(Self.known(spent).dollars),
      "replayed": .bool(answer.isReplayed), "usage": .array(Self.usage(answer.bill)),
      "output_tokens": JSONValue(answer.bill.reduce(0) { $0 + $1.usage.output }),
      "consultations": .array(answer.consultations.map(\.json)),
      "toolCalls": JSONValue(answer.toolCalls), "seconds": seconds.json,
      "started": .string(started.iso8601),
    ]
    if secondScore != nil { line[Self.secondScoreField] = Self.number(secondScore) }
    return .object(line)
  }

  /// A line of an answer that was paid for before, with the grade it gets now.
  static func regraded(
    _ line: JSONObject, number: Int, ending: Outcome.Ending, score: Double?,
    grades: [GradedAnswer.Part], judgeBill: [LedgerRow], error: String?
  ) -> JSONValue {
    var line = line
    line["try"] = JSONValue(number)
    line["ending"] = .string(ending.rawValue)
    line["score"] = Self.number(score)
    line["grades"] = .array(grades.map(json))
    line["error"] = error.json
    line["judge_cost_usd"] = total(judgeBill).json
    line["spent_now_usd"] = .string(known(judgeBill).dollars)
    // The line before has what the answer cost; said twice it would count twice.
    line["cost_usd"] = "0"
    line["cost_by_role"] = [:]
    line["usage"] = []
    return .object(line)
  }

  private static func json(_ part: GradedAnswer.Part) -> JSONValue {
    [
      "grader": .string(part.grader), "score": number(part.score),
      "reason": .string(part.reason),
    ]
  }

  private static func number(_ value: Double?) -> JSONValue {
    value.flatMap { JSONNumber(exactly: $0) }.map { .number($0) } ?? .null
  }

  private static func total(_ rows: [LedgerRow]) -> Cost {
    rows.reduce(.priced(.zero)) { $0 + $1.cost }
  }

  /// The sum of what is known to be paid now.
  static func known(_ rows: [LedgerRow]) -> Money {
    rows.reduce(.zero) { $0 + ($1.isReplayed ? .zero : $1.cost.amount ?? .zero) }
  }

  /// Tokens by model, role and service, in the order of their first use.
  private static func usage(_ rows: [LedgerRow]) -> [JSONValue] {
    struct Key: Hashable {
      var model: ModelID
      var role: CallRole
      var isBatch: Bool
    }
    var keys: [Key] = []
    var groups: [Key: [LedgerRow]] = [:]
    for row in rows {
      let key = Key(model: row.served, role: row.role, isBatch: row.service.isBatch)
      if groups[key] == nil { keys.append(key) }
      groups[key, default: []].append(row)
    }
    return keys.map { key in
      let rows = groups[key] ?? []
      return [
        "model": .string(key.model.rawValue), "role": .string(key.role.rawValue),
        "calls": JSONValue(rows.count),
        "usage": rows.reduce(Usage()) { $0 + $1.usage }.json, "cost": total(rows).json,
        "batch": .bool(key.isBatch), "priceVersion": .string(rows.last?.priceVersion ?? ""),
      ]
    }
  }
}

/// What a run needs to know of a line that was written earlier.
struct LoggedAttempt {
  var plan: String
  var attempt: String
  var query: String
  var setup: String
  var trial: Int
  var number: Int
  var ending: Outcome.Ending
  var score: Double?
  var cost: Money?
  var spent: Money
  /// The whole line, if its answer was paid for and could not be graded.
  var ungraded: JSONObject?
  /// Whether the budget ended it half-way.
  var isCutShort: Bool

  init?(_ json: JSONValue) {
    guard let plan = json["plan"]?.string, let attempt = json["attempt"]?.string,
      let query = json["query"]?.string, let setup = json["setup"]?.string,
      let trial = json["trial"]?.int,
      let ending = json["ending"]?.string.flatMap({ Outcome.Ending(rawValue: $0) })
    else { return nil }
    self.plan = plan
    self.attempt = attempt
    self.query = query
    self.setup = setup
    self.trial = trial
    self.ending = ending
    number = json["try"]?.int ?? 0
    score = json["score"]?.double
    cost = json["cost_usd"]?.string.flatMap { Money(dollars: $0) }
    spent = json["spent_now_usd"]?.string.flatMap { Money(dollars: $0) } ?? .zero
    let isUngraded = json["error"]?.string?.hasPrefix(AttemptRecord.gradingFailed) ?? false
    ungraded = isUngraded && ending == .infrastructureFailure ? json.object : nil
    isCutShort = json["error"]?.string?.hasPrefix(AttemptRecord.budgetEnded) ?? false
  }
}
