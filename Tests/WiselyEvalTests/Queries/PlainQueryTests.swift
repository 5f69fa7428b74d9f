// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@testable import WiselyEval

/// Reads a text as a file of that name.
func read(
  _ text: String, as name: String, format: String? = nil, beside files: [String: String] = [:]
) throws -> QuerySet {
  try QueryFile.read(
    Array(text.utf8), name: name, format: format.flatMap { QueryFormat($0) } ?? QueryFormat()
  ) { path in
    guard let content = files[path] else { throw EvalError(.input, "\(path) is not there.") }
    return Array(content.utf8)
  }
}

@Suite struct PlainQueryTests {
  @Test("JSON lines have questions, what is expected, files, clusters and metadata")
  func lines() throws {
    let set = try read(
      """
      {"id":"a","query":"How much?","expected":"7,050.00","files":["documents"],"team":"sales"}

      {"id":2,"question":"Who?","answer":"Corvane Mutual","system":"Be brief.","cluster":"lease"}
      {"prompt":"What?","ground_truth":{"a":1},"metadata":{"level":3}}
      {"input":"Open?"}
      """, as: "queries.jsonl")
    #expect(set.format == "plain-jsonl")
    #expect(set.problems == [])
    #expect(set.warnings == [])
    #expect(set.queries.map(\.line) == [1, 3, 4, 5])
    let one = set.queries[0]
    #expect(one.id == "a")
    #expect(one.prompt == "How much?")
    #expect(one.files == ["documents"])
    #expect(one.metadata == ["team": "sales"])
    #expect(one.assertions == [Assertion(.number, "7,050.00", line: 1)])
    let two = set.queries[1]
    #expect(two.id == "2")
    #expect(two.system == "Be brief.")
    #expect(two.cluster == "lease")
    #expect(two.assertions == [Assertion(.answer, "Corvane Mutual", line: 3)])
    #expect(set.queries[2].assertions == [Assertion(.jsonSubset, ["a": 1], line: 4)])
    #expect(set.queries[2].metadata == ["level": 3])
    #expect(set.queries[3].assertions == [])
    #expect(set.hash.count == 64)
  }

  @Test(
    "JSON may be a list, a list under 'queries', or one object, with comments",
    arguments: [
      "[\n{\"query\": \"A?\"}, // first\n{\"query\": \"B?\"},\n]",
      "{\"queries\": [{\"query\": \"A?\"},\n{\"query\": \"B?\"}]}",
    ])
  func json(text: String) throws {
    let set = try read(text, as: "queries.json")
    #expect(set.format == "plain-json")
    #expect(set.queries.map(\.prompt) == ["A?", "B?"])
    #expect(set.queries.map(\.line).last == (text.hasPrefix("[") ? 3 : 2))
  }

  @Test("CSV columns have the same names, whatever their case")
  func table() throws {
    let set = try read(
      "\u{FEFF}ID,Question,Expected Output,files,level\r\n"
        + "a,\"How much, \"\"roughly\"\"?\",12,\"x;y\",1\r\n"
        + "b,\"Two\r\nlines?\",,,2\r\n",
      as: "queries.csv")
    #expect(set.format == "plain-csv")
    #expect(set.problems == [])
    #expect(set.queries.map(\.prompt) == ["How much, \"roughly\"?", "Two\r\nlines?"])
    #expect(set.queries[0].files == ["x", "y"])
    #expect(set.queries[0].assertions == [Assertion(.number, "12", line: 2)])
    #expect(set.queries[0].metadata == ["level": "1"])
    #expect(set.queries[1].assertions == [])
    #expect(set.queries.map(\.line) == [2, 3])
  }

  @Test(
    "A bare expectation is what a sensible person would have written",
    arguments: [
      ("\"$20.00\"", .number, "$20.00"), ("18", .number, "18"), ("\"5 years\"", .answer, "5 years"),
      ("true", .answer, "true"), ("\"17%\"", .number, "17%"), ("\"-3\"", .number, "-3"),
      ("[\"4\", \"four\"]", .answer, ["4", "four"]), ("[4, 5]", .number, ["4", "5"]),
      ("\"So 3 * 6 = 18.\\n#### 18\"", .number, "18"), ("\"2026-11-24\"", .answer, "2026-11-24"),
      ("\"1.234.567\"", .number, "1.234.567"), ("\"Q3\"", .answer, "Q3"),
      ("{\"a\": 1}", .jsonSubset, ["a": 1]),
    ] as [(String, Assertion.Kind, JSONValue)])
  func expected(text: String, kind: Assertion.Kind, value: JSONValue) throws {
    let set = try read("{\"query\": \"?\", \"expected\": \(text)}", as: "a.jsonl")
    #expect(set.queries[0].assertions == [Assertion(kind, value, line: 1)])
  }

