// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing
import Wisely
import WiselyTesting

@testable import WiselyEval

/// The score an answer gets from one assertion.
func score(_ answer: String, _ assertion: Assertion) async throws -> Double? {
  let query = Query(id: "q", prompt: "?", assertions: [assertion])
  return try await GraderSet(for: query).grade(answer, to: query).score
}

@Suite struct GraderTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var kind: Assertion.Kind
    var value: JSONValue
    var right: [String]
    var wrong: [String]
    var testDescription: String { "\(kind): \(value.text)" }

    init(_ kind: Assertion.Kind, _ value: JSONValue, right: [String], wrong: [String]) {
      self.kind = kind
      self.value = value
      self.right = right
      self.wrong = wrong
    }
  }

  private static func decimal(_ lexeme: String) -> JSONValue {
    JSONNumber(lexeme: lexeme).map { .number($0) } ?? .null
  }

  static let cases = [
    Case(.equals, "Yes", right: ["Yes", " Yes\n"], wrong: ["yes", "Yes.", ""]),
    Case(.equals, ["a": 1], right: ["{\"a\": 1.0}"], wrong: ["{\"a\": 2}", "a"]),
    Case(.equals, 5, right: ["5", "5.0"], wrong: ["6"]),
    Case(
      .answer, "5 years",
      right: ["5 years", "5 Years.", "So:\n**Answer:** 5 years", "\"5 years\""],
      wrong: ["It is 5 years", "Answer: 6 years\n5 years", "5"]),
    Case(.answer, ["Paris", "7"], right: ["paris", "It is 7", "7.0"], wrong: ["Rome", "8"]),
    Case(.contains, "Paris", right: ["In Paris."], wrong: ["paris", ""]),
    Case(.containsIgnoringCase, "Paris", right: ["PARIS"], wrong: ["Par is"]),
    Case(.containsAny, ["a", "b"], right: ["xb", "a"], wrong: ["AB", ""]),
    Case(.containsAll, ["a", "b"], right: ["ba"], wrong: ["a", "Ab"]),
    Case(.containsAnyIgnoringCase, ["a", "b"], right: ["B"], wrong: ["c"]),
    Case(.containsAllIgnoringCase, ["a", "b"], right: ["BA"], wrong: ["A"]),
    Case(.startsWith, "Yes", right: ["  Yes, but"], wrong: ["Oh yes", "yes"]),
    Case(.regex, "^\\d{3}$", right: ["123"], wrong: ["1234", "a"]),
    Case(.regex, #"^(?!.*sorry).*\bparis\b"#, right: ["paris it is"], wrong: ["sorry, paris"]),
    Case(
      .number, "1,172", right: ["1172", "1,172.00", "$1,172", "#### 1172\nof 9"],
      wrong: ["1173", "none", "1172 of 1,319"]),
    Case(.number, [4, 5], right: ["5"], wrong: ["6"]),
    Case(.number, ["value": 10, "tolerance": decimal("0.5")], right: ["10.4"], wrong: ["10.6"]),
    Case(.number, ["minimum": 1, "maximum": 2], right: ["1.5"], wrong: ["3"]),
    Case(.number, true, right: ["1"], wrong: ["one"]),
    Case(
      .number, "3480851105396106835731", right: ["3,480,851,105,396,106,835,731"],
      wrong: ["3480851105396106835732", "3.480851105396106e21"]),
    Case(.number, "17%", right: ["17", "17 %", "17.0%"], wrong: ["0.17"]),
    Case(.number, decimal("0.3"), right: ["0.30000000000000004", "0.300"], wrong: ["0.301"]),
    Case(.json, .null, right: ["[1]", " {} "], wrong: ["```json\n[1]\n```", "x"]),
    Case(.json, ["type": "array"], right: ["[1]"], wrong: ["{}", "[1"]),
    Case(
      .containsJSON, .null, right: ["See {\"a\": [1, \"}\"]}.", "```\n1\n```", "[x] but {}"],
      wrong: ["{a}", "none"]),
    Case(
      .containsJSON, ["required": ["a"]], right: ["So {\"a\": 1}!"], wrong: ["So {\"b\": 1}!"]),
    Case(
      .jsonSchema, ["type": "object"], right: ["```json\n{}\n```", "{}"], wrong: ["[]", "So {}"]),
    Case(
      .jsonSubset, ["a": 1, "b": ["c": [1, 2]]],
      right: ["{\"b\":{\"c\":[1.0,2],\"d\":0},\"a\":1,\"z\":null}"],
      wrong: ["{\"a\":1}", "{\"a\":1,\"b\":{\"c\":[1]}}", "{\"a\":2,\"b\":{\"c\":[1,2]}}", "x"]),
    Case(.levenshtein, "kitten", right: ["sitting", "kitten"], wrong: ["mittens and more"]),
  ]

  @Test("Every kind tells right from wrong", arguments: cases)
  func kinds(test: Case) async throws {
    let assertion = Assertion(test.kind, test.value)
    var opposite = assertion
    opposite.isNegated = true
    for answer in test.right {
      #expect(try await score(answer, assertion) == 1, "\(answer)")
      #expect(try await score(answer, opposite) == 0, "\(answer)")
    }
    for answer in test.wrong {
      #expect(try await score(answer, assertion) == 0, "\(answer)")
      #expect(try await score(answer, opposite) == 1, "\(answer)")
    }
  }

  @Test(
    "A regular expression that takes for ever gives no score, negated or not",
    .timeLimit(.minutes(5)))
  func endless() async throws {
    let answer = String(repeating: "a", count: 60) + "."
    var assertion = Assertion(.regex, "(a+)+$")
    #expect(try await score(answer, assertion) == nil)
    assertion.isNegated = true
    #expect(try await score(answer, assertion) == nil)
    var query = Query(id: "q", prompt: "?")
    query.assertions = [assertion, Assertion(.contains, "a")]
    let result = try await GraderSet(for: query).result(for: answer, to: query)
    #expect(result.grade.score == nil)
    #expect(result.grade.reason.contains("takes too many steps on this answer"))
    // What is wrong anyway stays wrong.
    query.assertions[1] = Assertion(.contains, "b")
    #expect(try await GraderSet(for: query).grade(answer, to: query).score == 0)
  }

  @Test(
    "A value that does not fit is an error",
    arguments: [
      (.equals, .null), (.contains, .null), (.contains, ["a"]), (.contains, ""),
      (.containsAny, []), (.containsAll, [["a"]]), (.regex, "("), (.regex, .null),
      (.number, "many"), (.number, [1, "x"]), (.number, []), (.number, ["value": "x"]),
      (.json, "text"), (.json, ["type": "thing"]), (.jsonSchema, .null), (.jsonSubset, .null),
      (.choice, ["choices": ["a"], "answer": "a"]), (.choice, ["choices": ["a", "b"]]),
      (.command, "make test"), (.command, []), (.judge, ["rubrik": "x"]), (.judge, 5),
      (.judge, " "), (Assertion.Kind(rawValue: "nonsense"), "x"),
    ] as [(Assertion.Kind, JSONValue)])
  func misfits(kind: Assertion.Kind, value: JSONValue) {
    #expect(throws: EvalError.self) { try AssertionGrader.validate(Assertion(kind, value)) }
  }

  @Test("GPT-4's and Mixtral's recorded answers to GSM8K are right as often as the data say")
  func gsm8k() async throws {
    let queries = try QueryFile.read(
      try SharedData.bytes("recordings/routellm_gsm8k.queries.jsonl"), name: "gsm8k.jsonl")
    let byID = Dictionary(uniqueKeysWithValues: queries.queries.map { ($0.id, $0) })
    let rows = try SharedData.bytes("recordings/routellm_gsm8k.jsonl")
    var right: [String: Int] = [:]
    var differing: [String] = []
    for line in rows.split(separator: UInt8(ascii: "\n")) {
      let row = try JSONValue(parsing: Array(line))
      let query = try #require(byID[row["id"]?.string ?? ""])
      let model = try #require(row["model"]?.string)
      let answer = try #require(row["response"]?.string)
      let score = try await GraderSet(for: query).grade(answer, to: query).score
      right[model, default: 0] += score == 1 ? 1 : 0
      if score != row["regraded"]?.double { differing.append("\(query.id) \(model)") }
    }
    #expect(right["gpt-4-1106-preview"] == 1_172)
    #expect(right["mistralai/Mixtral-8x7B-Instruct-v0.1"] == 843)
    #expect(differing == [])
  }

  @Test("Similarity is the share of characters that need no edit, within bounds")
  func similarity() async throws {
    #expect(try await score("kitten", Assertion(.similarity, "kitten")) == 1)
    #expect(try await score("", Assertion(.similarity, "kitten")) == 0)
    let close = try await score("sitting", Assertion(.similarity, "kitten"))
    #expect(close == 1 - 3.0 / 7)
    #expect(try await score("sitting", Assertion(.similarity, "kitten", threshold: 0.5)) == 1)
    #expect(try await score("sitting", Assertion(.similarity, "kitten", threshold: 0.6)) == 0)
    let long = String(repeating: "a", count: EditDistance.maximumLength + 1)
    #expect(try await score(long, Assertion(.similarity, "b")) == nil)
  }

  @Test("The bit vectors count what the plain table counts", arguments: 0..<6 as Range<UInt64>)
  func editDistance(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<60 {
      let texts = (0..<2).map { _ in
        let count = Int.random(in: 0...200, using: &random)
        return String((0..<count).map { _ in "abcé".randomElement(using: &random) ?? "a" })
      }
      // Related texts have small distances, where mistakes of the carries show.
      let other = Bool.random(using: &random) ? texts[1] : String(texts[0].shuffled(using: &random))
      let plain = Self.plainDistance(Array(texts[0]), Array(other))
      #expect(EditDistance.between(texts[0], other) == plain, "seed \(seed): \(texts[0]) \(other)")
    }
  }

  private static func plainDistance(_ one: [Character], _ other: [Character]) -> Int {
    var row = Array(0...other.count)
    for (i, character) in one.enumerated() {
      var before = row[0]
      row[0] = i + 1
      for (j, candidate) in other.enumerated() {
        let next = min(row[j + 1] + 1, row[j] + 1, before + (character == candidate ? 0 : 1))
        before = row[j + 1]
        row[j + 1] = next
      }
    }
    return row[other.count]
  }

  @Test("The longest texts are compared in bounded time", .timeLimit(.minutes(5)))
  func longest() {
    let count = EditDistance.maximumLength
    let one = String((0..<count).map { Character(UnicodeScalar(UInt8(97 + $0 % 7))) })
    let other = String((0..<count).map { Character(UnicodeScalar(UInt8(97 + $0 % 11))) })
    let distance = EditDistance.between(one, other)
    #expect(distance.map { $0 > 0 && $0 <= count } == true)
  }
}
