// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyEval

@Suite("Paired counts")
struct PairedCountsTests {
  @Test("McNemar's p-values, exact and mid-p, are the worked ones")
  func mcnemar() throws {
    for (name, expected) in try Worked().members("mcnemar") {
      let numbers = figures(in: name).map { Int($0) }
      let counts = PairedCounts(
        candidateOnly: numbers[0], baselineOnly: numbers[1], queries: 500)
      #expect(isClose(counts.mcnemar, try #require(expected["exact"]?.double)), "\(name)")
      #expect(isClose(counts.midP, try #require(expected["midp"]?.double)), "\(name)")
    }
  }

  @Test("Bonett and Price's intervals are the worked ones")
  func bonettPrice() throws {
    let worked = try Worked()
    for (name, expected) in try worked.members("bonett_price95") {
      let numbers = figures(in: name).map { Int($0) }
      let counts = PairedCounts(
        candidateOnly: numbers[0], baselineOnly: numbers[1], queries: numbers[2])
      #expect(isClose(counts.bonettPrice(), try expected.interval()), "\(name)")
    }
  }

  @Test("The published advisor claims, the null result and pass^3 have the worked intervals")
  func claims() throws {
    let worked = try Worked()
    var claims = try worked.members("advisor_claim_2.7pp_n300").map { ($0.1, 300) }
    claims.append((try worked["advisor_null_19"], 19))
    for (claim, n) in claims {
      let counts = PairedCounts(
        candidateOnly: try #require(claim["b"]?.int), baselineOnly: try #require(claim["c"]?.int),
        queries: n)
      #expect(isClose(counts.mcnemar, try #require(claim["p"]?.double)))
      #expect(isClose(counts.bonettPrice(), try #require(claim["ci"]).interval()))
      if let difference = claim["diff"]?.double { #expect(isClose(counts.difference, difference)) }
    }
    let power = try worked["pass3_difference"]
    let counts = PairedCounts(candidateOnly: 0, baselineOnly: 1, queries: 50)
    #expect(power["only_B"]?.int == 1)
    #expect(isClose(counts.bonettPrice(), try #require(power["ci"]).interval()))
  }

  @Test("Newcombe's intervals are the worked ones")
  func newcombe() throws {
    for (name, expected) in try Worked().members("newcombe95") {
      let n = figures(in: name).map { Int($0) }
      let found = Alternatives.newcombe(n[0], n[1], n[2], n[3])
      #expect(isClose(found, try expected.interval()), "\(name)")
    }
    #expect(Alternatives.newcombe(0, 0, 0, 0) == nil)
  }

  @Test("The empirical Bernstein widths are the worked ones, and hopeless")
  func bernstein() throws {
    for (name, expected) in try Worked().members("empirical_bernstein_halfwidth") {
      let numbers = figures(in: name)
      let found = Alternatives.bernsteinHalfWidth(queries: Int(numbers[0]), variance: numbers[1])
      #expect(isClose(found, try #require(expected.double)), "\(name)")
    }
    #expect(Alternatives.bernsteinHalfWidth(queries: 1, variance: 0) == nil)
  }

  @Test("The evidence of the sign test at any time is the worked one")
  func signEvidence() throws {
    for (name, expected) in try Worked().members("evalue_sign") {
      let numbers = figures(in: name).map { Int($0) }
      let counts = PairedCounts(
        candidateOnly: numbers[0], baselineOnly: numbers[1], queries: 500)
      #expect(isClose(counts.signEvidence, try #require(expected.double)), "\(name)")
    }
  }

  @Test("With fewer than six disagreements no p is below 0.05")
  func fewDisagreements() {
    for disagreements in 0...5 {
      for b in 0...disagreements {
        let counts = PairedCounts(
          candidateOnly: b, baselineOnly: disagreements - b, queries: 100)
        #expect(counts.mcnemar >= 0.05)
      }
    }
    #expect(PairedCounts(candidateOnly: 6, baselineOnly: 0, queries: 6).mcnemar < 0.05)
  }

  @Test("Changing the setups over mirrors everything, to the bit", arguments: [1, 2, 9, 30, 61])
  func mirrored(_ n: Int) throws {
    for b in 0...n {
      for c in 0...(n - b) {
        let counts = PairedCounts(candidateOnly: b, baselineOnly: c, queries: n)
        let swapped = counts.swapped
        let one = try #require(counts.bonettPrice())
        let other = try #require(swapped.bonettPrice())
        #expect(one.low == -other.high && one.high == -other.low)
        #expect(one.low < one.high && one.low >= -1 && one.high <= 1)
        #expect(counts.mcnemar == swapped.mcnemar)
        #expect(counts.midP == swapped.midP)
        #expect(counts.signEvidence == swapped.signEvidence)
        #expect(counts.difference == swapped.difference.map { -$0 })
        let newcombe = try #require(Alternatives.newcombe(n - b - c, b, c, 0))
        let turned = try #require(Alternatives.newcombe(n - b - c, c, b, 0))
        #expect(newcombe.low == -turned.high && newcombe.high == -turned.low)
      }
    }
  }

  @Test("Of no queries nothing is said")
  func degenerate() {
    let none = PairedCounts(candidateOnly: 0, baselineOnly: 0, queries: 0)
    #expect(none.bonettPrice() == nil)
    #expect(none.difference == nil)
    #expect(none.disagreementShare == nil)
    #expect(none.mcnemar == 1)
    #expect(none.midP == 1)
    #expect(none.signEvidence == 1)
  }

  @Test("GSM8K has the published rates, as recorded and regraded")
  func gsm8kRates() throws {
    let rows = try SharedData.lines("recordings/routellm_gsm8k.jsonl")
    for (model, field, expected) in [
      ("mistralai/Mixtral-8x7B-Instruct-v0.1", "score", 63.836),
      ("gpt-4-1106-preview", "score", 85.671),
      ("mistralai/Mixtral-8x7B-Instruct-v0.1", "regraded", 63.912),
      ("gpt-4-1106-preview", "regraded", 88.855),
    ] {
      let scores = try rows.filter { $0["model"]?.string == model }
        .map { try #require($0[field]?.double) }
      let mean = try #require(Mean.of(scores))
      #expect((mean * 100 - expected).magnitude < 0.0005, "\(model) \(field)")
    }
  }

  @Test("GSM8K has the published difference, from its recorded answers")
  func gsm8k() throws {
    let rows = try SharedData.lines("recordings/routellm_gsm8k.jsonl")
    var scores: [String: [String: Double]] = [:]
    for row in rows {
      let id = try #require(row["id"]?.string)
      let model = try #require(row["model"]?.string)
      scores[id, default: [:]][model] = try #require(row["regraded"]?.double)
    }
    let pairs = PairedScores(
      try scores.map { id, both in
        try row(
          id, try #require(both["mistralai/Mixtral-8x7B-Instruct-v0.1"]),
          try #require(both["gpt-4-1106-preview"]))
      })
    let found = try #require(PairedDifference(pairs))
    #expect(found.queries == 1_319)
    #expect(found.counts.candidateOnly == 67 && found.counts.baselineOnly == 396)
    #expect(isClose(found.estimate.value, -329.0 / 1_319, within: 1e-14))
    #expect((found.estimate.value * 100 + 24.943).magnitude < 0.0005)
    let interval = try #require(found.estimate.interval)
    #expect((interval.low * 100 + 27.81).magnitude < 0.005)
    #expect((interval.high * 100 + 22.00).magnitude < 0.005)
    #expect(found.estimate.method == "bonett-price")
  }
}
