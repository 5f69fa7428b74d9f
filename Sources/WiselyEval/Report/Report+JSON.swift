// SPDX-License-Identifier: Apache-2.0

public import Wisely

extension Report {
  /// The report as data: the assessment, then the queries that came out differently.
  public var json: JSONValue {
    var object: JSONObject = [
      "plan": planJSON, "queries": JSONValue(queries), "trials": JSONValue(trials),
      "spent_usd": spent.map { .string($0.dollars) } ?? .null,
      "judging_usd": judging.map { .string($0.dollars) } ?? .null,
    ]
    if let assessment {
      object.members += assessment.json.object?.members ?? []
    } else {
      object["pairs"] = []
      object["warnings"] = .array(warnings.map { .string($0) })
      object["baseline"] = .string(baseline)
      object["setups"] = .array(setups.map(\.json))
      object["frontier"] = .array(frontier.map { .string($0) })
      object["consulting"] = consulting.json
    }
    object["gates"] = .array(
      comparisons.map { pair in
        ["candidate": .string(pair.candidate), "findings": .array(pair.gates.map(\.json))]
      })
    object["flips"] = .array(flips.map(\.json))
    return .object(object)
  }

  private var planJSON: JSONValue {
    guard let plan else { return .null }
    return [
      "hash": .string(plan.hash), "program": .string(plan.program), "seed": .string(plan.seed),
      "priceVersion": .string(plan.priceVersion),
      "graders": .array(plan.graders.map { .string($0) }), "stopping": .string(plan.stopping),
    ]
  }
}

extension GateFinding {
  /// The finding, whichever way it went.
  var json: JSONValue {
    ["gate": .string(gate.rawValue), "closed": .bool(isClosed), "reason": .string(reason)]
  }
}

extension FlipList {
  /// The queries that came out differently.
  var json: JSONValue {
    [
      "candidate": .string(candidate), "baselineBetter": .array(lost.map(\.json)),
      "candidateBetter": .array(won.map(\.json)),
    ]
  }
}

extension Flip {
  /// One query with both answers.
  var json: JSONValue {
    [
      "query": .string(query), "prompt": prompt.map { .string($0) } ?? .null,
      "expected": .array(expected.map { .string($0) }), "difference": JSONValue(difference),
      "candidate": candidate.json, "baseline": baseline.json,
    ]
  }
}

extension Flip.Side {
  /// What one setup made of it.
  fileprivate var json: JSONValue {
    [
      "score": JSONValue(isPreferred == nil ? score : nil),
      "preferred": isPreferred.map { .bool($0) } ?? .null,
      "scores": .array(scores.map { JSONValue($0) }),
      "trial": shown.map { JSONValue($0.trial) } ?? .null,
      "answer": shown?.answer.map { .string($0) } ?? .null,
      "grades": shown?.fields["grades"] ?? .null, "consultations": .array(consultations),
    ]
  }
}
