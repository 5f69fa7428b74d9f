// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Reads one row of results that somebody else recorded.
struct RecordedRow: Sendable {
  /// The field with the score.
  let score: String
  /// The field with the cost, if one was named.
  let cost: CostField?
  /// The prices for rows with tokens.
  let prices: TokenPrice

  /// Fields that become parts of an outcome and are not kept beside it.
  private static let known: Set<String> = [
    "id", "query_id", "setup", "trial", "ending", "answer", "response", "replayed", "cost_by_role",
  ]

  /// The outcome that a row says.
  func outcome(_ row: JSONObject) throws(RowFault) -> Outcome {
    let setup = try name(row, ["setup", "model"], "what answered, in 'setup' or 'model'")
    let ending = try ending(row)
    var outcome = Outcome(
      query: try name(row, ["id", "query_id"], "the query's name, in 'id'"), setup: setup,
      trial: try trial(row), ending: ending, score: try score(row, ending),
      cost: try dollars(row, setup))
    outcome.costByRole = try roles(row)
    outcome.outputTokens = try TokenPrice.output(row)
    outcome.answer = row["answer"]?.string ?? row["response"]?.string
    outcome.isReplayed = row["replayed"]?.bool ?? false
    outcome.consultations = row["consultations"]?.int ?? row["consultations"]?.array?.count
    outcome.fields = row.without(Self.known.union([score]))
    return outcome
  }

  private func name(
    _ row: JSONObject, _ fields: [String], _ what: String
  ) throws(RowFault) -> String {
    for field in fields {
      switch row[field] {
      case nil, .null: continue
      case .string(let text) where !text.isEmpty: return text
      case .number(let number): return number.lexeme
      case let value?: throw RowFault("'\(field)' is \(value.excerpt); write a name")
      }
    }
    throw RowFault("it does not say \(what)")
  }

  private func trial(_ row: JSONObject) throws(RowFault) -> Int {
    guard let value = row["trial"], !value.isNull else { return 0 }
    guard let trial = value.int, trial >= 0 else {
      throw RowFault("'trial' is \(value.excerpt); write a whole number from 0")
    }
    return trial
  }

  private func ending(_ row: JSONObject) throws(RowFault) -> Outcome.Ending {
    guard let value = row["ending"], !value.isNull else { return .scored }
    guard let ending = value.string.flatMap({ Outcome.Ending(rawValue: $0) }) else {
      let known = Outcome.Ending.allCases.map(\.rawValue).joined(separator: ", ")
      throw RowFault("'ending' is \(value.excerpt); write one of \(known)")
    }
    return ending
  }

  private func score(
    _ row: JSONObject, _ ending: Outcome.Ending
  ) throws(RowFault) -> Double? {
    switch ending {
    case .infrastructureFailure: return nil
    case .modelFailure: return 0
    case .scored: break
    }
    guard let value = row[score] else {
      throw RowFault(
        "it has no '\(score)'; name the field that has the score with --score, and write null where it is unknown"
      )
    }
    return try Self.score(value, field: score)
  }

  /// A score from 0 to 1; nil for null.
  static func score(_ value: JSONValue, field: String) throws(RowFault) -> Double? {
    switch value {
    case .null: return nil
    case .bool(let isRight): return isRight ? 1 : 0
    case .number(let number):
      if let score = number.double, score >= 0, score <= 1 { return score }
    default: break
    }
    throw RowFault(
      "'\(field)' is \(value.excerpt); a score is a number from 0 to 1, true, false, or null where it is unknown"
    )
  }

  private func dollars(_ row: JSONObject, _ setup: String) throws(RowFault) -> Double? {
    if let value = row[(cost ?? .usual).name] { return try (cost ?? .usual).dollars(value) }
    guard cost == nil else { return nil }
    return try prices.dollars(row, model: row["model"]?.string ?? setup)
  }

  private func roles(_ row: JSONObject) throws(RowFault) -> [String: Double] {
    var roles: [String: Double] = [:]
    for member in row["cost_by_role"]?.object?.members ?? [] {
      roles[member.key] = try CostField("cost_by_role").dollars(member.value)
    }
    return roles
  }
}
