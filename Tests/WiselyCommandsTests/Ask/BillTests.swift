// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@testable import WiselyCommands

@Suite struct BillTests {
  static let rows = [
    Rows.row("1", "offline-small", usage: Usage(input: 1_000, output: 100), cost: "0.0015"),
    Rows.row(
      "2", "offline-large", role: .advisor, usage: Usage(input: 400, cacheRead: 600, output: 40),
      cost: "0.0033", trigger: .asked),
    Rows.row("3", "offline-small", usage: Usage(input: 1_100, output: 20), cost: "0.0012"),
  ]

  func bill(_ rows: [LedgerRow] = rows, expensive: ModelID? = "offline-large") -> Bill {
    Bill(rows, expensive: expensive, catalogue: .builtIn)
  }

  @Test("The bill says who did what, and labels the comparison as what it is")
  func text() {
    #expect(
      bill().text(setup: "offline-small+offline-large") == [
        "offline-small+offline-large",
        "  executor  offline-small  2 calls  2,100 in  120 out  $0.0027",
        "  advisor   offline-large   1 call  1,000 in   40 out  $0.0033",
        "  total $0.006",
        "  the same tokens, all of them at offline-large's prices: $0.0168",
      ])
  }

  @Test("The comparison prices the same tokens by their kinds at the expensive model's prices")
  func comparison() throws {
    // 2,500 fresh at 5, 600 read at 0.50, 160 out at 25 dollars a million.
    #expect(bill().comparison?.cost.amount?.dollars == "0.0168")
    #expect(bill().total.amount?.dollars == "0.006")
  }

  @Test("One model alone is compared with nothing")
  func alone() {
    #expect(bill(expensive: nil).comparison == nil)
    #expect(!bill(expensive: nil).text(setup: "x").contains { $0.contains("same tokens") })
    let strong = bill([Rows.row("1", "offline-large")])
    #expect(!strong.text(setup: "x").contains { $0.contains("same tokens") })
  }

  @Test("Advisors stand below executors, whoever was called first")
  func order() {
    let lines = bill([Self.rows[1], Self.rows[0]]).lines
    #expect(lines.map(\.role) == [.executor, .advisor])
  }

  @Test("Token counts of ours are said to be estimates")
  func estimates() {
    let guess = Rows.row("1", "m", usage: Usage(input: 9, output: 1, isEstimated: true))
    let exact = Rows.row("2", "m", usage: Usage(input: 9, output: 1))
    func notes(_ rows: LedgerRow...) -> [String] {
      bill(rows, expensive: nil).text(setup: "m").filter { $0.contains("estimates") }
    }
    #expect(notes(guess, exact) == ["  1 call has token counts that are estimates"])
    #expect(notes(guess, guess) == ["  2 calls have token counts that are estimates"])
    #expect(notes(exact).isEmpty)
  }

  @Test("A call without a price makes the total unpriced")
  func unpriced() {
    let bill = bill([Rows.row("1", "mystery", cost: nil)], expensive: "mystery")
    #expect(bill.total == .unpriced)
    #expect(bill.text(setup: "mystery").last == "  total unpriced")
  }

  @Test("No call, no table")
  func empty() {
    #expect(bill([]).text(setup: "haiku") == ["haiku: no call was made"])
    #expect(bill([]).total.amount == .zero)
  }

  @Test(
    "Thousands are grouped",
    arguments: [
      (0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567"),
      (Int.min, "-9,223,372,036,854,775,808"),
    ])
  func group(number: Int, text: String) {
    #expect(grouped(number) == text)
  }

  @Test("Columns are as wide as their widest cell, and lines end with their last letter")
  func table() {
    #expect(
      Table([["a", "1", ""], ["bcd", "20", "x"], ["e"]], rightAligned: [1]).lines
        == ["a     1", "bcd  20  x", "e"])
  }
}
