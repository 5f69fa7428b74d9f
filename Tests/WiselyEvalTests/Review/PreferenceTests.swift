// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing
import Wisely
import WiselyTesting

@testable import WiselyEval

@Suite("Preferences") struct PreferenceTests {
  /// A choice about the setups `a` and `b`, `a` on the left.
  static func line(
    _ choice: ReviewChoice?, item: Int, reviewer: String = "anna", isRepeat: Bool = false,
    left: String = "a", right: String = "b", number: Int = 0
  ) -> PreferenceLine {
    PreferenceLine(
      plan: "p", item: "i\(item)", query: "q\(item)", reviewer: reviewer, isRepeat: isRepeat,
      left: PreferenceLine.Side(setup: left, trial: 0),
      right: PreferenceLine.Side(setup: right, trial: 1), choice: choice, number: number)
  }

  static func lines(_ counts: [(ReviewChoice, Int)], reviewer: String = "anna") -> [PreferenceLine]
  {
    let choices = counts.flatMap { Array(repeating: $0.0, count: $0.1) }
    return choices.enumerated().map { index, choice in
      // Every other one with the sides changed.
      guard index % 2 == 1 else {
        return line(choice, item: index, reviewer: reviewer, number: index)
      }
      let mirrored: ReviewChoice =
        switch choice {
        case .left: .right
        case .right: .left
        case .both, .neither: choice
        }
      return line(
        mirrored, item: index, reviewer: reviewer, left: "b", right: "a", number: index)
    }
  }

  static func summary(_ lines: [PreferenceLine], baseline: String? = nil) -> PreferenceSummary {
    PreferenceSummary(Preferences(lines), baseline: baseline)
  }

  @Test("A line is read as it was written", arguments: [ReviewChoice.left, .neither, nil])
  func roundTrip(choice: ReviewChoice?) throws {
    let line = Self.line(choice, item: 3, isRepeat: true, number: 4)
    #expect(PreferenceLine(try JSONValue(parsing: line.json.bytes)) == line)
    #expect(line.json["preferred"] == (choice == .left ? "a" : .null))
  }

  @Test("The last word on an item stands, in whatever order lines come")
  func last() {
    let lines = [
      Self.line(.left, item: 1, number: 0), Self.line(.both, item: 2, number: 1),
      Self.line(nil, item: 2, number: 2), Self.line(.right, item: 2, number: 3),
      Self.line(nil, item: 1, number: 4), Self.line(.left, item: 2, reviewer: "bert", number: 0),
      Self.line(.left, item: 2, isRepeat: true, number: 5),
    ]
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<20 {
      let preferences = Preferences(lines.shuffled(using: &generator))
      #expect(preferences.choices == [lines[3], lines[6], lines[5]])
      #expect(preferences.counts == ["anna": 6, "bert": 1])
    }
  }

  @Test("A line that was cut swallows nothing and is counted")
  func cut() async throws {
    let folder = try ReviewFolder(queries: 1)
    let whole = Self.line(.left, item: 1).json.text
    try folder.scratch.write(whole + "\n" + whole.prefix(30), to: "preferences.jsonl")
    let log = try PreferenceLog(folder: folder.path)
    try await log.append(Self.line(.right, item: 2, number: 1))
    let preferences = try folder.preferences
    #expect(preferences.choices.map(\.item) == ["i1", "i2"])
    #expect(preferences.brokenLines == 1)
    #expect(PreferenceSummary(preferences).remarks.contains { $0.contains("1 line") })
    #expect(try folder.scratch.read("preferences.jsonl").split(separator: "\n").count == 3)
  }

