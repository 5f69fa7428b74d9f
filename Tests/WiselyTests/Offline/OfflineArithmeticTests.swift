// SPDX-License-Identifier: Apache-2.0

import Oracles
import Testing
import Wisely

@Suite(.timeLimit(.minutes(4))) struct OfflineArithmeticTests {
  /// A calculation with parentheses round every part, and its value in school arithmetic.
  private static func calculation(
    _ operations: Int, using generator: inout SeededSource
  ) -> (words: String, value: FractionOracle)? {
    guard operations > 0 else {
      let (whole, tenths) = (generator.int(0...99), generator.int(0...9))
      return generator.int(0...2) == 0
        ? ("\(whole).\(tenths)", FractionOracle(Int128(whole * 10 + tenths), 10))
        : ("\(whole)", FractionOracle(Int128(whole)))
    }
    let left = generator.int(0...operations - 1)
    guard let a = calculation(left, using: &generator),
      let b = calculation(operations - 1 - left, using: &generator)
    else { return nil }
    switch generator.int(0...3) {
    case 0: return ("(\(a.words) + \(b.words))", a.value + b.value)
    case 1: return ("(\(a.words) - \(b.words))", a.value - b.value)
    case 2: return ("(\(a.words) * \(b.words))", a.value * b.value)
    default: return b.value.above == 0 ? nil : ("(\(a.words) / \(b.words))", a.value / b.value)
    }
  }

  /// The value in the stand-ins' spelling.
  private static func spelled(_ value: FractionOracle) -> String {
    if let exact = value.decimal(places: 18) { return exact }
    var places = 4
    var scaled = abs(value.above) * 10
    while scaled < value.below { (scaled, places) = (scaled * 10, places + 1) }
    return value.rounded(places: places)
  }

  @Test("Calculations agree with school arithmetic", arguments: OfflineModel.Size.allCases)
  func calculations(_ size: OfflineModel.Size) async throws {
    var generator = SeededSource(seed: 11)
    var count = 0
    while count < 70 {
      guard let (words, value) = Self.calculation(generator.int(1...6), using: &generator) else {
        continue
      }
      count += 1
      let said = try await OfflineAnswer.of(size, "What is \(words)?")
      #expect(said.isChecked || size != .large, "\(words): \(said.text)")
      guard said.isChecked else { continue }
      #expect(said.answer == Self.spelled(value), "\(words): \(said.text)")
    }
  }

  @Test("Long products are right where they are checked, and only estimated where they are not")
  func longProducts() async throws {
    var generator = SeededSource(seed: 12)
    var checked: [OfflineModel.Size: Int] = [:]
    for _ in 0..<30 {
      let factors = (0..<generator.int(2...7)).map { _ in generator.int(2...99_999) }
      let product = factors.reduce(Int128(1)) { $0 * Int128($1) }
      let words = factors.map(String.init).joined(separator: " * ")
      for size in OfflineModel.Size.allCases {
        let said = try await OfflineAnswer.of(size, "Calculate \(words)")
        #expect(said.isChecked != said.isDoubted)
        guard said.isChecked else { continue }
        checked[size, default: 0] += 1
        #expect(said.answer == "\(product)")
      }
    }
    #expect(checked[.small] ?? 0 > 0)
    #expect(checked[.small] ?? 0 < checked[.medium] ?? 0)
    #expect(checked[.medium] ?? 0 < checked[.large] ?? 0)
    #expect(checked[.large] == 30)
  }

  @Test(
    "Words for calculations are understood",
    arguments: [
      ("What is 17% of 240?", "40.8"), ("how much is 12.5 percent of 1,600", "200"),
      ("What percentage of 80 is 20?", "25"), ("30 is what percent of 120?", "25"),
      ("increase 250 by 8%", "270"), ("What is 250 reduced by 8 percent?", "230"),
      ("What is the average of 3, 4, 5 and 9?", "5.25"), ("sum of 1.5, 2.5 and 6", "10"),
      ("the product of 12 and 12", "144"), ("2 to the power of 10", "1024"),
      ("(3 + 4) squared", "49"), ("What is the remainder of 100 divided by 7?", "2"),
      ("100 mod 7", "2"), ("-3 + 5", "2"), ("2^3^2", "512"), ("1,234,567 + 1", "1234568"),
      ("7 × 8 − 6 ÷ 3", "54"), ("What's 1/3?", "0.3333"), ("2/3", "0.6667"),
      ("1 / 300000", "0.000003333"), ("5 / 0", "undefined"), ("2^-2", "0.25"),
    ])
  func words(_ question: String, _ expected: String) async throws {
    for size in OfflineModel.Size.allCases {
      let said = try await OfflineAnswer.of(size, question)
      #expect(said.answer == expected, "\(said.text)")
      #expect(said.isChecked)
    }
  }

  @Test("Fractions with huge denominators are rounded, not cut off")
  func hugeDenominators() async throws {
    let digits = "1000000000000000000000000000000000007"
    let said = try await OfflineAnswer.of(
      .large, "What is 900000000000000000000000000000000000 / \(digits)?")
    #expect(said.answer == "0.9")
    let other = try await OfflineAnswer.of(
      .large, "2999999999999999999999999999999999999 / \(digits)")
    #expect(other.answer == "3")
  }

  @Test(
    "Numbers beyond 128 bits are estimated, not computed",
    arguments: [
      "99999999999999999999999999999999999999999 + 1", "2^4000", "9^9^9", "10^38 * 10^38",
      "170141183460469231731687303715884105727 + 1", "2^99999999999999999999", "0.5^0.5",
    ])
  func overflow(_ question: String) async throws {
    for size in OfflineModel.Size.allCases {
      #expect(try await !OfflineAnswer.of(size, question).isChecked)
    }
  }
}
