// SPDX-License-Identifier: Apache-2.0

/// Any JSON value, with the order of members and the spelling of numbers kept.
///
/// Key order is part of a prompt cache's key, so objects never reorder.
public enum JSONValue: Hashable, Sendable {
  /// The literal `null`.
  case null
  /// The literals `true` and `false`.
  case bool(Bool)
  /// A number, as it was spelled.
  case number(JSONNumber)
  /// A string, unescaped.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object, in order.
  case object(JSONObject)
}

// MARK: - Reading

extension JSONValue {
  /// The string, if this is one.
  public var string: String? {
    guard case .string(let value) = self else { return nil }
    return value
  }

  /// The integer, if this is a number with an integral value that fits.
  public var int: Int? {
    guard case .number(let value) = self else { return nil }
    return value.int
  }

  /// The number as binary floating point, if this is one.
  public var double: Double? {
    guard case .number(let value) = self else { return nil }
    return value.double
  }

  /// The truth value, if this is one.
  public var bool: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  /// The elements, if this is an array.
  public var array: [JSONValue]? {
    guard case .array(let value) = self else { return nil }
    return value
  }

  /// The members, if this is an object.
  public var object: JSONObject? {
    guard case .object(let value) = self else { return nil }
    return value
  }

  /// Whether this is `null`.
  public var isNull: Bool { self == .null }

  /// The member of that name, if this is an object that has it.
  public subscript(key: String) -> JSONValue? { object?[key] }

  /// The element at that position, if this is an array that long.
  public subscript(index: Int) -> JSONValue? {
    guard let array, array.indices.contains(index) else { return nil }
    return array[index]
  }
}

// MARK: - Literals

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral,
  ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// An integer.
  public init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
  /// A number; a literal too large for a `Double` is a mistake in the program.
  public init(floatLiteral value: Double) {
    guard let number = JSONNumber(exactly: value) else {
      preconditionFailure("A number in JSON is finite.")
    }
    self = .number(number)
  }
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// The literal `null`.
  public init(nilLiteral: ()) { self = .null }
  /// An array.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// An object, in the order written.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(JSONObject(elements))
  }
}

extension JSONValue {
  /// An integer.
  public init(_ value: Int) { self = .number(JSONNumber(value)) }
  /// A number, nil unless it is finite.
  public init?(_ value: Double) {
    guard let number = JSONNumber(exactly: value) else { return nil }
    self = .number(number)
  }
  /// A truth value.
  public init(_ value: Bool) { self = .bool(value) }
  /// A string.
  public init(_ value: String) { self = .string(value) }
}
