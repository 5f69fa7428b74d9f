// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Wisely

@Suite struct JSONParserTests {
  @Test("Parser, scanner and the naive reader agree with RFC 8259", arguments: JSONCase.all)
  func conformance(_ example: JSONCase) throws {
    if example.isValid {
      let value = try JSONValue(parsing: example.bytes)
      try JSONScanner(example.bytes).validate()
      #expect(try JSONValue(parsing: value.bytes) == value)
    } else {
      let parsed = try #require(throws: JSONError.self) { try JSONValue(parsing: example.bytes) }
      let scanned = try #require(throws: JSONError.self) {
        try JSONScanner(example.bytes).validate()
      }
      #expect(parsed == scanned)
    }
    if example.bytes.count < 10_000 {
      #expect(NaiveJSON.accepts(example.bytes) == example.isValid)
    }
  }

  @Test(
    "Strings mean what they say",
    arguments: [
      (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
      (#""\u00e9\u00E9\uD83D\uDE39x""#, "\u{E9}\u{E9}\u{1F639}x"),
      (#""\uD800""#, "\u{FFFD}"), (#""\uDC00\uD800""#, "\u{FFFD}\u{FFFD}"),
      (#""\uD800\uD83D\uDE39""#, "\u{FFFD}\u{1F639}"), (#""\uD800\n""#, "\u{FFFD}\n"),
      (#""a\u0000b""#, "a\u{0}b"), (#""漢字\t漢字""#, "漢字\t漢字"), (#""""#, ""),
    ])
  func strings(text: String, expected: String) throws {
    let string = try #require(try JSONValue(parsing: text).string)
    #expect(Array(string.utf8) == Array(expected.utf8))
  }

  @Test(
    "Every misspelling is named with its place",
    arguments: [
      ("", "line 1, column 1: the text ends where a value was expected"),
      ("{\n \"a\": 01}", "line 2, column 8: a number must not start with a needless zero"),
      ("[1,\n2\n3]", "line 3, column 1: a comma or a closing bracket was expected"),
      (#"{"a":1 "b":2}"#, "line 1, column 8: a comma or a closing brace was expected"),
      (#"{"a":1,}"#, "line 1, column 8: a quoted name was expected"),
      (#"{"a" 1}"#, "line 1, column 6: a colon was expected"),
      ("[1.]", "line 1, column 4: a digit was expected"),
      (#"["\q"]"#, "line 1, column 4: an unknown escape stands in a string"),
      (#"["\u12"]"#, "line 1, column 7: four hexadecimal digits were expected"),
      ("[\"a\tb\"]", "line 1, column 4: a control character must be escaped inside a string"),
      ("\"abc", "line 1, column 5: the text ends inside a string"),
      ("[] []", "line 1, column 4: something follows the value"),
      (
        "\u{FEFF}{}",
        "line 1, column 1: the text starts with a byte order mark; JSON is plain UTF-8 without one"
      ),
    ])
  func places(text: String, expected: String) throws {
    let error = try #require(throws: JSONError.self) { try JSONValue(parsing: text) }
    #expect(error.description == expected)
  }

  @Test("Duplicate names are kept in order and the last one is found")
  func duplicates() throws {
    let value = try JSONValue(parsing: #"{"a":1,"b":2,"a":3}"#)
    #expect(value.object?.keys == ["a", "b", "a"])
    #expect(value["a"] == 3)
    #expect(value.text == #"{"a":1,"b":2,"a":3}"#)
  }

  @Test("Names that only look alike are different names")
  func canonicalEquivalence() throws {
    let value = try JSONValue(parsing: "{\"e\u{301}\":1,\"\u{E9}\":2}")
    #expect(value["e\u{301}"] == 1)
    #expect(value["\u{E9}"] == 2)
  }

  @Test("Numbers keep their spelling through reading and writing")
  func spelling() throws {
    let text = "[1E400,-0,1.0,0.10,123456789012345678901234567890,1e+05]"
    #expect(try JSONValue(parsing: text).text == text)
  }

  @Test("What is written is read back the same", arguments: UInt64(1)...40)
  func roundTrip(seed: UInt64) throws {
    var generator = JSONGenerator(seed: seed)
    for _ in 0..<50 {
      let value = generator.value()
      #expect(try JSONValue(parsing: value.bytes) == value, "seed \(seed)")
      #expect(try JSONValue(parsing: value.prettyText) == value, "seed \(seed)")
      // Compact text in canonical form is a fixed point.
      #expect(try JSONValue(parsing: value.text).bytes == value.bytes, "seed \(seed)")
      let spelled = generator.spelling(of: value)
      #expect(try JSONValue(parsing: spelled) == value, "seed \(seed): \(spelled)")
    }
  }

  @Test("On damaged texts all three readers say the same", arguments: UInt64(1)...40)
  func damage(seed: UInt64) throws {
    var generator = JSONGenerator(seed: seed)
    var accepted = 0
    for _ in 0..<150 {
      let value = generator.value()
      let text = generator.damaged(Array(generator.spelling(of: value).utf8))
      let parsed = Result { () throws(JSONError) in try JSONValue(parsing: text) }
      let scanned = Result { () throws(JSONError) in try JSONScanner(text).validate() }
      let note: Comment = "seed \(seed): \(String(decoding: text, as: UTF8.self))"
      switch (parsed, scanned) {
      case (.success, .success):
        accepted += 1
        #expect(NaiveJSON.accepts(text), note)
      case (.failure(let left), .failure(let right)):
        #expect(left == right, note)
        #expect(!NaiveJSON.accepts(text), note)
      default: Issue.record("parser and scanner differ, seed \(seed): \(text)")
      }
    }
    #expect(1..<150 ~= accepted, "the damage must leave some texts whole and break others")
  }

  @Test("Control characters are escaped, nothing else needlessly")
  func writing() {
    #expect(
      JSONValue("\u{0}\u{B}\u{1F}\u{7F}/é\"\\\n").text == #""\u0000\u000b\u001f"# + "\u{7F}/é"
        + #"\"\\\n""#)
  }
}