  @Test("Assertions may be written out, ours and promptfoo's")
  func assertions() throws {
    let set = try read(
      """
      {"query": "?", "assert": [{"type": "regex", "value": "^a", "weight": 2}, "not-icontains:b",
        {"type": "command", "value": ["python3", "check.py"]}], "threshold": 0.5}
      """.replacing("\n", with: " "), as: "a.jsonl")
    #expect(set.problems == [])
    #expect(
      set.queries[0].assertions == [
        Assertion(.regex, "^a", weight: 2, line: 1),
        Assertion(.containsIgnoringCase, "b", isNegated: true, line: 1),
        Assertion(.command, ["python3", "check.py"], line: 1),
      ])
    #expect(set.queries[0].threshold == 0.5)
  }

  @Test("Everything wrong is said at once, each with its line")
  func problems() throws {
    let set = try read(
      """
      {"query": "A?", "expected": "1"}
      {"query": 
      ["not", "an", "object"]
      {"expected": "2"}
      {"query": "B?", "assert": [{"type": "python", "value": "x"}, {"type": "equal", "value": "x"},
      {"query": "C?", "assert": [{"type": "python", "value": "x"}, {"type": "equal", "value": "x"}]}
      {"query": "D?", "assert": [{"type": "regex", "value": "("}]}
      {"query": " ", "id": "d"}
      {"query": "E?", "threshold": 2, "files": {"a": 1}}
      """, as: "a.jsonl")
    let lines = set.problems.map(\.line)
    #expect(lines == [2, 3, 4, 5, 6, 6, 7, 8, 9, 9], "\(set.problems)")
    #expect(set.problems.contains { $0.message.contains("did you mean 'equals'?") })
    #expect(set.problems.contains { $0.message.contains("'python' is not supported") })
    #expect(set.queries.map(\.prompt) == ["A?", "C?", "D?", "E?"])
  }

  @Test("An id that is given twice is an error that names both lines")
  func duplicateIDs() throws {
    let set = try read(
      "{\"id\":\"a\",\"query\":\"A?\"}\n{\"id\":\"b\",\"query\":\"B?\"}\n{\"id\":\"a\",\"query\":\"C?\"}",
      as: "a.jsonl")
    #expect(set.queries.map(\.id) == ["a", "b"])
    #expect(
      set.problems.map(\.description) == [
        "line 3: The id 'a' was given on line 1 already; give each query its own."
      ])
  }

  @Test("Made ids depend on what is asked alone, and are unique")
  func madeIDs() throws {
    let one = try read(
      "{\"query\":\"A?\",\"expected\":\"1\"}\n{\"query\":\"B?\"}\n{\"query\":\"A?\"}", as: "a.jsonl"
    )
    let other = try read(
      "{\"query\":\"B?\",\"note\":1}\n{\"query\":\"A?\",\"expected\":\"2\"}", as: "a.jsonl")
    #expect(Set(one.queries.map(\.id)).count == 3)
    #expect(one.queries[0].id == other.queries[1].id)
    #expect(one.queries[1].id == other.queries[0].id)
    #expect(one.queries[2].id == one.queries[0].id + "-2")
    #expect(one.queries[0].id.hasPrefix("q-"))
  }

  @Test("Queries that ask the same are one cluster, and so are the clusters they are in")
  func duplicates() throws {
    let set = try read(
      """
      {"id":"a","query":"How  much?\\n"}
      {"id":"b","query":"How much?"}
      {"id":"c","query":"How much?","files":["x"]}
      {"id":"d","query":"Who?","cluster":"one"}
      {"id":"e","query":"Who?","cluster":"two"}
      {"id":"f","query":"When?","cluster":"two"}
      {"id":"g","query":"Why?","cluster":"three"}
      """, as: "a.jsonl")
    #expect(set.problems == [])
    #expect(
      set.queries.map(\.cluster) == [
        "duplicates of a", "duplicates of a", nil, "one", "one", "one", "three",
      ])
    #expect(set.warnings.map(\.line) == [2, 5])
    #expect(set.warnings[0].message.contains("'a' on line 1"))
  }

  @Test(
    "A file nothing can be made of is an error with the mend",
    arguments: [
      ("", "a.jsonl", "is empty"), (" \n\n", "a.csv", "is empty"), ("[]", "a.json", "no query"),
      ("[1,", "a.json", "line 1"), ("a: [1\n", "a.yaml", "line 2"),
      ("query\n", "a.csv", "no query"),
      (
        "{\"id\":\"a\",\"model\":\"x\",\"score\":1}", "a.jsonl", "use 'wisely eval compare'"
      ),
    ])
  func unreadable(text: String, name: String, part: String) throws {
    let error = #expect(throws: EvalError.self) { try read(text, as: name) }
    #expect(error?.code == .input)
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
  }

  @Test("Other encodings are named")
  func encodings() {
    let utf16: [UInt8] = [0xFF, 0xFE, 0x41, 0]
    let latin: [UInt8] = Array("query\nok\n".utf8) + [0xE9, 0x0A]
    let first = #expect(throws: EvalError.self) { try QueryFile.read(utf16, name: "a.csv") }
    #expect(first?.message == "a.csv is written in UTF-16; save it as UTF-8.")
    let second = #expect(throws: EvalError.self) { try QueryFile.read(latin, name: "a.csv") }
    #expect(second?.message == "a.csv, line 3: the text is not UTF-8; save it as UTF-8.")
  }

  @Test("Our own examples and the recorded questions are read without a complaint")
  func recorded() throws {
    let set = try QueryFile.read(
      try SharedData.bytes("recordings/routellm_gsm8k.queries.jsonl"), name: "gsm8k.jsonl")
    #expect(set.queries.count == 1_319)
    #expect(set.problems == [])
    #expect(set.queries.allSatisfy { $0.assertions.map(\.kind) == [.number] })
  }
}
