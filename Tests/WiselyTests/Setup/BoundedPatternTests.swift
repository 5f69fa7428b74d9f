// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@Suite("Regular expressions with a bound", .timeLimit(.minutes(5)))
struct BoundedPatternTests {
  @Test(
    "Expressions mean what they mean in Perl and JavaScript",
    arguments: [
      (#"\b4\d\b"#, "So it is 42.", true), ("^42$", "So it is 42.", false),
      ("^42$", "42\n", false), ("(?m)^42$", "So\n42\r\nit is", true), ("a.c", "a\nc", false),
      ("(?s)a.c", "a\nc", true), ("(?i)strasse", "STRASSE", true), ("^.$", "é", true),
      (#"^\w+$"#, "Größe", true), (#"(?<=\$)\d+(?! EUR)"#, "$12", true),
      (#"(?<=\$)\d(?! EUR)"#, "$1 EUR", false), (#"^(\w)\w*\1$"#, "abba", true),
      (#"(?<day>\d\d)\.\k<day>"#, "11.11", true), (#"\u00e9"#, "é", true),
      (#"\p{Lu}{3}"#, "abcDEF", true), ("[[:digit:]]+", "a1", true), ("", "", true),
      ("a{2,3}+b", "aaab", true), ("x", "", false), ("^[^\\d]*$", "no digits", true),
    ])
  func meaning(_ pattern: String, _ text: String, _ matches: Bool) throws {
    #expect(try BoundedPattern(pattern).matches(text) == matches)
  }

  @Test(
    "What takes for ever is given up, with a sentence that says why",
    arguments: [
      ("(a+)+$", String(repeating: "a", count: 60) + "."),
      ("(a+)+$", String(repeating: "a", count: 50_000) + "."),
      ("^(([a-z])+.)+[A-Z]([a-z])+$", String(repeating: "a", count: 80)),
      ("(x+x+)+[yz]", String(repeating: "x", count: 60)),
      // Cheap at every single place, and there are very many.
      (
        "(a|a)+b(?=c)", String(repeating: String(repeating: "a", count: 14) + "b", count: 4_000)
      ),
      (#"(.*)(.*)(.*)(.*)\1\2\3\4z(?!.)"#, String(repeating: "z", count: 2_000)),
    ])
  func costly(_ pattern: String, _ text: String) throws {
    let compiled = try BoundedPattern(pattern)
    for _ in 0..<2 {
      let fault = #expect(throws: BoundedPattern.Fault.self) { try compiled.matches(text) }
      #expect(fault?.description.contains("takes too many steps on this answer") == true)
    }
  }

  @Test("A long answer is no costly one")
  func long() throws {
    let text = String(repeating: "All work and no play. ", count: 20_000) + "Answer: 42"
    #expect(try BoundedPattern(#"Answer:\s*(\d+)"#).matches(text))
    #expect(try BoundedPattern(#"^[\s\S]*42$"#).matches(text))
    #expect(try BoundedPattern(#"^(?:\w+[ .:]+)*\d+$"#).matches(text))
  }

  @Test(
    "A malformed expression says where it is wrong",
    arguments: [("a(b", 3), ("[z-a]", 3), ("é(", 2), ("*", 0)])
  func malformed(_ pattern: String, _ place: Int) {
    let fault = #expect(throws: BoundedPattern.Fault.self) { try BoundedPattern(pattern) }
    #expect(fault?.description.contains("(after character \(place))") == true, "\(fault as Any)")
  }

  @Test("Several tasks may use one expression")
  func shared() async throws {
    let pattern = try BoundedPattern(#"^(\d+)-\1$"#)
    let right = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<200 {
        group.addTask { try pattern.matches("\(number)-\(number / 2 * 2)") }
      }
      return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(right == 100)
  }

  @Test("A check that gives up fails, so that a cascade goes on")
  func check() async throws {
    let check = try RegexCheck("(a+)+$")
    let answer = String(repeating: "a", count: 60) + "."
    await #expect(throws: BoundedPattern.Fault.self) {
      try await check.verdict(on: Draft(question: "?", answer: answer))
    }
  }
}
