// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyTesting

@testable import WiselyEval

/// The readers of CSV, YAML and templates, and what becomes of nonsense.
@Suite struct ReaderTests {
  @Test(
    "CSV is read as RFC 4180 has it",
    arguments: [
      ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]), ("a,b\r\n1,2", [["a", "b"], ["1", "2"]]),
      ("a\r\rb\r", [["a"], ["b"]]), ("\"a,b\",\"c\"\"d\"\n", [["a,b", "c\"d"]]),
      ("\"x\ny\"\n", [["x\ny"]]), ("a,,\n", [["a", "", ""]]), ("\u{FEFF}a,b\n", [["a", "b"]]),
      ("5\" pipe,x\n", [["5\" pipe", "x"]]), ("a;b\n1,5;2\n", [["a", "b"], ["1,5", "2"]]),
      ("a\tb\n", [["a", "b"]]), ("", []), ("\n\n", []), ("\"\"\n", []), ("é,ü", [["é", "ü"]]),
    ])
  func csv(text: String, records: [[String]]) {
    let reader = CSVReader(Array(text.utf8))
    #expect(reader.records.map(\.fields) == records)
    #expect(reader.problems == [])
  }

  @Test("Records know their lines, and what is malformed is said with its line")
  func csvLines() {
    let reader = CSVReader(Array("a\n\"x\r\ny\rz\n\"\n\nb\n\"c\"d\n\"open\nend".utf8))
    #expect(reader.records.map(\.line) == [1, 2, 7, 8, 9])
    #expect(reader.problems.map(\.line) == [8, 9])
  }

  @Test("What is written as CSV is read back", arguments: 0..<20 as Range<UInt64>)
  func csvRoundTrip(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let alphabet = Array("ab,;\"\n\r\té ")
    let records = (0..<20).map { _ in
      (0..<3).map { _ in
        String(
          (0..<Int.random(in: 0...6, using: &random)).map { _ in
            alphabet.randomElement(using: &random) ?? "a"
          })
      }
    }
    let text = records.map { fields in
      fields.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
    }.joined(separator: "\r\n")
    let reader = CSVReader(Array(text.utf8), separator: ",")
    #expect(reader.records.map(\.fields) == records, "seed \(seed)")
    #expect(reader.problems == [])
  }

  @Test(
    "YAML's scalars are those of version 1.2",
    arguments: [
      ("no", "no"), ("yes", "yes"), ("on", "on"), ("true", true), ("False", false), ("~", .null),
      ("null", .null), ("", .null), ("'1'", "1"), ("1", 1), ("+5", 5), ("007", 7), ("0x1F", 31),
      ("0o17", 15), ("1:30", "1:30"), ("2026-11-24", "2026-11-24"), ("1_000", "1_000"),
      (".5", .number(JSONNumber(lexeme: "0.5") ?? JSONNumber(0))),
      ("1.10", .number(JSONNumber(lexeme: "1.10") ?? JSONNumber(0))),
      ("-2.", -2), (".inf", ".inf"), (".nan", ".nan"), ("1e3x", "1e3x"), ("!!str 5", "5"),
      ("!!int 5", 5), ("|\n  a\n  b\n", "a\nb\n"), (">-\n  a\n  b\n", "a b"),
      ("7,050.00", "7,050.00"),
      ("0x", "0x"), ("0x-1", "0x-1"), ("1.2.3", "1.2.3"), ("+", "+"), (".", "."),
    ] as [(String, JSONValue)])
  func scalars(text: String, value: JSONValue) throws {
    #expect(try YAMLReader.read(Array("a: \(text)".utf8)).json["a"] == value)
  }

  @Test("YAML keeps order and lines, follows aliases and merges")
  func yaml() throws {
    let value = try YAMLReader.read(
      Array(
        """
        base: &base
          z: 1
          a: {x: [1, 2]}
        other:
          <<: *base
          z: 2
        list: [*base, *base]
        many:
          <<: [{q: 1}, {q: 2, r: 3}]
        """.utf8))
    #expect(
      value.json == [
        "base": ["z": 1, "a": ["x": [1, 2]]], "other": ["z": 2, "a": ["x": [1, 2]]],
        "list": [["z": 1, "a": ["x": [1, 2]]], ["z": 1, "a": ["x": [1, 2]]]],
        "many": ["q": 1, "r": 3],
      ])
    #expect(value["other"]?["z"]?.line == 6)
    #expect(value["list"]?.array?.count == 2)
  }

  @Test(
    "YAML we cannot use is refused with its line",
    arguments: [
      ("a: 1\na: 2", 2), ("a: [1", 1), ("a: *b", 1), ("? [x]\n: 1", 1), ("a: !!python/none x", 1),
      ("a: 1\n---\nb: 2", 2), ("a: !!int x", 1), ("\ta: 1", 1), ("<<: 5", 1), ("a: !x [1]", 1),
      ("a: \u{1}", 1),
    ])
  func badYAML(text: String, line: Int) {
    let error = #expect(throws: YAMLError.self) { try YAMLReader.read(Array(text.utf8)) }
    #expect(error?.line == line || text.hasPrefix("a: [1"), "\(String(describing: error))")
  }

  @Test("Aliases of aliases and deep nesting are bounded", .timeLimit(.minutes(5)))
  func bombs() {
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...12 {
      let uses = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      bomb += "a\(level): &a\(level) [\(uses)]\n"
    }
    let error = #expect(throws: YAMLError.self) { try YAMLReader.read(Array(bomb.utf8)) }
    #expect(error?.reason.contains("aliases") == true)
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: YAMLError.self) { try YAMLReader.read(Array(deep.utf8)) }
    let mappings = String(repeating: "{a: ", count: 10_000)
    #expect(throws: YAMLError.self) { try YAMLReader.read(Array(mappings.utf8)) }
  }

  @Test("Templates are filled in one pass")
  func templates() throws {
    let template = try PromptTemplate("{a} {{ a }}{# note #} {{b.c}} {{b.d.1}}{{a}}")
    #expect(template.names == ["a", "b"])
    let filled = try template.filled(with: ["a": "{{b}}", "b": ["c": 5, "d": ["x", "y"]]])
    #expect(filled == "{a} {{b}} 5 y{{b}}")
    for wrong in ["{{a", "{% if a %}", "{{ a | upper }}", "{{ a + b }}", "{{}}", "{{a..b}}"] {
      #expect(throws: EvalError.self, "\(wrong)") { try PromptTemplate(wrong) }
    }
    #expect(throws: EvalError.self) { try PromptTemplate("{{a.b}}").filled(with: ["a": "x"]) }
  }

  static let seeds: [(name: String, text: String)] = [
    (
      "a.jsonl", "{\"id\":\"a\",\"query\":\"How?\",\"expected\":[\"1\"],\"assert\":[\"regex:a\"]}\n"
    ),
    (
      "a.csv",
      "question,__expected,__metadata:x[],__config:__expected:threshold\r\n\"A?\",similarity:a,\"b,c\",0.5\r\n"
    ),
    (
      "a.yaml",
      "prompts: ['{{q}}']\ntests:\n- &t\n  vars: {q: [a, b]}\n  assert:\n  - {type: equals, value: '{{q}}'}\n- *t\n"
    ),
    (
      "a.json",
      "[{\"input\":[{\"role\":\"user\",\"content\":\"?\"}],\"choices\":[\"a\",\"b\"],\"target\":\"A\"}]"
    ),
    ("a", "{\"vars\":{\"a\":1},\"assert\":[{\"type\":\"is-json\",\"value\":{}}],\"options\":{}}"),
  ]

  @Test(
    "Mangled files give problems or an error, never a crash", .timeLimit(.minutes(5)),
    arguments: 0..<8 as Range<UInt64>)
  func fuzz(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let dialects: [QueryFormat.Dialect?] = [nil] + QueryFormat.Dialect.allCases
    var read = 0
    for _ in 0..<150 {
      guard let base = Self.seeds.randomElement(using: &random) else { continue }
      var bytes = Array(base.text.utf8)
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0 where place < bytes.count: bytes.remove(at: place)
        case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
        case 2:
          let marks = Array("{}[]\",:\n&*-|<>'#%\\".utf8)
          bytes.insert(marks.randomElement(using: &random) ?? 0, at: place)
        default:
          let end = Int.random(in: place...bytes.count, using: &random)
          bytes.insert(contentsOf: bytes[place..<end], at: place)
        }
      }
      let format = QueryFormat(dialects.randomElement(using: &random) ?? nil)
      do {
        let set = try QueryFile.read(bytes, name: base.name, format: format)
        read += 1
        #expect(Set(set.queries.map(\.id)).count == set.queries.count)
        #expect(set.queries.allSatisfy { !$0.id.isEmpty && !$0.prompt.isEmpty })
        for query in set.queries {
          for assertion in query.assertions { try AssertionGrader.validate(assertion) }
        }
      } catch {
        #expect(error.code == .input, "\(error)")
        #expect(!error.message.isEmpty)
      }
    }
    #expect(read > 0)
  }
}
