// SPDX-License-Identifier: Apache-2.0

public import Wisely

extension PreferenceSummary {
  /// Everything at full precision; shares are fractions, what is not defined is null.
  public var json: JSONValue {
    [
      "reviewers": .array(reviewers.map(\.json)), "pairs": .array(pairs.map(\.json)),
      "agreements": .array(
        agreements.map {
          ["reviewers": [.string($0.first), .string($0.second)], "agreement": $0.agreement.json]
        }),
      "strengths": strengths.map(json) ?? .null, "remarks": .array(remarks.map { .string($0) }),
    ]
  }

  private func json(_ strengths: BradleyTerry) -> JSONValue {
    [
      "smoothed": .bool(strengths.isSmoothed),
      "setups": .array(
        setups.enumerated().map { index, name in
          [
            "setup": .string(name), "strength": number(strengths.strengths[index]),
            "se": number(strengths.standardErrors[index]),
            "low": number(strengths.interval(of: index).low),
            "high": number(strengths.interval(of: index).high),
          ]
        }),
    ]
  }
}

private func number(_ value: Double?) -> JSONValue {
  value.flatMap { JSONNumber(exactly: $0) }.map { .number($0) } ?? .null
}

extension JudgeAgreement {
  fileprivate var json: JSONValue {
    ["items": JSONValue(count), "share": number(agreement), "kappa": number(kappa)]
  }
}

extension PreferenceSummary.Reviewer {
  fileprivate var json: JSONValue {
    let choices = ReviewChoice.allCases.map { ($0.rawValue, JSONValue(counts[$0] ?? 0)) }
    return [
      "reviewer": .string(name), "items": JSONValue(items), "choices": .object(JSONObject(choices)),
      "sideP": number(sideTest), "withThemself": withThemself?.json ?? .null,
    ]
  }
}

extension PreferenceSummary.Pair {
  fileprivate var json: JSONValue {
    let interval = preference.interval()
    return [
      "first": .string(first), "second": .string(second),
      "items": JSONValue(preference.counts.queries + preference.neither),
      "wins": JSONValue(preference.wins),
      "losses": JSONValue(preference.losses), "ties": JSONValue(preference.ties),
      "neither": JSONValue(preference.neither), "winRate": number(preference.winRate),
      "signTest": number(preference.signTest),
      "difference": [
        "value": number(preference.counts.difference), "low": number(interval?.low),
        "high": number(interval?.high), "method": "bonett-price",
      ],
    ]
  }
}
