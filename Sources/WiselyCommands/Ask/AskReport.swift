// SPDX-License-Identifier: Apache-2.0

import Wisely

/// The one object of `ask --json`.
struct AskReport {
  var answer: String
  /// Nil when it is the configuration's and that could not be read.
  var setup: String?
  var stopReason: String
  var consultations: [Consultation]
  var rows: [LedgerRow]
  var bill: Bill
  var notices: [Notice]
  var error: String?

  var json: JSONValue {
    let comparison: JSONValue =
      bill.comparison.map { model, cost in
        [
          "label": "the same tokens, all of them at this model's prices",
          "model": .string(model.rawValue), "cost": cost.json,
        ]
      } ?? .null
    return [
      "answer": .string(answer), "setup": setup.json, "stopReason": .string(stopReason),
      "consultations": .array(consultations.map(\.json)), "calls": .array(rows.map(\.json)),
      "usage": .array(models), "cost": bill.total.json, "spentNow": bill.spentNow.json,
      "comparison": comparison,
      "notices": .array(notices.map(\.json)), "error": error.json,
    ]
  }

  /// Tokens by model and role, in the order of their first use.
  private var models: [JSONValue] {
    bill.lines.map { line in
      [
        "model": .string(line.model.rawValue), "role": .string(line.role.rawValue),
        "calls": JSONValue(line.calls), "usage": line.usage.json, "cost": line.cost.json,
      ]
    }
  }
}
