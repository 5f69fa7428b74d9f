// SPDX-License-Identifier: Apache-2.0

extension JSONValue {
  /// What a type encodes, members in the order in which it encodes them.
  ///
  /// - Throws: `EncodingError` for a number that is not finite, and what the type itself throws.
  public init(encoding value: some Encodable) throws {
    self = try JSONValueEncoder.value(of: value, at: [])
  }
}

/// Takes what an `Encodable` type writes and makes a value of it, without Foundation.
struct JSONValueEncoder: Encoder {
  let node: JSONNode
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  static func value(of value: some Encodable, at path: [any CodingKey]) throws -> JSONValue {
    // Its own values go through as they are, with their numbers as spelled.
    if let value = value as? JSONValue { return value }
    let encoder = JSONValueEncoder(node: JSONNode(), codingPath: path)
    try value.encode(to: encoder)
    return encoder.node.value
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    node.becomeObject()
    return KeyedEncodingContainer(JSONKeyedEncoding(node: node, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    node.becomeArray()
    return JSONUnkeyedEncoding(node: node, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  static func number(_ value: Double, at path: [any CodingKey]) throws -> JSONValue {
    guard let number = JSONNumber(exactly: value) else {
      throw EncodingError.invalidValue(
        value, EncodingError.Context(codingPath: path, debugDescription: "is no JSON number"))
    }
    return .number(number)
  }

  static func number(_ value: some BinaryInteger) -> JSONValue {
    .number(JSONNumber(validated: String(value)))
  }
}

extension JSONValueEncoder: SingleValueEncodingContainer {
  func encodeNil() { node.become(.null) }
  func encode(_ value: Bool) { node.become(.bool(value)) }
  func encode(_ value: String) { node.become(.string(value)) }
  func encode(_ value: Double) throws { node.become(try Self.number(value, at: codingPath)) }
  func encode(_ value: Float) throws { node.become(try Self.number(Double(value), at: codingPath)) }
  func encode(_ value: Int) { node.become(Self.number(value)) }
  func encode(_ value: Int8) { node.become(Self.number(value)) }
  func encode(_ value: Int16) { node.become(Self.number(value)) }
  func encode(_ value: Int32) { node.become(Self.number(value)) }
  func encode(_ value: Int64) { node.become(Self.number(value)) }
  func encode(_ value: Int128) { node.become(Self.number(value)) }
  func encode(_ value: UInt) { node.become(Self.number(value)) }
  func encode(_ value: UInt8) { node.become(Self.number(value)) }
  func encode(_ value: UInt16) { node.become(Self.number(value)) }
  func encode(_ value: UInt32) { node.become(Self.number(value)) }
  func encode(_ value: UInt64) { node.become(Self.number(value)) }
  func encode(_ value: UInt128) { node.become(Self.number(value)) }
  func encode<Value: Encodable>(_ value: Value) throws {
    node.become(try Self.value(of: value, at: codingPath))
  }
}

/// A place for a value that is being written; containers handed out earlier write to it later.
final class JSONNode {
  private enum State {
    case empty
    case value(JSONValue)
    case object([(key: String, node: JSONNode)])
    case array([JSONNode])
  }

  private var state = State.empty

  init() {}
  init(_ value: JSONValue) { state = .value(value) }

  func become(_ value: JSONValue) { state = .value(value) }

  func becomeObject() {
    if case .object = state { return }
    state = .object([])
  }

  func becomeArray() {
    if case .array = state { return }
    state = .array([])
  }

  var count: Int {
    guard case .array(let elements) = state else { return 0 }
    return elements.count
  }

  /// Sets a member, in its first place if it was there before.
  func set(_ key: String, _ node: JSONNode) {
    guard case .object(var members) = state else { return }
    state = .empty
    if let index = members.firstIndex(where: { $0.key == key }) {
      members[index].node = node
    } else {
      members.append((key, node))
    }
    state = .object(members)
  }

  func append(_ node: JSONNode) {
    guard case .array(var elements) = state else { return }
    state = .empty
    elements.append(node)
    state = .array(elements)
  }

  /// What has been written; a type that wrote nothing is an empty object, as elsewhere.
  var value: JSONValue {
    switch state {
    case .empty: .object([:])
    case .value(let value): value
    case .object(let members): .object(JSONObject(members.map { ($0.key, $0.node.value) }))
    case .array(let elements): .array(elements.map(\.value))
    }
  }
}
