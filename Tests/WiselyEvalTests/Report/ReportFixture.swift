// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@testable import WiselyEval

/// Outcomes made by a seed, for reports of every shape.
struct ReportFixture: Sendable, CustomTestStringConvertible {
  var name = "ordinary"
  var setups = ["opus", "haiku", "haiku+opus", "opus..haiku"]
  var queries = 40
  var trials = 3
  var seed: UInt64 = 1
  var hasCosts = true
  var hasRoles = true
  var allTie = false
  var unknownShare = 0.0
  /// Whether people chose between the answers.
  var hasChoices = false
  /// What is part of every answer, question and piece of advice.
  var nasty = ""

  var testDescription: String { name }

  var baseline: String { setups[0] }

  /// Every shape that a report has to bear.
  static let all: [ReportFixture] = [
    ReportFixture(),
    ReportFixture(name: "one setup", setups: ["opus"]),
    ReportFixture(
      name: "one setup, one trial, no costs", setups: ["opus"], trials: 1, hasCosts: false),
    ReportFixture(name: "two setups", setups: ["opus", "haiku"]),
    ReportFixture(name: "eight setups", setups: eight),
    ReportFixture(
      name: "24 setups",
      setups: ["opus"] + (1..<24).map { "provider/some-model-with-a-long-name-\($0)" }, queries: 12),
    ReportFixture(name: "no costs", hasCosts: false),
    ReportFixture(name: "no roles", hasRoles: false),
    ReportFixture(name: "all ties", allTie: true),
    ReportFixture(name: "unknown scores", unknownShare: 0.3),
    ReportFixture(name: "nothing but unknown scores", unknownShare: 1),
    ReportFixture(name: "one trial", trials: 1),
    ReportFixture(name: "two trials", trials: 2),
    ReportFixture(name: "one query", queries: 1),
    ReportFixture(name: "enough queries to resample", queries: 60),
    ReportFixture(name: "people chose", hasChoices: true),
    ReportFixture(
      name: "only people", setups: ["opus", "haiku"], trials: 1, unknownShare: 1, hasChoices: true),
    ReportFixture(name: "nasty texts", hasChoices: true, nasty: nastiest),
    ReportFixture(
      name: "nasty names",
      setups: ["<b>opus</b>", "\"><script>alert(1)</script>", "a|b`c`*d*", "\u{202E}sdrawkcab"]),
  ]

  static let eight = [
    "opus", "haiku", "haiku+opus", "haiku+haiku", "opus@low", "opus..haiku", "haiku^opus",
    "openrouter/some-very-long-model-name-2026-11-24",
  ]

  static let nastiest =
    "</script></pre><img src=x onerror=alert(1)>\u{0}\u{1B}[31m & <!-- ]]> ``` | '\"\u{202E}evil\r\nline"

  /// The rows of recorded results, in a fixed order.
  var rows: [JSONObject] {
    var random = Xoshiro(seed: seed)
    var rows: [JSONObject] = []
    for query in 0..<queries {
      let difficulty = random.unit()
      for (place, setup) in setups.enumerated() {
        let skill = place == 0 ? 0.95 : 0.6 + 0.35 * Double((place * 7) % 10) / 10
        for trial in 0..<trials {
          let isRight = random.unit() < max(0.02, skill - difficulty * difficulty * (1 - skill))
          let price = 0.002 * (1 + random.unit()) * (place == 0 ? 5 : 1 + Double(place % 6) / 2)
          let isUnknown = random.unit() < unknownShare
          let consults = setup.contains("+") && random.unit() < 0.4
          var row: JSONObject = [
            "id": .string("query-\(query)"), "setup": .string(setup), "trial": JSONValue(trial),
            "score": isUnknown ? .null : JSONValue(allTie || isRight ? 1 : 0),
            "query": .string("What is \(query) plus 1? \(nasty)"),
            "expected": .string("\(query + 1)"),
            "answer": .string(
              (isRight ? "It is \(query + 1), try \(trial)." : "I do not know \(trial).") + nasty),
          ]
          if hasCosts { row["cost_usd"] = JSONValue(price) }
          if hasCosts, hasRoles {
            row["cost_by_role"] =
              consults
              ? ["executor": JSONValue(price * 0.4), "advisor": JSONValue(price * 0.6)]
              : ["executor": JSONValue(price)]
          }
          if setup.contains("+") { row["consultations"] = consults ? [consultation] : [] }
          rows.append(row)
        }
      }
    }
    return rows
  }

  /// What two reviewers chose, about every query once; the better answer more often than not.
  var choices: [PreferenceLine] {
    var random = Xoshiro(seed: seed)
    let pairs = setups.indices.flatMap { first in
      setups.indices.dropFirst(first + 1).map { (setups[first], setups[$0]) }
    }
    return ["anna", nasty.isEmpty ? "bert" : nasty].flatMap { reviewer in
      (0..<queries).map { query in
        let pair = pairs[query % pairs.count]
        let chance = random.unit()
        let choice: ReviewChoice =
          chance < 0.45 ? .left : chance < 0.65 ? .right : chance < 0.9 ? .both : .neither
        return PreferenceLine(
          plan: "p", item: "\(query)", query: "query-\(query)", reviewer: reviewer,
          left: PreferenceLine.Side(setup: pair.0, trial: 0),
          right: PreferenceLine.Side(setup: pair.1, trial: 0), choice: choice, number: query)
      }
    }
  }

  private var consultation: JSONValue {
    [
      "id": "c1", "trigger": "asked", "advisor": "opus", "view": "brief",
      "question": .string("Is it so? \(nasty)"), "outcome": "advised", "verdict": "change",
      "advice": .string("CHANGE\nAdd once more. \(nasty)"), "check": .null, "cost": "0.0012",
    ]
  }

  /// What the rows are as files: one, or several in another order.
  func report(
    _ rows: [JSONObject]? = nil, files: Int = 1, margin: Double = 0.05,
    preferences: Preferences? = nil
  ) throws -> Report {
    let rows = rows ?? self.rows
    var reader = OutcomeReader()
    for file in 0..<files {
      let lines = rows.enumerated().filter { $0.offset % files == file }
        .map { JSONValue.object($0.element).text + "\n" }
      try reader.read(Array(lines.joined().utf8), name: "part-\(file).jsonl")
    }
    var options = AssessmentOptions(baseline: baseline)
    options.margin = margin
    options.resamples = 200
    var table = try reader.table()
    table.preferences = preferences ?? Preferences(hasChoices ? choices : [])
    return try Report(table, options: options)
  }
}
