// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import WiselyArguments

@Suite struct HelpTests {
  @Test("Help texts are as recorded", arguments: [40, 80, 100])
  func recorded(columns: Int) throws {
    try Golden.expect(Lamp.helpMessage(columns: columns), equals: "help-lamp-\(columns).txt")
    try Golden.expect(
      Lamp.helpMessage(for: Ask.self, columns: columns), equals: "help-ask-\(columns).txt")
  }

  @Test("Help of nested and plain commands is as recorded")
  func nested() throws {
    let texts = [Store.self, Store.Check.self, Copy.self, Shift.self] as [any Command.Type]
    try Golden.expect(
      texts.map { Lamp.helpMessage(for: $0) }.joined(separator: "----\n"), equals: "help-others.txt"
    )
  }

  @Test("No generated line is wider than asked for", arguments: [40, 60, 80, 100])
  func width(columns: Int) {
    let page = Lamp.helpMessage(for: Ask.self, columns: columns)
    // Examples are copied by hand and must not be broken.
    let wide = page.split(separator: "\n").filter { $0.count > columns && !$0.contains("$ ") }
    #expect(wide == [])
  }

  @Test("Widths beyond 40 to 100 are clamped")
  func clamped() {
    #expect(Lamp.helpMessage(columns: 500) == Lamp.helpMessage(columns: 100))
    #expect(Lamp.helpMessage(columns: 0) == Lamp.helpMessage(columns: 40))
  }

  @Test("Hidden options and commands are not mentioned")
  func hidden() {
    #expect(!Lamp.helpMessage(for: Ask.self).contains("debug-seed"))
    #expect(!Lamp.helpMessage().contains("secret"))
  }

  @Test(
    "Property names become option names",
    arguments: zip(
      ["maxTokens", "useJSON", "JSONLines", "a", "snake_case", "geo2D", "cacheWrite5m"],
      ["max-tokens", "use-json", "json-lines", "a", "snake-case", "geo2-d", "cache-write5m"]))
  func kebabCase(property: String, option: String) {
    #expect(Name.kebabCase(property) == option)
  }

  @Test(
    "The edit distance counts a swap once and ignores case",
    arguments: [
      ("setpu", "setup", 1), ("", "abc", 3), ("abc", "", 3), ("Same", "same", 0),
      ("kitten", "sitting", 3),
      ("öl", "ol", 1),
    ])
  func distance(from: String, to: String, expected: Int) {
    #expect(Suggestion.distance(from: from, to: to) == expected)
  }

  @Test("Far words are not suggested")
  func noSuggestion() {
    #expect(Suggestion.nearest(to: "xyz", among: ["ask", "store"]) == nil)
    #expect(Suggestion.nearest(to: "x", among: ["a"]) == nil)
    #expect(Suggestion.nearest(to: "stroe", among: ["score", "store"]) == "store")
  }
}
