// SPDX-License-Identifier: Apache-2.0

struct JSONKeyedEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let node: JSONNode
  let codingPath: [any CodingKey]

  private func path(_ key: some CodingKey) -> [any CodingKey] {
    codingPath + [JSONCodingKey(stringValue: key.stringValue)]
  }

  private func set(_ value: JSONValue, _ key: Key) { node.set(key.stringValue, JSONNode(value)) }

  private func child(_ key: some CodingKey) -> JSONValueEncoder {
    let child = JSONNode()
    node.set(key.stringValue, child)
    return JSONValueEncoder(node: child, codingPath: path(key))
  }

  func encodeNil(forKey key: Key) { set(.null, key) }
  func encode(_ value: Bool, forKey key: Key) { set(.bool(value), key) }
  func encode(_ value: String, forKey key: Key) { set(.string(value), key) }
  func encode(_ value: Double, forKey key: Key) throws {
    set(try JSONValueEncoder.number(value, at: path(key)), key)
  }
  func encode(_ value: Float, forKey key: Key) throws {
    set(try JSONValueEncoder.number(Double(value), at: path(key)), key)
  }
  func encode(_ value: Int, forKey key: Key) { set(JSONValueEncoder.number(value), key) }
  func encode(_ value: Int8, forKey key: Key) { set(JSONValueEncoder.number(value), key) }
  func encode(_ value: Int16, forKey key: Key) { set(JSONValueEncoder.number(value), key) }
  func encode(_ value: Int32, forKey key: Key) { set(JSONValueEncoder.number(value), key) }
  func encode(_ value: Int64, forKey key: Key) { set(JSONValueEncoder.number(value), key) }
  func encode(_ value: Int128, forKey key: Key) { set(JSONValueEncoder.number(value), key) }
  func encode(_ value: UInt, forKey key: Key) { set(JSONValueEncoder.number(value), key) }
  func encode(_ value: UInt8, forKey key: Key) { set(JSONValueEncoder.number(value), key) }
  func encode(_ value: UInt16, forKey key: Key) { set(JSONValueEncoder.number(value), key) }
  func encode(_ value: UInt32, forKey key: Key) { set(JSONValueEncoder.number(value), key) }
  func encode(_ value: UInt64, forKey key: Key) { set(JSONValueEncoder.number(value), key) }
  func encode(_ value: UInt128, forKey key: Key) { set(JSONValueEncoder.number(value), key) }
  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    set(try JSONValueEncoder.value(of: value, at: path(key)), key)
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy keyType: NestedKey.Type, forKey key: Key
  ) -> KeyedEncodingContainer<NestedKey> {
    child(key).container(keyedBy: keyType)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    child(key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { child(JSONCodingKey(stringValue: "super")) }
  func superEncoder(forKey key: Key) -> any Encoder { child(key) }
}

struct JSONUnkeyedEncoding: UnkeyedEncodingContainer {
  let node: JSONNode
  let codingPath: [any CodingKey]

  var count: Int { node.count }

  private var path: [any CodingKey] { codingPath + [JSONCodingKey(intValue: count)] }
  private func append(_ value: JSONValue) { node.append(JSONNode(value)) }

  private func child() -> JSONValueEncoder {
    let child = JSONValueEncoder(node: JSONNode(), codingPath: path)
    node.append(child.node)
    return child
  }

  func encodeNil() { append(.null) }
  func encode(_ value: Bool) { append(.bool(value)) }
  func encode(_ value: String) { append(.string(value)) }
  func encode(_ value: Double) throws { append(try JSONValueEncoder.number(value, at: path)) }
  func encode(_ value: Float) throws {
    append(try JSONValueEncoder.number(Double(value), at: path))
  }
  func encode(_ value: Int) { append(JSONValueEncoder.number(value)) }
  func encode(_ value: Int8) { append(JSONValueEncoder.number(value)) }
  func encode(_ value: Int16) { append(JSONValueEncoder.number(value)) }
  func encode(_ value: Int32) { append(JSONValueEncoder.number(value)) }
  func encode(_ value: Int64) { append(JSONValueEncoder.number(value)) }
  func encode(_ value: Int128) { append(JSONValueEncoder.number(value)) }
  func encode(_ value: UInt) { append(JSONValueEncoder.number(value)) }
  func encode(_ value: UInt8) { append(JSONValueEncoder.number(value)) }
  func encode(_ value: UInt16) { append(JSONValueEncoder.number(value)) }
  func encode(_ value: UInt32) { append(JSONValueEncoder.number(value)) }
  func encode(_ value: UInt64) { append(JSONValueEncoder.number(value)) }
  func encode(_ value: UInt128) { append(JSONValueEncoder.number(value)) }
  func encode<Value: Encodable>(_ value: Value) throws {
    append(try JSONValueEncoder.value(of: value, at: path))
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy keyType: NestedKey.Type
  ) -> KeyedEncodingContainer<NestedKey> {
    child().container(keyedBy: keyType)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { child().unkeyedContainer() }
  func superEncoder() -> any Encoder { child() }
}
