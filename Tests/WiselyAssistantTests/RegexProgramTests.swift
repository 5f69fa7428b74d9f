// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import WiselyAssistant

@Suite struct RegexProgramTests {
  private func matches(_ pattern: String, _ line: String) throws -> Bool {
    var steps = LinePattern.maximumSteps
    return try RegexProgram(pattern).matches(Substring(line), steps: &steps)
  }

  @Test(
    "Patterns match what they say",
    arguments: [
      ("abc", "xabcx", true), ("abc", "ABC", true), ("(?-i)abc", "ABC", false),
      ("a.c", "a-c", true),
      ("^a", "ba", false), ("a$", "ab", false), ("^$", "", true), ("^$", "x", false),
      ("a*", "", true), ("^a+$", "aaa", true), ("^a?b$", "b", true), ("^(ab|cd)+$", "abcdab", true),
      ("^(?:ab|cd){2}$", "abcd", true), ("^a{2,3}$", "aaaa", false), ("^a{2,}$", "aaaa", true),
      ("^a{,2}$", "aa", true), ("[a-c]+x", "abcx", true), ("^[^a-c]$", "d", true),
      ("^[^a-c]$", "B", false), ("[]x]", "]", true), ("[x-]", "-", true),
      ("\\d{4}", "in 2026", true),
      ("^\\D+$", "abc1", false), ("\\bcat\\b", "a cat.", true), ("\\bcat\\b", "concat", false),
      ("\\Bcat", "concat", true), ("\\$\\d+\\.\\d\\d", "costs $12.50", true),
      ("a\\sb", "a\tb", true),
      ("[\\w.]+@[\\w.]+", "to a.b@c.org now", true), ("\\x41", "a", true),
      ("\\u{1F600}", "😀", true),
      ("ä", "Ä", true), ("[à-ü]", "É", true), ("\\w+", "ж", true), ("^\\w$", "—", false),
      ("a{x", "a{x", true), ("{}", "{}", true), ("(?<year>\\d+)", "7", true), ("x*?y+?", "y", true),
      ("a|", "zzz", true), ("()*b", "b", true), ("(a*)*b", "aaab", true), ("(^a|b)c", "bc", true),
      ("\\Aab\\z", "ab", true),
    ] as [(String, String, Bool)])
  func patterns(pattern: String, line: String, matched: Bool) throws {
    #expect(try matches(pattern, line) == matched)
  }

  @Test(
    "What cannot be used is refused in words",
    arguments: [
      "(", ")", "[a", "a**", "*a", "a{3,1}", "a{2000}", "\\1", "(?=a)", "(?<!a)", "(?>a)", "a++",
      "\\", "\\q", "[z-a]", "\\x4", "[[:alpha:]]", "^*", "(((a{1000}){1000}){1000})",
      "((((){1000}){1000}){1000}){1000}", String(repeating: "(", count: 400), "{2}", "a{2}{3}",
    ])
  func refused(pattern: String) {
    let error = #expect(throws: PatternError.self) { try matches(pattern, "a") }
    #expect(error?.description.hasPrefix("The regular expression") == true)
  }

  @Test("Patterns that hang a backtracking engine take their time by length alone")
  func catastrophic() throws {
    let line = String(repeating: "a", count: 20_000) + "!"
    for pattern in ["^(a+)+$", "^(a|aa)+$", "^(a|a?)+$", "(.*)*x", "^(([a-z])+.)+[A-Z]([a-z])+$"] {
      #expect(try matches(pattern, line) == false)
    }
  }

  @Test("Steps are counted, and a search that spends them all is given up")
  func budget() throws {
    let program = try RegexProgram("(a?){50}b")
    var steps = 1_000
    #expect(throws: PatternError.self) {
      try program.matches(Substring(String(repeating: "a", count: 1_000)), steps: &steps)
    }
  }

  /// Patterns the other engine has, too, without the shapes on which it takes for ever.
  private static func pattern(_ random: inout PathFuzzTests.Generator, depth: Int) -> String {
    let atoms = ["a", "b", "c", ".", "[ab]", "[^a]", "\\d", "\\w", "1", "\\b"]
    guard depth > 0 else { return atoms.randomElement(using: &random) ?? "a" }
    switch UInt.random(in: 0..<8, using: &random) {
    case 0: return "(" + pattern(&random, depth: depth - 1) + ")"
    case 1: return "(" + pattern(&random, depth: 0) + "|" + pattern(&random, depth: depth - 1) + ")"
    case 2: return "(" + pattern(&random, depth: depth - 1) + ")?"
    case 3: return ["a", "b", "[ab]", "\\d"].randomElement(using: &random).map { $0 + "*" } ?? ""
    case 4: return ["a", "b", "c"].randomElement(using: &random).map { $0 + "{1,2}" } ?? ""
    case 5: return (Bool.random(using: &random) ? "^" : "") + pattern(&random, depth: depth - 1)
    default:
      return pattern(&random, depth: depth - 1) + pattern(&random, depth: depth - 1)
    }
  }

  @Test(
    "It agrees with the standard library's engine on random patterns",
    arguments: 1...4 as ClosedRange<UInt64>)
  func agrees(seed: UInt64) throws {
    var random = PathFuzzTests.Generator(state: seed)
    for _ in 0..<150 {
      let pattern = Self.pattern(&random, depth: 4)
      let other = try Regex(pattern).ignoresCase().wordBoundaryKind(.simple)
      for _ in 0..<6 {
        let count = Int.random(in: 0...7, using: &random)
        let line = String((0..<count).map { _ in "abcAB1 ".randomElement(using: &random) ?? "a" })
        let expected = line.firstMatch(of: other) != nil
        #expect(
          try matches(pattern, line) == expected,
          "seed \(seed), pattern \(pattern), line \(line.debugDescription)")
      }
    }
  }
}
