// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Wisely

@Suite struct JSONTextTests {
  @Test("Whatever comes in goes out, byte for byte", arguments: JSONCase.all.filter(\.isValid))
  func byteExact(_ example: JSONCase) throws {
    let document = try JSONText("{ \"model\" : \"a\",\r\n\t\"n\":[1.0, 2 ,3e0]}")
    #expect(
      try document.replacing(["model"], with: "bé").text
        == "{ \"model\" : \"bé\",\r\n\t\"n\":[1.0, 2 ,3e0]}")
    #expect(
      try document.replacing(["n", 1], with: ["x": nil]).text
        == "{ \"model\" : \"a\",\r\n\t\"n\":[1.0, {\"x\":null} ,3e0]}")
    #expect(try JSONText(" 1 ").replacing(.root, with: true).text == " true ")
    #expect(try JSONText(#"{"a":1,"a":2}"#).replacing(["a"], with: 3).text == #"{"a":1,"a":3}"#)
  }

  @Test(
    "Removing takes the comma along and every member of the name",
    arguments: [
      (#"{"a":1}"#, ["a"], "{}"), (#"{ "a":1 }"#, ["a"], "{  }"),
      (#"{ "a":1, "b":2 }"#, ["a"], #"{ "b":2 }"#), (#"{ "a":1, "b":2 }"#, ["b"], #"{ "a":1 }"#),
      (#"{"a":1,"b":2,"c":3}"#, ["b"], #"{"a":1,"c":3}"#),
      (#"{"a":1,"b":2,"a":3}"#, ["a"], #"{"b":2}"#),
      (#"{"b":1,"a":2,"a":3}"#, ["a"], #"{"b":1}"#),
      (#"{"a":1 , "a":2 , "b":3}"#, ["a"], #"{"b":3}"#),
      (#"{"a":1 , "\u0061":2 }"#, ["a"], #"{ }"#),
      (#"{"a":1,"b":2,"a":3,"c":4,"a":5}"#, ["a"], #"{"b":2,"c":4}"#),
      ("[1, 2 ,3]", [0], "[2 ,3]"), ("[1, 2 ,3]", [1], "[1, 3]"), ("[1, 2 ,3]", [2], "[1, 2]"),
      (#"{"x":[{"y":1}]}"#, ["x", 0, "y"], #"{"x":[{}]}"#),
    ] as [(String, JSONPath, String)])
  func removing(text: String, path: JSONPath, expected: String) throws {
    #expect(try JSONText(text).removing(path).text == expected)
  }

  @Test(
    "Inserting adds one entry where it was asked",
    arguments: [
      ("{}", ["a"], #"{"a":0}"#), ("{ }", ["a"], #"{"a":0 }"#),
      (#"{"b":1 }"#, ["a"], #"{"b":1,"a":0 }"#), ("[]", [0], "[0]"), ("[1, 2]", [0], "[0,1, 2]"),
      ("[1, 2]", [1], "[1, 0,2]"), ("[1, 2 ]", [2], "[1, 2,0 ]"),
      (#"{"x":[{}]}"#, ["x", 0, "a b\n"], #"{"x":[{"a b\n":0}]}"#),
    ] as [(String, JSONPath, String)])
  func inserting(text: String, path: JSONPath, expected: String) throws {
    #expect(try JSONText(text).inserting(0, at: path).text == expected)
  }

  @Test("Setting replaces what is there and inserts what is not")
  func setting() throws {
    let document = try JSONText(#"{"stream": false}"#)
    #expect(try document.setting(["stream"], to: true).text == #"{"stream": true}"#)
    #expect(try document.setting(["max"], to: 9).text == #"{"stream": false,"max":9}"#)
  }

  @Test("An edit that cannot be made says why")
  func impossible() throws {
    let document = try JSONText(#"{"a":{"b":[1]}}"#)
    func reason(_ edit: (JSONText) throws -> JSONText) throws -> String {
      try #require(throws: JSONError.self) { try edit(document) }.description
    }
    #expect(
      try reason { try $0.replacing(["a", "c"], with: 1) }
        == "line 1, column 6: there is nothing at 'a.c'")
    #expect(
      try reason { try $0.removing(["a", "b", 1]) }
        == "line 1, column 11: there is nothing at 'a.b[1]'")
    #expect(
      try reason { try $0.removing(.root) }
        == "line 1, column 1: the whole document can only be replaced")
    #expect(try reason { try $0.inserting(1, at: ["a"]) } == "line 1, column 2: 'a' exists already")
    #expect(
      try reason { try $0.inserting(1, at: ["x", "y"]) }
        == "line 1, column 1: there is nothing at 'x.y'")
    #expect(
      try reason { try $0.inserting(1, at: ["a", "b", 3]) }
        == "line 1, column 11: 'a.b[3]' would leave a gap: the array ends after 1 elements")
    let deep = (0..<511).reduce(JSONValue.array([])) { value, _ in .array([value]) }
    #expect(try JSONText(deep).value == deep)
    #expect(throws: JSONError.self) { try document.replacing(["a"], with: deep) }
    #expect(throws: JSONError.self) { try JSONText(JSONValue.array([deep])) }
  }

  @Test(
    "Random edits give the text the edited value has, and touch nothing else",
    arguments: UInt64(1)...30)
  func randomEdits(seed: UInt64) throws {
    var generator = JSONGenerator(seed: seed)
    for _ in 0..<20 {
      let value = generator.value()
      let document = try JSONText(generator.spelling(of: value))
      let new = generator.value(depth: 1)
      for path in value.paths {
        let replaced = try document.replacing(path, with: new)
        #expect(replaced.value(at: path) == new, "seed \(seed)")
        let range = try #require(document.range(at: path))
        #expect(replaced.bytes.starts(with: document.bytes[..<range.lowerBound]), "seed \(seed)")
        #expect(
          replaced.bytes.suffix(document.bytes.count - range.upperBound)
            == document.bytes[range.upperBound...])
        // The edited bytes must be a document for a reader that trusts nobody.
        try JSONScanner(replaced.bytes).validate()
        guard !path.isRoot else { continue }
        let removed = try JSONText(document.removing(path).bytes)
        if case .key? = path.components.last {
          #expect(removed.range(at: path) == nil, "seed \(seed)")
          let restored = try JSONText(removed.inserting(new, at: path).bytes)
          #expect(restored.value(at: path) == new, "seed \(seed)")
        } else {
          let restored = try JSONText(removed.inserting(try #require(value[path]), at: path).bytes)
          #expect(restored.value == document.value, "seed \(seed)")
        }
      }
    }
  }
}
