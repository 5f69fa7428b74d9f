// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing
import Wisely

@Suite(.timeLimit(.minutes(5))) struct BudgetTests {
  let home: Home

  init() throws { home = try Home() }

  @Test("A budget that affords no call makes none", arguments: ["0", "0.000001", "0.001"])
  func none(budget: String) async throws {
    let ran = try await home.wisely(
      "ask", "--setup", Question.pair, "--budget", budget, Question.hard)
    #expect(ran.status == 3)
    #expect(ran.output == "")
    #expect(ran.errors.hasPrefix("error: The next call to offline-small may cost "))
    #expect(ran.errors.contains("raise --budget.\n"))
    #expect(ran.errors.hasSuffix("\(Question.pair): no call was made\n"))
    #expect(try await home.costs()["total"]?["calls"] == 0)
  }

  @Test("A budget for the executor alone: no advice, an answer all the same")
  func executorOnly() async throws {
    // The executor's two calls are held at a few tenths of a cent, the advisor's at six cents.
    let ran = try await home.wisely(
      "ask", "--setup", Question.pair, "--budget", "0.01", "--json", Question.hard)
    #expect(ran.status == 0)
    let value = try JSONValue(parsing: ran.output)
    #expect(value["answer"]?.string?.contains("822") == true, "its own best, marked as such")
    let consultation = try #require(value["consultations"]?[0])
    #expect(consultation["outcome"] == "budget-refused")
    #expect(consultation["cost"] == "0")
    let calls = try #require(value["calls"]?.array)
    #expect(calls.allSatisfy { $0["role"] == "executor" })
    let notice = value["notices"]?.array?.first { $0["code"] == "no-advice" }
    let sentence = try #require(notice?["message"]?.string)
    #expect(ran.errors.contains("note: \(sentence)\n"), "the user sees it")
    #expect(sentence.hasSuffix("budget is left."))
    let cost = try #require(value["cost"]?.string.flatMap { Money(dollars: $0) })
    #expect(Money.zero < cost && cost <= Money(picodollars: 10_000_000_000))
  }

  @Test("Whatever the budget, no more than it is spent", arguments: 1...12)
  func promise(cents: Int) async throws {
    let cap = Money(picodollars: Int128(cents) * 5_000_000_000)
    let ran = try await home.wisely(
      "ask", "--setup", Question.pair, "--budget", cap.dollars, "--json", Question.hard)
    let value = try JSONValue(parsing: ran.output)
    let cost = try #require(value["cost"]?.string.flatMap { Money(dollars: $0) })
    #expect(cost <= cap)
    let booked = try await home.costs()["total"]?["usd"]?.string
    #expect(booked == cost.dollars)
  }

  @Test("The configuration's budget holds, and --budget overrides it")
  func configured() async throws {
    let file = try home.scratch.write("{ budget: 0 }", to: "c.json5")
    let words = ["ask", "--config", file, "--setup", "offline-small", Question.easy]
    #expect(try await home.start(words).finish().status == 3)
    #expect(try await home.start(words + ["--budget", "1"]).finish().status == 0)
  }
}
