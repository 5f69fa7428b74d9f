// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@testable import WiselyEval

/// Logs are read without their texts where only figures are asked for; the figures must be the same.
@Suite struct CompactLogTests {
  /// A log with everything in it that makes a line unusual.
  static func log(_ random: inout Xoshiro, judge: Bool) -> [String] {
    var lines: [String] = []
    for query in 0..<40 {
      for setup in ["haiku", "opus", "haiku+opus"] {
        for trial in 0..<3 {
          var number = 0
          func line(_ ending: String, score: String) {
            let long = String(repeating: "word \(random.below(3)) ", count: 20)
            let answer = random.below(2) == 0 ? "\(random.below(3))" : long
            let cost = ["\"0.00\(1 + random.below(8))\"", "null"][random.below(30) == 0 ? 1 : 0]
            let roles = ["router"] + CallRole.allCases.dropFirst().map(\.rawValue)
            let role = random.below(3) == 0 ? roles[random.below(roles.count)] : "advisor"
            let moment =
              random.below(20) == 0
              ? "yesterday" : "2026-11-24T10:0\(random.below(10)):00.\(100 + random.below(900))Z"
            let verdict = ["change", "proceed"][random.below(2)]
            let outcome = random.below(5) == 0 ? "limit" : "advised"
            let consultations =
              setup.contains("+")
              ? #""consultations":[{"outcome":"\#(outcome)","verdict":"\#(verdict)","advice":"\#(long)"}],"#
              : ""
            let grader = judge && query % 2 == 0 ? "judge@1" : "answer@1"
            lines.append(
              #"{"plan":"p","attempt":"\#(query) \#(setup) \#(trial)","try":\#(number),"#
                + #""query":"q\#(query)","setup":"\#(setup)","trial":\#(trial),"ending":"\#(ending)","#
                + #""score":\#(score),"grades":[{"grader":"\#(grader)","score":1,"reason":"\#(long)"}],"#
                + #""answer":"\#(answer)","cost_usd":\#(cost),"cost_by_role":{"executor":"0.001","\#(role)":"0.0002"},"#
                + #""judge_cost_usd":"0.0\#(random.below(5))","spent_now_usd":"0.00\#(random.below(9))","#
                + #"\#(consultations)"output_tokens":\#(random.below(900)),"replayed":\#(random.below(99) == 0),"#
                + #""seconds":1.5,"started":"\#(moment)","level":"\#(query % 7)"}"#)
            number += 1
          }
          while random.below(12) == 0 { line("infrastructure-failure", score: "null") }
          if random.below(60) == 0 { continue }
          line(
            random.below(15) == 0 ? "model-failure" : "scored",
            score: random.below(5) > 0 ? "1" : "0")
          if random.below(30) == 0 { line("scored", score: "0") }
        }
      }
    }
    return lines
  }

  static func table(_ lines: [String], keepsTexts: Bool) throws -> OutcomeTable {
    var settings = OutcomeReader.Settings()
    settings.keepsTexts = keepsTexts
    return try Made.table(lines, name: "attempts.jsonl", settings)
  }

  @Test("Without texts every figure is the same", arguments: 1...6 as ClosedRange<UInt64>)
  func figures(_ seed: UInt64) throws {
    var random = Xoshiro(seed: seed)
    let lines = Self.log(&random, judge: seed % 2 == 0)
    let whole = try Self.table(lines, keepsTexts: true)
    let shuffled = lines.shuffled(using: &random)
    let compact = try Self.table(shuffled, keepsTexts: false)
    #expect(compact.spent == whole.spent && compact.judging == whole.judging)
    #expect(compact.remarks == whole.remarks)
    for (one, other) in zip(compact.outcomes, whole.outcomes) {
      var (one, other) = (one, other)
      for key in [\Outcome.answer] { (one[keyPath: key], other[keyPath: key]) = (nil, nil) }
      (one.fields, other.fields) = ([:], [:])
      #expect(one == other)
    }
    #expect(
      compact.outcomes.map { $0.fields["level"] } == whole.outcomes.map { $0.fields["level"] })
    var options = AssessmentOptions(baseline: "opus")
    options.resamples = 50
    options.category = "level"
    let found = try Assessment(compact, options)
    let expected = try Assessment(whole, options)
    #expect(found.json == expected.json)
    #expect(found.comparisons.allSatisfy { $0.isJudged == (seed % 2 == 0) })
    #expect(found.consulting.setups.first.map { $0.unclear > 0 && $0.ignored > 0 } == true)
  }

  @Test("An attempt takes little more than a hundred bytes")
  func size() {
    #expect(MemoryLayout<CompactAttempt>.stride <= 144)
    #expect(MemoryLayout<Outcome>.stride <= 208)
  }

  @Test("Long answers are told apart, and from short ones")
  func answers() {
    let long = String(repeating: "a", count: 65)
    let prints = [long, long + "a", long + "b"].map { Fingerprint.ofAnswer($0) }
    #expect(Set(prints).count == 3)
    #expect(prints.allSatisfy { Fingerprint.isLong($0) && $0.utf8.count <= 15 })
    #expect(Fingerprint.isLong(long) && !Fingerprint.isLong(String(long.dropLast())))
    #expect(!Fingerprint.isLong(""))
  }
}
