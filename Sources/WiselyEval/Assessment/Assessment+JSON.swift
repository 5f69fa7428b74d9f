// SPDX-License-Identifier: Apache-2.0

public import Wisely

// Numbers at full precision, fractions not percent, null where something is unknown or not defined.

extension Assessment {
  /// The whole assessment.
  public var json: JSONValue {
    [
      "pairs": .array(comparisons.map(\.json)),
      "warnings": .array(warnings.map { .string($0) }),
      "baseline": .string(options.baseline), "margin": JSONValue(options.margin),
      "level": JSONValue(level), "seed": .number(JSONNumber(options.seed)),
      "resamples": JSONValue(options.resamples), "cheap": cheap.map { .string($0) } ?? .null,
      "setups": .array(setups.map(\.json)), "frontier": .array(frontier.map { .string($0) }),
      "consulting": consulting.json, "judge": .array(judgeChecks.map(\.json)),
      "hardest": hardest?.json ?? .null, "people": people?.json ?? .null,
    ]
  }
}

extension Comparison {
  /// The comparison.
  public var json: JSONValue {
    [
      "candidate": .string(candidate), "baseline": .string(baseline),
      "queries": JSONValue(queries),
      "score": ["candidate": JSONValue(candidateScore), "baseline": JSONValue(baselineScore)],
      "difference": difference?.json ?? .null,
      "disagreements": [
        "candidateOnly": JSONValue(candidateOnly), "baselineOnly": JSONValue(baselineOnly),
      ],
      "mcnemar": JSONValue(mcnemar), "holm": JSONValue(holm), "cost": cost.json,
      "quality": .string(quality.rawValue), "consistency": .string(consistency.rawValue),
      "overall": .string(overall.rawValue),
      "gates": .array(closedGates.map { .string($0.rawValue) }),
      "passK": everyTrial?.json ?? .null, "oracle": oracle?.json ?? .null,
      "line": line?.json ?? .null,
      "queriesNeeded": (queriesNeeded?.count).map { JSONValue($0) } ?? .null,
      "pricePerRightAnswer": pricePerRightAnswer?.json ?? .null,
      "withMissing": withMissing?.json ?? .null, "judged": .bool(isJudged),
      "ungraded": JSONValue(ungraded),
      "categories": .array(categories.map(\.json)),
      "sentences": .array(sentences.map { .string($0) }),
      "nonInferiority": JSONValue(nonInferiority), "leaveOneOut": leaveOut.json,
      "corrected": .bool(isCorrected),
      "people": people?.json ?? .null, "disputed": .bool(isDisputed),
    ]
  }
}

extension PeopleComparison {
  /// What people chose.
  public var json: JSONValue {
    [
      "queries": JSONValue(queries), "wins": JSONValue(preference.wins),
      "losses": JSONValue(preference.losses), "ties": JSONValue(preference.ties),
      "neither": JSONValue(preference.neither), "winRate": JSONValue(preference.winRate),
      "signTest": JSONValue(preference.signTest), "holm": JSONValue(holm),
      "difference": difference?.json ?? .null, "quality": .string(word.rawValue),
      "decides": .bool(decides),
    ]
  }
}

extension Estimate {
  /// The figure with its interval.
  public var json: JSONValue {
    [
      "value": JSONValue(value), "low": JSONValue(interval?.low),
      "high": JSONValue(interval?.high), "se": JSONValue(standardError),
      "method": .string(method),
    ]
  }
}

extension CategoryDifference {
  /// One category.
  public var json: JSONValue {
    [
      "category": .string(category), "queries": JSONValue(queries),
      "difference": difference.json,
    ]
  }
}

extension Interval {
  /// Both ends.
  public var json: JSONValue { ["low": JSONValue(low), "high": JSONValue(high)] }
}

extension CostComparison {
  /// The costs of a pair.
  public var json: JSONValue {
    [
      "candidate": JSONValue(candidate), "baseline": JSONValue(baseline),
      "ratio": JSONValue(ratio), "low": JSONValue(interval?.low),
      "high": JSONValue(interval?.high), "word": .string(word.rawValue),
      "unknown": JSONValue(unknown),
    ]
  }
}

extension EveryTrial {
  /// Consistency of a pair.
  public var json: JSONValue {
    [
      "k": JSONValue(trials), "line": JSONValue(line), "queries": JSONValue(queries),
      "candidate": JSONValue(candidate), "baseline": JSONValue(baseline),
      "difference": difference.json,
    ]
  }
}

extension OracleCeiling {
  /// The ceiling.
  public var json: JSONValue {
    [
      "quality": JSONValue(quality), "routerCost": JSONValue(routerCost),
      "cascadeCost": JSONValue(cascadeCost), "escalated": JSONValue(escalated),
      "cheap": .string(cheap), "expensive": .string(expensive),
    ]
  }
}

extension LineTest {
  /// The line.
  public var json: JSONValue {
    [
      "position": JSONValue(position), "quality": JSONValue(quality), "lift": JSONValue(lift),
      "low": JSONValue(interval?.low), "high": JSONValue(interval?.high),
      "queries": JSONValue(queries), "cheap": .string(cheap), "expensive": .string(expensive),
    ]
  }
}

extension SetupSummary {
  /// One setup.
  public var json: JSONValue {
    [
      "setup": .string(setup), "queries": JSONValue(queries), "attempts": JSONValue(attempts),
      "modelFailures": JSONValue(modelFailures), "missing": JSONValue(missing),
      "replayed": JSONValue(replayed),
      "score": score?.json ?? .null, "consistency": consistency?.json ?? .null,
      "cost": cost?.json ?? .null, "outputTokens": JSONValue(outputTokens),
    ]
  }
}

extension SetupConsistency {
  /// Consistency of one setup.
  public var json: JSONValue {
    [
      "trials": JSONValue(trials), "line": JSONValue(line),
      "passPower": .array(passPower.map(\.json)), "always": JSONValue(always),
      "sometimes": JSONValue(sometimes), "never": JSONValue(never),
      "disagreement": JSONValue(disagreement),
      "worst": .array(worst.map { JSONValue($0) }),
    ]
  }
}

extension SetupCost {
  /// Costs of one setup.
  public var json: JSONValue {
    [
      "mean": JSONValue(perQuery.mean), "median": JSONValue(perQuery.median),
      "percentile95": JSONValue(perQuery.percentile95), "total": JSONValue(total),
      "unknown": JSONValue(unknown), "perRightAnswer": JSONValue(perRightAnswer),
      "byRole": .sorted(byRole.mapValues { JSONValue($0) }),
    ]
  }
}

extension JSONValue {
  /// A number at full precision; null for what is no number.
  init(_ value: Double?) {
    self = value.flatMap { JSONNumber(exactly: $0) }.map { .number($0) } ?? .null
  }

  /// A number at full precision; null for what is no number.
  init(_ value: Double) { self.init(Optional(value)) }

  /// An object whose members stand in the order of their names.
  static func sorted(_ members: [String: JSONValue]) -> JSONValue {
    .object(JSONObject(members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
  }
}

extension JSONNumber {
  /// A whole number that may be too large for `Int`.
  init(_ value: UInt64) { self = JSONNumber(lexeme: String(value)) ?? JSONNumber(0) }
}
