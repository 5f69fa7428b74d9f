// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import Wisely

@Suite struct JSONValueEncoderTests {
  private struct Mixed: Codable, Equatable {
    enum Choice: String, Codable { case one, two }

    var zebra: Int
    var apple: [Double]
    var middle: String?
    var choice: Choice
    var deep: [String: [Bool]]
    var big: UInt128
    var any: JSONValue
  }

  private let mixed = Mixed(
    zebra: -7, apple: [0.1, 1e300], middle: nil, choice: .two, deep: ["k": [true, false]],
    big: .max, any: ["b": 1, "a": [nil, "é"]])

  @Test("Members come in the order of the type, numbers in their shortest spelling")
  func order() throws {
    #expect(
      try JSONValue(encoding: mixed).text
        == #"{"zebra":-7,"apple":[0.1,1e+300],"choice":"two","deep":{"k":[true,false]},"#
        + #""big":340282366920938463463374607431768211455,"any":{"b":1,"a":[null,"é"]}}"#)
  }

  @Test("What was encoded decodes to the same")
  func roundTrip() throws {
    #expect(try JSONValue(encoding: mixed).decoded() == mixed)
  }

  @Test("Values of any shape go through as they are spelled")
  func verbatim() throws {
    let text = #"{"b":1.50,"a":1e2,"b2":[1,{"x":null}],"c":"\u0000"}"#
    let value = try JSONValue(parsing: Array(text.utf8))
    #expect(try JSONValue(encoding: ["v": value])["v"] == value)
    #expect(try JSONValue(encoding: value).text == value.text)
  }

  @Test("A number that JSON does not have is refused with its place")
  func infinite() throws {
    let error = #expect(throws: EncodingError.self) {
      try JSONValue(encoding: ["a": [1.0, .infinity]])
    }
    guard case .invalidValue(_, let context) = error else {
      Issue.record("not an invalid value")
      return
    }
    #expect(context.codingPath.map(\.stringValue) == ["a", "1"])
  }

  @Test("Other coders keep values too, but for order and spelling")
  func foreign() throws {
    let value: JSONValue = [
      "a": [nil, true, 7, -3, "text", ["x": .number(try #require(JSONNumber(exactly: 2.5)))]],
      "b": [:],
    ]
    let data = try JSONEncoder().encode(value)
    let read = try JSONDecoder().decode(JSONValue.self, from: data)
    #expect(read["a"] == value["a"])
    #expect(read["b"] == value["b"])
  }

  /// Writes through every door of the protocol.
  private struct ByHand: Encodable {
    enum Key: CodingKey { case list, inner, parent }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      var list = container.nestedUnkeyedContainer(forKey: .list)
      try list.encode(1)
      var first = list.nestedContainer(keyedBy: Key.self)
      try first.encode("later", forKey: .inner)
      try list.encodeNil()
      var second = list.nestedUnkeyedContainer()
      try second.encode(false)
      var inner = container.nestedContainer(keyedBy: Key.self, forKey: .inner)
      try inner.encode(2.5, forKey: .inner)
      try inner.encode("replaced", forKey: .inner)
      try [3].encode(to: container.superEncoder(forKey: .parent))
      // A container asked for again adds to what is there.
      var again = encoder.container(keyedBy: Key.self)
      try again.encodeNil(forKey: .inner)
    }
  }

  @Test("Nested containers write where they belong, whenever they write")
  func nested() throws {
    #expect(
      try JSONValue(encoding: ByHand()).text
        == #"{"list":[1,{"inner":"later"},null,[false]],"inner":null,"parent":[3]}"#)
  }
}
