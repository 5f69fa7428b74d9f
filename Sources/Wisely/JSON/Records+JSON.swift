// SPDX-License-Identifier: Apache-2.0

// The shapes of records wherever they are shown as JSON, on the command line and in logs. Money is an
// exact decimal string in US dollars, null when unknown; times are RFC 3339; absent values are null, so
// that every key is always there.

extension Cost {
  /// The amount as an exact decimal string, or null.
  package var json: JSONValue { amount.map { .string($0.dollars) } ?? .null }
}

extension Optional where Wrapped == String {
  /// The string, or null.
  package var json: JSONValue { map { .string($0) } ?? .null }
}

extension Usage {
  /// Tokens by kind.
  package var json: JSONValue {
    [
      "input": JSONValue(input), "cacheRead": JSONValue(cacheRead),
      "cacheWrite5m": JSONValue(cacheWrite5m), "cacheWrite30m": JSONValue(cacheWrite30m),
      "cacheWrite1h": JSONValue(cacheWrite1h), "cacheWrite12h": JSONValue(cacheWrite12h),
      "output": JSONValue(output),
      "reasoning": JSONValue(reasoning), "webSearches": JSONValue(webSearches),
      "estimated": .bool(isEstimated),
    ]
  }
}

extension Duration {
  /// Seconds with milliseconds, as a JSON number.
  package var json: JSONValue {
    let (seconds, attoseconds) = components
    let milliseconds = Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000)
    let fraction = String(milliseconds % 1_000)
    let padded = String(repeating: "0", count: 3 - fraction.count) + fraction
    return JSONNumber(lexeme: "\(milliseconds / 1_000).\(padded)").map { .number($0) } ?? .null
  }
}

extension Consultation {
  /// The whole record.
  package var json: JSONValue {
    [
      "id": .string(id), "trigger": .string(trigger.rawValue),
      "advisor": .string(advisor.rawValue), "view": .string(view.name), "question": question.json,
      "options": .array(options.map { .string($0) }), "leaning": leaning.json,
      "outcome": .string(outcome.rawValue), "verdict": (verdict?.rawValue).json,
      "advice": .string(advice), "check": check.json, "usage": usage.json, "cost": cost.json,
      "seconds": duration.json,
    ]
  }
}

extension LedgerRow {
  /// The whole row.
  package var json: JSONValue {
    [
      "id": .string(id), "parent": parent.json, "conversation": .string(conversation),
      "role": .string(role.rawValue), "setup": .string(setup),
      "requested": .string(requested.rawValue), "served": .string(served.rawValue),
      "usage": usage.json, "cost": cost.json, "held": held.json,
      "priceVersion": .string(priceVersion), "trigger": (trigger?.rawValue).json,
      "outcome": .string(outcome.rawValue), "started": .string(started.iso8601),
      "ended": .string(ended.iso8601), "replayed": .bool(isReplayed),
    ]
  }
}

extension Notice {
  /// The notice.
  package var json: JSONValue { ["code": .string(code.rawValue), "message": .string(message)] }
}
