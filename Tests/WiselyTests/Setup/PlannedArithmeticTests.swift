// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely

@Suite struct PlannedArithmeticTests {
  private static func rates(_ read: String, _ write: String, _ output: String) throws
    -> SwitchArithmetic.Rates
  {
    SwitchArithmetic.Rates(
      read: try #require(Money(dollars: read)), write: try #require(Money(dollars: write)),
      output: try #require(Money(dollars: output)))
  }

  struct Row: Sendable {
    var planner: [String]
    var executor: [String]
    var context = 84_000
    /// Thousandths of a cent, rounded.
    var penalty: Int
    var saving: Int
    var tenths: Int
  }

  @Test(
    "The published break-evens follow from the prices",
    arguments: [
      // Opus 5 to Sonnet 5.
      Row(
        planner: ["0.50", "6.25", "25"], executor: ["0.20", "2.50", "10"], penalty: 19_320,
        saving: 3_983, tenths: 49),
      // Opus 5.5 to Sonnet 5.5: eleven responses.
      Row(
        planner: ["0.20", "5", "20"], executor: ["0.10", "2.50", "10"], penalty: 20_160,
        saving: 1_815, tenths: 112),
      // Opus 5.5 to Haiku 5.5 in its lower tier: at once.
      Row(
        planner: ["0.20", "5", "20"], executor: ["0.01", "0.125", "0.50"], penalty: 966,
        saving: 3_497, tenths: 3),
      // Opus 5.5 to Sonnet 5.5 at 150,000 tokens.
      Row(
        planner: ["0.20", "5", "20"], executor: ["0.10", "2.50", "10"], context: 150_000,
        penalty: 36_000, saving: 2_475, tenths: 146),
      // Opus 5.5 to Haiku 5.5 at 150,000 tokens, where its upper tier begins.
      Row(
        planner: ["0.20", "5", "20"], executor: ["0.05", "0.625", "2.50"], context: 150_000,
        penalty: 8_625, saving: 3_956, tenths: 22),
    ])
  func table(row: Row) throws {
    let change = SwitchArithmetic(
      planner: try Self.rates(row.planner[0], row.planner[1], row.planner[2]),
      executor: try Self.rates(row.executor[0], row.executor[1], row.executor[2]),
      context: row.context)
    func milliCents(_ money: Money) -> Int {
      Int((money.picodollars + 5_000_000) / 10_000_000)
    }
    #expect(milliCents(change.penalty) == row.penalty)
    #expect(milliCents(change.savingPerResponse) == row.saving)
    #expect(change.breakEvenTenths == row.tenths)
  }

  @Test("A switch to a dearer model never pays; another tokenizer makes it dearer")
  func never() throws {
    let cheap = try Self.rates("0.10", "2.50", "10")
    let dear = try Self.rates("0.20", "5", "20")
    #expect(SwitchArithmetic(planner: cheap, executor: dear, context: 1_000).breakEvenTenths == nil)
    let same = SwitchArithmetic(planner: dear, executor: cheap, context: 84_000)
    var scaled = same
    scaled.executorTokensPerHundred = 130
    #expect(scaled.penalty > same.penalty)
    #expect(scaled.savingPerResponse < same.savingPerResponse)
  }

  @Test("A plan is bound to its text")
  func derivation() {
    let plan = Plan(text: "abc", planner: "opus")
    #expect(plan.hash == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(plan.id == "plan-ba7816bf8f01")
    #expect(plan.handover == .fresh)
  }

  @Test("Files are the names in backticks that look like paths")
  func files() {
    let text = """
      1. Change `src/a.swift` and `README.md`, then `src/a.swift:12` again.
      2. Run `make test`, look at `Makefile`, `./b/`, `.github/workflows/ci.yml`, `~/c.txt`.
      3. Not `self.id`, `foo()`, `--flag`, `x = 1`, `https://a.b/c`, `1.2`, `Money.zero(1)`, `open
      ```
      `hidden/in/code.md`
      ```
        4. nested
      """
    let plan = Plan(text: text, planner: "opus")
    #expect(
      plan.files == [
        "src/a.swift", "README.md", "Makefile", "./b/", ".github/workflows/ci.yml", "~/c.txt",
      ])
    #expect(plan.numberedSteps == 3)
    #expect(Plan(text: "Just do it.", planner: "opus").numberedSteps == nil)
  }
}
