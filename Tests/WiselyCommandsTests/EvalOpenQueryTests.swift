// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing
import Wisely
import WiselyEval

@testable import WiselyCommands

/// Queries that expect nothing: people, or a model, are to say what is right.
@Suite(.timeLimit(.minutes(5))) struct EvalOpenQueryTests {
  let scratch: Scratch
  let words: [String]
  init() throws {
    scratch = try Scratch()
    let lines = (0..<40).map { #"{"id":"q\#($0)","query":"Say \#($0)."}"# }
    let file = try scratch.write(lines.joined(separator: "\n") + "\n", to: "queries.jsonl")
    words = [
      "run", file, "--setups", "offline-small,offline-large", "--trials", "1", "--out",
      scratch.path + "/run",
    ]
  }

  private func eval(_ words: [String]) async -> Ran {
    await Ran.wisely(
      ["eval"] + words,
      environment: ["HOME": scratch.path, "WISELY_LEDGER": scratch.path + "/ledger.sqlite"])
  }

  @Test("They run, cost what they cost, and what is missing is said; nothing is claimed")
  func run() async throws {
    let ran = await eval(words)
    #expect(ran.status == 0, "\(ran.errors)")
    #expect(ran.errors.contains("'wisely eval review' asks them once the answers are there"))
    #expect(ran.errors.contains("80 of 80 attempts are done"))
    let compared = await eval(["compare", scratch.path + "/run"])
    #expect(compared.status == 0)
    for text in [ran.output, compared.output] {
      #expect(
        text.contains(
          "Not proven that offline-small can replace offline-large: nobody has graded the answers.")
      )
      #expect(text.contains("None of 40 queries has a score of both"))
      #expect(text.contains("Cheaper: "))
      #expect(text.contains("80 answers have no score, of 40 queries. People choose between"))
      #expect(!text.contains("too few") && !text.contains("cost is unknown"))
    }
    let json = try JSONValue(
      parsing: await eval(["compare", scratch.path + "/run", "--json"]).output)
    let pair = try #require(json["pairs"]?[0])
    #expect(pair["queries"] == 0 && pair["ungraded"] == 40)
    #expect(pair["overall"] == "not_proven" && pair["difference"]?.isNull == true)
    let report = await eval(["report", scratch.path + "/run", "--format", "md", "--out", "-"])
    #expect(report.status == 0, "\(report.errors)")
    #expect(report.output.contains("nobody has graded the answers"))
  }

  @Test("A dry run counts the judge, and says when it is of the same make as what it judges")
  func judgedDryRun() async throws {
    let judged = words + ["--judge", "offline-large", "--dry-run", "--json"]
    let ran = await eval(judged)
    #expect(ran.status == 0, "\(ran.errors)")
    #expect(ran.errors.contains("models favour their own kind"))
    let json = try JSONValue(parsing: ran.output)
    #expect(json["judge"]?["answers"] == 80)
    func money(_ value: JSONValue?) throws -> Money {
      try #require(Money(dollars: value?["mid_usd"]?.string ?? ""))
    }
    let setups = try (json["setups"]?.array ?? []).reduce(Money.zero) { try $0 + money($1) }
    let judging = try money(json["judge"])
    #expect(judging > .zero)
    #expect(try money(json["total"]) == setups + judging)
    let table = await eval(words + ["--judge", "offline-large", "--dry-run"])
    #expect(table.output.contains("judge: offline-large"))
    #expect(
      try JSONValue(parsing: await eval(words + ["--dry-run", "--json"]).output)["judge"]?.isNull
        == true)
  }

  @Test("A dry run counts what an executor is told about consulting")
  func advisedDryRun() async throws {
    var advised = words
    advised[3] = "offline-small,offline-small+offline-large,offline-large"
    let json = try JSONValue(parsing: await eval(advised + ["--dry-run", "--json"]).output)
    let lows = (json["setups"]?.array ?? []).map { Money(dollars: $0["low_usd"]?.string ?? "") }
    let (alone, pair) = (try #require(lows[0]), try #require(lows[1]))
    // Some 450 tokens in each of 40 requests, at $1 a million.
    #expect(pair - alone > Money(picodollars: 40 * 400 * 1_000_000))
  }

  @Test("People can review them")
  func review() async throws {
    #expect(await eval(words).status == 0)
    let folder = scratch.path + "/run"
    let review = try Review(
      try ReviewMaterial(folder: folder), folder: folder, reviewer: "ann",
      settings: Review.Settings(), now: { ManualDay.today.start })
    #expect(review.count >= 40)
  }

  @Test("Some without a score among others are counted, and the others still say something")
  func some() async throws {
    let rows = (0..<50).flatMap { query in
      ["haiku", "opus"].map { setup in
        let score = query < 10 ? "null" : query % 5 == 0 ? "0" : "1"
        return
          #"{"id":"q\#(query)","setup":"\#(setup)","score":\#(score),"answer":"a","cost_usd":0.1}"#
      }
    }
    let file = try scratch.write(rows.joined(separator: "\n") + "\n", to: "results.jsonl")
    let compared = await eval(["compare", file, "--baseline", "opus"])
    #expect(compared.output.contains("20 answers have no score, of 10 queries."))
    #expect(compared.output.contains("of 40 queries"))
    #expect(!compared.output.contains("nobody has graded"))
  }
}
