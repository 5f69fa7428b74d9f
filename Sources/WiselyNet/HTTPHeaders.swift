// SPDX-License-Identifier: Apache-2.0

/// Header fields in order; names compare without regard to case.
package struct HTTPHeaders: Hashable, Sendable {
  /// One field.
  package struct Field: Hashable, Sendable {
    /// The name as it was written.
    package let name: String
    /// The value, without white space at either end.
    package let value: String

    /// A field; nil when the name is no token or the value could end the line early.
    package init?(name: String, value: String) {
      guard HTTPHeaders.isToken(name),
        value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 })
      else {
        return nil
      }
      self.name = name
      self.value = value
    }
  }

  /// All fields.
  package private(set) var fields: [Field] = []

  /// No fields.
  package init() {}

  /// Adds a field behind the others.
  package mutating func add(_ field: Field) { fields.append(field) }

  /// Adds a field; false, and nothing added, when it is not a legal one.
  package mutating func add(name: String, value: String) -> Bool {
    guard let field = Field(name: name, value: value) else { return false }
    fields.append(field)
    return true
  }

  /// The value of the first field of that name.
  package subscript(name: String) -> String? {
    let wanted = name.lowercased()
    return fields.first { $0.name.lowercased() == wanted }?.value
  }

  /// Whether a text is what RFC 9110 calls a token.
  static func isToken(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy(isTokenByte)
  }

  /// Whether a byte may stand in a token.
  static func isTokenByte(_ byte: UInt8) -> Bool {
    marks.contains(byte) || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
      || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
      || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
  }

  private static let marks = Set("!#$%&'*+-.^_`|~".utf8)
}
