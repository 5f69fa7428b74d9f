// SPDX-License-Identifier: Apache-2.0

/// Names and values in the coding of HTML forms and of queries, read strictly.
package struct FormFields: Hashable, Sendable {
  private var values: [String: String] = [:]

  /// Reads `a=1&b=2`; nil for broken escapes, text that is no UTF-8, and a name that comes twice.
  package init?(_ bytes: some Sequence<UInt8>) {
    for pair in Array(bytes).split(separator: UInt8(ascii: "&")) {
      let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
      guard let name = Self.decode(pair[..<equals]),
        let value = Self.decode(pair[equals...].dropFirst()),
        values.updateValue(value, forKey: name) == nil
      else { return nil }
    }
  }

  /// Reads a query.
  package init?(query: String) { self.init(query.utf8) }

  /// The value of a name.
  package subscript(name: String) -> String? { values[name] }

  private static func decode(_ bytes: ArraySlice<UInt8>) -> String? {
    var decoded: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): decoded.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit)
        else { return nil }
        decoded.append(high << 4 | low)
      default: decoded.append(byte)
      }
    }
    return String(validating: decoded, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    Character(UnicodeScalar(byte)).hexDigitValue.map { UInt8($0) }
  }
}
