// SPDX-License-Identifier: Apache-2.0

/// Why a value does not have the shape a type needs.
public struct JSONDecodingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where in the value.
  public var path: JSONPath
  /// What is wrong there, as a clause ("must be an integer, not a string").
  public var reason: String

  /// An error at a place.
  public init(path: JSONPath, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// Place and reason in one sentence: `'limit' must be an integer, not a string`.
  public var description: String { "\(path.subject) \(reason)" }
}

extension JSONValue {
  /// The value as that type; members the type does not ask for are ignored.
  ///
  /// - Throws: `JSONDecodingError` when the value has another shape, or what the type itself throws.
  public func decoded<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
    do {
      return try JSONValueDecoder(value: self, codingPath: []).decode(type)
    } catch let error as DecodingError {
      throw JSONDecodingError(error, in: self)
    }
  }
}

/// Feeds a `Decodable` type from a value that has been read already, without Foundation.
struct JSONValueDecoder: Decoder {
  let value: JSONValue
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard let object = value.object else { throw mismatch([String: JSONValue].self, "an object") }
    return KeyedDecodingContainer(JSONKeyedContainer(object: object, codingPath: codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard let elements = value.array else { throw mismatch([JSONValue].self, "an array") }
    return JSONUnkeyedContainer(elements: elements, codingPath: codingPath)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

  func mismatch(_ type: any Any.Type, _ expected: String) -> DecodingError {
    let context = DecodingError.Context(
      codingPath: codingPath, debugDescription: "must be \(expected), not \(value.kind)")
    return value.isNull ? .valueNotFound(type, context) : .typeMismatch(type, context)
  }

  /// The demand for a value of an enumeration, or nil when the type is none.
  private func demand(for type: any Any.Type) -> String? {
    guard let type = type as? any (CaseIterable & RawRepresentable).Type else { return nil }
    func list<Choice: CaseIterable & RawRepresentable>(_: Choice.Type) -> String? {
      let choices = Choice.allCases.compactMap { choice -> String? in
        if let text = choice.rawValue as? String { return JSONValue(text).text }
        return (choice.rawValue as? any BinaryInteger).map { "\($0)" }
      }
      guard !choices.isEmpty, choices.count == Choice.allCases.count else { return nil }
      return "must be one of \(choices.joined(separator: ", ")), not \(value.text)"
    }
    return list(type)
  }

  private func unfit(_ reason: String) -> DecodingError {
    .dataCorrupted(DecodingError.Context(codingPath: codingPath, debugDescription: reason))
  }

  private func integer<Integer: FixedWidthInteger>() throws -> Integer {
    guard case .number(let number) = value else { throw mismatch(Integer.self, "an integer") }
    if let integer = Integer(number.lexeme) { return integer }
    let decimal = number.decimal
    guard decimal.isInteger else {
      throw unfit("must be an integer, not \(number.lexeme)")
    }
    guard let integer: Integer = decimal.integer() else {
      throw unfit(
        "must be an integer from \(Integer.min) to \(Integer.max), not \(number.lexeme)")
    }
    return integer
  }

  private func floatingPoint<Number: BinaryFloatingPoint & LosslessStringConvertible>()
    throws -> Number
  {
    guard case .number(let number) = value else { throw mismatch(Number.self, "a number") }
    guard let result = Number(number.lexeme), result.isFinite else {
      throw unfit("is too large a number: \(number.lexeme)")
    }
    return result
  }
}

extension JSONValueDecoder: SingleValueDecodingContainer {
  func decodeNil() -> Bool { value.isNull }

  func decode(_ type: Bool.Type) throws -> Bool {
    guard let flag = value.bool else { throw mismatch(type, "true or false") }
    return flag
  }

  func decode(_ type: String.Type) throws -> String {
    guard let string = value.string else { throw mismatch(type, "a string") }
    return string
  }

  func decode(_ type: Double.Type) throws -> Double { try floatingPoint() }
  func decode(_ type: Float.Type) throws -> Float { try floatingPoint() }
  func decode(_ type: Int.Type) throws -> Int { try integer() }
  func decode(_ type: Int8.Type) throws -> Int8 { try integer() }
  func decode(_ type: Int16.Type) throws -> Int16 { try integer() }
  func decode(_ type: Int32.Type) throws -> Int32 { try integer() }
  func decode(_ type: Int64.Type) throws -> Int64 { try integer() }
  func decode(_ type: Int128.Type) throws -> Int128 { try integer() }
  func decode(_ type: UInt.Type) throws -> UInt { try integer() }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try integer() }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try integer() }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try integer() }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try integer() }
  func decode(_ type: UInt128.Type) throws -> UInt128 { try integer() }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    do {
      return try Value(from: self)
    } catch DecodingError.dataCorrupted(let context)
      where context.codingPath.count == codingPath.count
    {
      // The standard library's own sentence names Swift types, which say nothing to a model.
      guard let reason = demand(for: type) else { throw DecodingError.dataCorrupted(context) }
      throw unfit(reason)
    }
  }
}

extension JSONDecodingError {
  /// What the standard library's error says about a value, as one sentence about a field.
  init(_ error: DecodingError, in value: JSONValue) {
    func path(_ keys: [any CodingKey]) -> JSONPath {
      JSONPath(keys.map { key in key.intValue.map { .index($0) } ?? .key(key.stringValue) })
    }
    switch error {
    case .keyNotFound(let key, let context):
      self.init(path: path(context.codingPath + [key]), reason: "is missing")
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      let path = path(context.codingPath)
      let foreign = "Cannot initialize "
      let reason =
        context.debugDescription.hasPrefix(foreign)
        ? "cannot be \(value[path]?.text ?? "this")" : context.debugDescription
      self.init(path: path, reason: reason)
    @unknown default: self.init(path: .root, reason: "does not fit: \(error)")
    }
  }
}
