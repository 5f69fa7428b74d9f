// SPDX-License-Identifier: Apache-2.0

import Wisely

/// The field of a row that says what an attempt cost, with the unit that its name carries.
struct CostField: Hashable, Sendable {
  /// The field.
  let name: String
  /// How many of its unit make a dollar.
  let unitsInADollar: Double

  /// A field; `_cents` and `_usd_cents` at the end mean cents, everything else dollars.
  init(_ name: String) {
    self.name = name
    unitsInADollar = name.lowercased().hasSuffix("_cents") || name.lowercased() == "cents" ? 100 : 1
  }

  /// The field where none is named.
  static let usual = CostField("cost_usd")

  /// The dollars that a value says; nil for null, which is unknown.
  func dollars(_ value: JSONValue) throws(RowFault) -> Double? {
    let amount: Double?
    switch value {
    case .null: return nil
    case .number(let number): amount = number.double
    case .string(let text):
      // Our own logs write exact decimals as strings.
      amount = JSONNumber(lexeme: text)?.double
    default: amount = nil
    }
    guard let amount, amount >= 0 else {
      throw RowFault(
        "'\(name)' is \(value.excerpt); write an amount of at least 0, or null where it is unknown")
    }
    return amount / unitsInADollar
  }
}

/// What is wrong with a row, as a clause with the mend; its file and line are known to the reader.
struct RowFault: Error, Hashable {
  let message: String
  init(_ message: String) { self.message = message }
}

extension JSONValue {
  /// The value for a message, not longer than a person reads.
  var excerpt: String {
    let text = self.text
    return text.utf8.count <= 40 ? text : String(text.prefix(37)) + "..."
  }
}
