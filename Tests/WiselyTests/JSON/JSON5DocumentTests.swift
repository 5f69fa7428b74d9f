// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Wisely

@Suite struct JSON5DocumentTests {
  private let configuration = """
    // The team's settings.
    {
      setup: 'haiku+opus', /* a pair */
      "exectuor": { limit: 0x10, share: .5, },
      list: [
        +1, 2., -.25e+3,
        'it''s',
      ],
    }
    """.replacingQuotes

  @Test("Everything JSON5 allows beyond JSON is understood")
  func reading() throws {
    let document = try JSON5Document(parsing: configuration)
    #expect(
      document.value
        == .object([
          "setup": "haiku+opus",
          "exectuor": ["limit": 16, "share": .number(JSONNumber(validated: "0.5"))],
          "list": [1, 2, .number(JSONNumber(validated: "-0.25e+3")), "it's"],
        ]))
  }

  @Test("Every key and value knows its line and column")
  func places() throws {
    let document = try JSON5Document(parsing: configuration)
    func line(_ path: JSONPath) -> [Int?] {
      let key = document.place(ofKeyAt: path)
      let value = document.place(ofValueAt: path)
      return [key?.line, key?.column, value?.line, value?.column]
    }
    #expect(line(.root) == [nil, nil, 2, 1])
    #expect(line(["setup"]) == [3, 3, 3, 10])
    #expect(line(["exectuor", "share"]) == [4, 30, 4, 37])
    #expect(line(["list", 2]) == [nil, nil, 6, 13])
    #expect(line(["list", 3]) == [nil, nil, 7, 5])
    #expect(line(["nothing"]) == [nil, nil, nil, nil])
  }

  @Test("An unknown key is named with its line and the key that was meant")
  func unknownKeys() throws {
    let document = try JSON5Document(parsing: configuration)
    let errors = document.unknownKeys(at: .root, known: ["executor", "advisor", "setup", "list"])
    #expect(
      errors.map { $0.description(file: "config.json5") } == [
        #"config.json5, line 4: unknown key "exectuor"; did you mean "executor"?"#
      ])
    #expect(document.error("is missing", at: ["exectuor", "x", "y"]).line == 4)
    #expect(document.error("is wrong", atKey: ["list"]).column == 3)
  }

  @Test("All line ends count", arguments: ["\n", "\r\n", "\r"])
  func lineEnds(end: String) throws {
    let text = ["// a", "{a:", "1,", "b:x}"].joined(separator: end)
    let error = try #require(throws: JSONError.self) { try JSON5Document(parsing: text) }
    #expect(error.line == 4)
    #expect(error.column == 3)
  }

  @Test(
    "Texts and what they mean",
    arguments: [
      ("null", "null"), (" [true , false,] ", "[true,false]"), ("{}", "{}"), ("[]", "[]"),
      ("{$a_1:1,_:2,ünïcode:3,\\u0061b:4}", #"{"$a_1":1,"_":2,"ünïcode":3,"ab":4}"#),
      ("{null:null,true:1,if:2}", #"{"null":null,"true":1,"if":2}"#),
      ("'a\"b'", #""a\"b""#), (#""a'b""#, #""a'b""#), (#"'\'\"\\\/'"#, #""'\"\\/""#),
      ("'a\\\nb\\\r\nc\\\u{2028}d'", #""abcd""#), (#"'\x41\u0042\v\0\q'"#, #""AB\u000b\u0000q""#),
      (#"'\uD83D\uDE39'"#, "\"\u{1F639}\""), ("'tab\there'", #""tab\there""#),
      ("'\u{2028}'", "\"\u{2028}\""), ("\u{FEFF}1", "1"), ("\u{A0}1\u{3000}", "1"),
      ("+1", "1"), ("-0", "-0"), (".5", "0.5"), ("-.5", "-0.5"), ("5.", "5"), ("5.e3", "5e3"),
      ("+.5E-3", "0.5E-3"), ("0xDECAF", "912559"), ("-0XfF", "-255"), ("1e400", "1e400"),
      ("0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", "340282366920938463463374607431768211455"),
      ("/**/1//", "1"), ("/* * / **/ 1", "1"), ("1 // end\u{2028}", "1"),
      ("{a:1/*x*/,//y\nb:2}", #"{"a":1,"b":2}"#),
    ])
  func meaning(text: String, expected: String) throws {
    let value = try JSON5Document(parsing: text).value
    #expect(value.text == expected)
    #expect(try JSONValue(parsing: expected) == value)
  }

  @Test(
    "Mistakes are named with their place",
    arguments: [
      ("", "line 1, column 1: the text ends where a value was expected"),
      ("{a:1}\n}", "line 2, column 1: something follows the value"),
      ("{a:1 b:2}", "line 1, column 6: a comma or a closing brace was expected"),
      ("[1 2]", "line 1, column 4: a comma or a closing bracket was expected"),
      ("[,]", "line 1, column 2: a value was expected"),
      ("[1,,]", "line 1, column 4: a value was expected"),
      ("{,}", "line 1, column 2: a key was expected"),
      ("{a 1}", "line 1, column 4: a colon was expected after the key"),
      ("{a:1,\n a:2}", "line 2, column 2: the key \"a\" stands on line 1 already"),
      (
        "{haiku-4: 1}",
        #"line 1, column 2: the key that starts with "haiku" has a "-" in it; put it in quotes"#
      ),
      (
        "{setup: haiku}",
        "line 1, column 9: a value was expected; if haiku is meant as text, put it in quotes"
      ),
      ("[-Infinity]", "line 1, column 2: Infinity is not a number Wisely can use"),
      ("{a:NaN}", "line 1, column 4: NaN is not a number Wisely can use"),
      ("012", "line 1, column 1: a number must not start with a needless zero"),
      (
        "1.2.3",
        "line 1, column 4: a number cannot go on with \".\"; if text is meant, put it in quotes"
      ),
      (
        "[5k]",
        "line 1, column 3: a number cannot go on with \"k\"; if text is meant, put it in quotes"
      ),
      ("0x", "line 1, column 3: a hexadecimal digit was expected"),
      ("+", "line 1, column 2: a digit was expected"),
      (".", "line 1, column 2: a digit was expected"),
      ("1e", "line 1, column 3: a digit was expected"),
      ("/* a", "line 1, column 1: the comment is never closed"),
      ("/ 1", "line 1, column 1: a comment starts with // or /*"),
      ("'abc", "line 1, column 1: the text ends inside a string"),
      (
        "['a\nb']",
        "line 1, column 2: the string is not closed on its line; end the line with \\ to go on"
      ),
      (#"'\1'"#, "line 1, column 2: an unknown escape stands in a string"),
      (#"'\01'"#, "line 1, column 2: an octal escape is not allowed; write \\x00 for a NUL"),
      (#"'\x4'"#, "line 1, column 5: two hexadecimal digits were expected"),
      (#"'\uD800'"#, "line 1, column 2: half a surrogate pair is not a character"),
      ("{\\x:1}", "line 1, column 2: only \\u escapes may stand in a key"),
      ("{a:", "line 1, column 4: the text ends where a value was expected"),
      ("{a:1", "line 1, column 5: a comma or a closing brace was expected"),
    ])
  func mistakes(text: String, expected: String) throws {
    let error = try #require(throws: JSONError.self) { try JSON5Document(parsing: text) }
    #expect(error.description == expected)
  }

  @Test("Bytes that are not UTF-8 are named with their line")
  func encoding() throws {
    let error = try #require(throws: JSONError.self) {
      try JSON5Document(parsing: Array("{\na:'é".utf8) + [0xFF, 0x27, 0x7D])
    }
    #expect(error.description == "line 2, column 6: the text is not valid UTF-8")
  }

  @Test("Nesting is limited")
  func depth() {
    #expect(throws: JSONError.self) {
      try JSON5Document(parsing: String(repeating: "[", count: 100_000))
    }
  }

  @Test(
    "Whatever is JSON without duplicate keys means the same in JSON5", arguments: UInt64(1)...20)
  func superset(seed: UInt64) throws {
    var generator = JSONGenerator(seed: seed)
    var compared = 0
    for _ in 0..<30 {
      let value = generator.value()
      guard !value.paths.contains(where: { value[$0]?.hasDuplicates ?? false }) else { continue }
      compared += 1
      let text = generator.spelling(of: value)
      #expect(try JSON5Document(parsing: text).value == value, "seed \(seed): \(text)")
    }
    #expect(compared > 5)
  }
}

extension JSONValue {
  fileprivate var hasDuplicates: Bool {
    guard let keys = object?.keys else { return false }
    return Set(keys).count < keys.count
  }
}

extension String {
  /// A doubled single quote stands for an escaped one, which keeps the example readable.
  fileprivate var replacingQuotes: String { split(separator: "''").joined(separator: "\\'") }
}
