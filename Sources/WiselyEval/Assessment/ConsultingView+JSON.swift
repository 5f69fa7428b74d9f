// SPDX-License-Identifier: Apache-2.0

public import Wisely

extension ConsultingView {
  /// What consulting did.
  public var json: JSONValue {
    [
      "setups": .array(setups.map(\.json)), "effects": .array(effects.map(\.json)),
      "disagreements": .array(
        disagreements.flatMap { [$0.first.json, $0.second.json] }),
    ]
  }
}

extension SetupConsulting {
  /// How one setup consulted.
  public var json: JSONValue {
    [
      "setup": .string(setup), "attempts": JSONValue(attempts), "rate": rate?.json ?? .null,
      "perAttempt": JSONValue(perAttempt),
      "shareByRole": .sorted(shareByRole.mapValues { JSONValue($0) }),
      "triggers": .sorted(triggers.mapValues { JSONValue($0) }),
      "advised": JSONValue(advised), "failed": .sorted(failed.mapValues { JSONValue($0) }),
      "verdicts": .sorted(verdicts.mapValues { JSONValue($0) }), "followed": JSONValue(followed),
      "ignored": JSONValue(ignored), "unclear": JSONValue(unclear),
    ]
  }
}

extension AdvisorEffect {
  /// One effect.
  public var json: JSONValue {
    [
      "kind": .string(kind.rawValue), "setup": .string(setup), "against": .string(against),
      "queries": JSONValue(queries), "difference": difference.json, "cost": cost.json,
    ]
  }
}

extension DifficultyDisagreement.Side {
  /// Where one setup consulted alone.
  public var json: JSONValue {
    [
      "consulted": .string(consulted), "other": .string(other), "attempts": JSONValue(attempts),
      "consultedBetter": JSONValue(consultedBetter), "otherBetter": JSONValue(otherBetter),
      "consultedScore": JSONValue(consultedScore), "otherScore": JSONValue(otherScore),
    ]
  }
}