  @Test(
    "A full disk is an error, and the choice was not made",
    .enabled(if: access("/dev/full", W_OK) == 0))
  func full() async throws {
    let folder = try ReviewFolder(queries: 2)
    symlink("/dev/full", folder.path + "/preferences.jsonl")
    let log = try PreferenceLog(folder: folder.path)
    let error = await #expect(throws: EvalError(.output, "")) {
      try await log.append(Self.line(.left, item: 1))
    }
    #expect(error?.message.contains("preferences.jsonl cannot be written") == true)
  }

  @Test("18 wins, 9 losses, 13 ties: the worked example, and mirrored by the baseline")
  func worked() throws {
    let lines = Self.lines([(.left, 18), (.right, 9), (.both, 13)])
    let pair = try #require(Self.summary(lines, baseline: "b").pairs.first)
    #expect((pair.first, pair.second) == ("a", "b"))
    #expect(pair.preference == Preference(wins: 18, losses: 9, ties: 13))
    #expect(abs(pair.preference.signTest - 0.122) < 5e-4)
    #expect(pair.preference.winRate == 0.6125)
    let interval = try #require(pair.preference.interval())
    #expect(abs(interval.low + 0.029) < 5e-4 && abs(interval.high - 0.457) < 5e-4)
    let mirrored = try #require(Self.summary(lines, baseline: "a").pairs.first)
    #expect((mirrored.first, mirrored.second) == ("b", "a"))
    #expect(mirrored.preference == Preference(wins: 9, losses: 18, ties: 13))
    let opposite = try #require(mirrored.preference.interval())
    #expect(opposite == Interval(-interval.high, -interval.low))
  }

  @Test("Neither is kept apart from ties, also where reviewers are divided")
  func neither() {
    let one = Self.summary(Self.lines([(.both, 2), (.neither, 3)])).pairs.first?.preference
    #expect(one == Preference(wins: 0, losses: 0, ties: 2, neither: 3))
    func outcome(_ choices: ReviewChoice...) -> Preference? {
      let lines = choices.enumerated().map {
        Self.line($1, item: 1, reviewer: "r\($0)")
      }
      return Self.summary(lines).pairs.first?.preference
    }
    #expect(outcome(.both, .neither)?.neither == 1)
    #expect(outcome(.both, .both, .neither)?.ties == 1)
    #expect(outcome(.left, .right)?.ties == 1)
    #expect(outcome(.left, .right, .right)?.losses == 1)
    #expect(outcome(.left, .both, .neither)?.wins == 1)
    #expect(outcome(.left, .right, .neither, .neither)?.neither == 1)
  }

  @Test("Several reviewers are one item each, and their agreement is Cohen's")
  func agreement() throws {
    // [[40, 5], [10, 45]]: κ = 0.70.
    var lines: [PreferenceLine] = []
    for (item, pair)
      in (Array(repeating: (ReviewChoice.left, ReviewChoice.left), count: 40)
      + Array(repeating: (.left, .right), count: 5) + Array(repeating: (.right, .left), count: 10)
      + Array(repeating: (.right, .right), count: 45)).enumerated()
    {
      lines.append(Self.line(pair.0, item: item, reviewer: "anna", number: item))
      lines.append(Self.line(pair.1, item: item, reviewer: "bert", number: item))
    }
    let summary = Self.summary(lines)
    #expect(summary.pairs.first?.preference == Preference(wins: 40, losses: 45, ties: 15))
    let agreement = try #require(summary.agreements.first)
    #expect(summary.agreements.count == 1)
    #expect((agreement.first, agreement.second) == ("anna", "bert"))
    #expect(agreement.agreement.count == 100)
    #expect(abs((agreement.agreement.kappa ?? 0) - 0.70) < 1e-12)
  }

  @Test("Agreement is on setups, not on sides; repeats count for nothing else")
  func repeats() throws {
    let lines = [
      Self.line(.left, item: 1, number: 0), Self.line(.left, item: 2, number: 1),
      // The same setup on the other side, and then the same side again.
      Self.line(.right, item: 1, isRepeat: true, left: "b", right: "a", number: 2),
      Self.line(.left, item: 2, isRepeat: true, left: "b", right: "a", number: 3),
    ]
    let summary = Self.summary(lines)
    #expect(summary.pairs.first?.preference == Preference(wins: 2, losses: 0, ties: 0))
    let reviewer = try #require(summary.reviewers.first)
    #expect(reviewer.items == 2)
    #expect(reviewer.withThemself?.count == 2)
    #expect(reviewer.withThemself?.agreement == 0.5)
  }

  @Test("Somebody who always says left is found out")
  func side() {
    let lines = (0..<8).map { Self.line(.left, item: $0, number: $0) }
    let summary = Self.summary(lines)
    #expect(abs((summary.reviewers.first?.sideTest ?? 1) - 0.0078125) < 1e-12)
    #expect(summary.remarks.contains { $0.contains("8 times left and 0 times right") })
    #expect(Self.summary(Array(lines.prefix(5))).remarks.isEmpty)
  }

  @Test("More than two setups get strengths: the worked example of Bradley and Terry")
  func strengths() throws {
    let wins = [[0, 7, 9], [3, 0, 6], [1, 4, 0]]
    let names = ["a", "b", "c"]
    var lines: [PreferenceLine] = []
    for row in 0..<3 {
      for column in 0..<3 where row != column {
        for _ in 0..<wins[row][column] {
          lines.append(
            Self.line(
              .left, item: lines.count, left: names[row], right: names[column],
              number: lines.count))
        }
      }
    }
    // Evidence for nobody.
    lines.append(Self.line(.neither, item: lines.count, number: lines.count))
    let strengths = try #require(Self.summary(lines).strengths)
    for (value, expected) in zip(strengths.strengths, [0.9436, -0.1602, -0.7834]) {
      #expect(abs(value - expected) < 5e-5)
    }
    let apart = lines.prefix(3) + [Self.line(.left, item: 90, left: "c", right: "d", number: 90)]
    let summary = Self.summary(Array(apart))
    #expect(summary.strengths == nil)
    #expect(summary.remarks.contains { $0.contains("never compared") })
  }

  @Test("The summary in words and in JSON, its bytes whatever the order of lines")
  func words() throws {
    var lines = Self.lines([(.left, 18), (.right, 9), (.both, 13), (.neither, 2)])
    lines += Self.lines([(.left, 3), (.neither, 1)], reviewer: "bert")
    lines.append(
      Self.line(.right, item: 0, isRepeat: true, left: "b", right: "a", number: 90))
    lines.append(Self.line(.left, item: 90, left: "a", right: "c", number: 91))
    let summary = Self.summary(lines, baseline: "b")
    try Golden.expect(summary.text, equals: "preferences.txt")
    try Golden.expect(summary.json.prettyText + "\n", equals: "preferences.json")
    var generator = SeededGenerator(seed: 2)
    #expect(Self.summary(lines.shuffled(using: &generator), baseline: "b") == summary)
    #expect(Self.summary([]).text == "Nobody has rated anything yet.\n")
    #expect(Self.summary([]).json["pairs"] == [])
  }
}
