// SPDX-License-Identifier: Apache-2.0

/// Reads which tests failed from a test runner's output.
enum FailingTests {
  /// The names of the failing tests; empty when a test command succeeded, nil when nobody can tell.
  ///
  /// Known shapes: pytest, unittest, go test, cargo, XCTest, Swift Testing, Jest and TAP.
  static func found(in output: String, command: String?, isError: Bool) -> Set<String>? {
    let isTestRun = command.map(runsTests) ?? false
    guard isTestRun || command == nil else { return nil }
    var names: Set<String> = []
    for line in output.split(whereSeparator: \.isNewline) {
      if let name = name(in: line) { names.insert(name) }
    }
    if !names.isEmpty { return names }
    // A failed run without names is a broken build, not a set of tests.
    return isTestRun && !isError ? [] : nil
  }

  private static let runners = ["pytest", "ctest", "jest", "vitest", "unittest", "tox", "rspec"]

  static func runsTests(_ command: String) -> Bool {
    let words = command.split(whereSeparator: { $0.isWhitespace || $0 == "/" || $0 == ";" })
      .map(String.init)
    if words.contains(where: runners.contains) { return true }
    let tools: Set<String> = [
      "swift", "go", "cargo", "npm", "yarn", "pnpm", "make", "mvn", "gradle",
    ]
    return zip(words, words.dropFirst()).contains {
      tools.contains($0) && ($1 == "test" || $1 == "check")
    }
  }

  /// Between a prefix and the place where the name ends.
  private static let shapes: [(prefix: String, end: Character)] = [
    ("FAILED ", " "), ("--- FAIL: ", " "), ("FAIL: ", " "), ("ERROR: ", " "),
    ("✘ Test ", ")"), ("not ok ", "#"), ("● ", "\u{0}"), ("FAIL ", " "),
  ]

  private static func name(in line: Substring) -> String? {
    let text = line.drop { $0.isWhitespace }
    // cargo: `test module::name ... FAILED`
    if text.hasPrefix("test "), text.hasSuffix("... FAILED") {
      return String(text.dropFirst(5).prefix { !$0.isWhitespace })
    }
    // XCTest: `file:3: error: Suite.test : XCTAssert… failed`
    if let mark = text.firstRange(of: ": error: ") {
      let rest = text[mark.upperBound...]
      guard let end = rest.firstRange(of: " : ") else { return nil }
      return String(rest[..<end.lowerBound])
    }
    for shape in shapes where text.hasPrefix(shape.prefix) {
      var name = text.dropFirst(shape.prefix.count)
      if shape.prefix == "not ok " {
        // TAP numbers its tests; the name is what stays when one is added before it.
        name = name.drop { $0.isNumber || $0 == " " || $0 == "-" }
      }
      let end: Character = shape.prefix == "✘ Test " && !name.hasPrefix("\"") ? " " : shape.end
      var cut = name.prefix { $0 != end }
      if name.hasPrefix("\""), let close = name.dropFirst().firstIndex(of: "\"") {
        cut = name[...close]
      }
      while cut.last?.isWhitespace == true { cut.removeLast() }
      // Two words of prose ("ERROR: could not …") are no test; identifiers have a mark in them.
      let looksLikeName =
        shape.end != " " || cut.contains { "_.:/[(".contains($0) } || cut.contains("Test")
        || cut.contains("test")
      guard !cut.isEmpty, looksLikeName else { continue }
      return String(cut)
    }
    return nil
  }
}
