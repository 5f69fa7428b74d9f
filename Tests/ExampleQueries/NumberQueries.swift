// SPDX-License-Identifier: Apache-2.0

import Oracles

/// Arithmetic, units and dates, with answers that are exact.
enum NumberQueries {
  static func all(using generator: inout SeededSource) -> [Example] {
    var examples: [Example] = []
    for _ in 0..<4 { examples.append(percentage(using: &generator)) }
    for count in [4, 6, 10, 14] { examples.append(average(count, using: &generator)) }
    for count in [5, 12, 18] { examples.append(sum(count, using: &generator)) }
    for digits in [[3, 3], [5, 6], [9, 9], [8, 9, 5], [10, 11], [7, 7, 7]] {
      examples.append(product(digits, using: &generator))
    }
    for depth in [4, 6, 10] { examples.append(mixed(depth, using: &generator)) }
    for _ in 0..<7 { examples.append(conversion(using: &generator)) }
    return examples + dates(using: &generator)
  }

  static func percentage(using generator: inout SeededSource) -> Example {
    let (rate, whole) = (generator.int(3...97), generator.int(20...4_000))
    let value = FractionOracle(Int128(rate * whole), 100)
    return Example("What is \(rate)% of \(whole)?", value.decimal() ?? "")
  }

  static func average(_ count: Int, using generator: inout SeededSource) -> Example {
    while true {
      let numbers = (0..<count).map { _ in generator.int(10...999) }
      let value = FractionOracle(Int128(numbers.reduce(0, +)), Int128(count))
      guard let exact = value.decimal(places: 4) else { continue }
      let list = numbers.dropLast().map(String.init).joined(separator: ", ")
      return Example("What is the average of \(list) and \(numbers[count - 1])?", exact)
    }
  }

  static func sum(_ count: Int, using generator: inout SeededSource) -> Example {
    let cents = (0..<count).map { _ in generator.int(100...99_999) }
    let words = cents.map { FractionOracle(Int128($0), 100).decimal() ?? "" }
    let total = FractionOracle(Int128(cents.reduce(0, +)), 100)
    return Example("What is \(words.joined(separator: " + "))?", total.decimal() ?? "")
  }

  static func product(_ digits: [Int], using generator: inout SeededSource) -> Example {
    let factors = digits.map { count in
      (0..<count).reduce(0) { number, index in
        number * 10 + generator.int((index == 0 ? 1 : 0)...9)
      }
    }
    let value = factors.reduce(Int128(1)) { $0 * Int128($1) }
    return Example(
      "Calculate \(factors.map(String.init).joined(separator: " * ")).", "\(value)")
  }

  /// Sums and differences of products, divided at the end by something that goes into them.
  static func mixed(_ count: Int, using generator: inout SeededSource) -> Example {
    while true {
      var (words, value) = ("", 0)
      for index in 0..<count {
        let (a, b) = (generator.int(12...99), generator.int(3...99))
        let isMinus = index > 0 && generator.int(0...1) == 1
        words += index == 0 ? "" : isMinus ? " - " : " + "
        words += "\(a) * \(b)"
        value += isMinus ? -a * b : a * b
      }
      let divisor = generator.pick([4, 5, 8, 16, 25])
      guard value > 0 else { continue }
      return Example(
        "What is (\(words)) / \(divisor)?",
        FractionOracle(Int128(value), Int128(divisor)).decimal() ?? "")
    }
  }

  /// Units by what they measure, with what one of them is in the smallest.
  private static let units: [[(name: String, size: Int128)]] = [
    [
      ("mm", 10), ("cm", 100), ("metres", 10_000), ("km", 10_000_000), ("inches", 254),
      ("feet", 3_048), ("miles", 16_093_440),
    ],
    [("mg", 100), ("grams", 100_000), ("kg", 100_000_000), ("lb", 45_359_237)],
    [("seconds", 1), ("minutes", 60), ("hours", 3_600), ("days", 86_400), ("weeks", 604_800)],
    [("ml", 1), ("cl", 10), ("litres", 1_000)],
    [("KiB", 1_024), ("MiB", 1_048_576), ("GiB", 1_073_741_824), ("MB", 1_000_000)],
  ]

  static func conversion(using generator: inout SeededSource) -> Example {
    while true {
      let family = generator.pick(units)
      let (from, to) = (generator.pick(family), generator.pick(family))
      let amount = generator.int(2...480)
      let value = FractionOracle(Int128(amount) * from.size, to.size)
      guard from.name != to.name, let exact = value.decimal(places: 9) else { continue }
      return Example("Convert \(amount) \(from.name) to \(to.name).", exact)
    }
  }

  private static func dates(using generator: inout SeededSource) -> [Example] {
    var examples = [2, 3, 30, 200].map { daysBetween(years: $0, using: &generator) }
    examples.append(weekday(using: &generator))
    examples.append(dayAfter(using: &generator))
    let end = DayOracle(2_026, 3, 31)
    examples.append(monthsBefore(end, months: 18))
    examples.append(leapYears(using: &generator))
    return examples
  }

  static func daysBetween(years: Int, using generator: inout SeededSource) -> Example {
    let one = DayOracle(from: 1_950, to: 2_030, using: &generator)
    let two = DayOracle(julian: one.julian + generator.int(30...years * 365))
    return Example(
      "How many days are there between \(one.words) and \(two.words)?",
      "\(two.julian - one.julian)")
  }

  static func weekday(using generator: inout SeededSource) -> Example {
    let day = DayOracle(from: 1_900, to: 2_100, using: &generator)
    return Example("What day of the week was \(day.words)?", day.weekday)
  }

  static func dayAfter(using generator: inout SeededSource) -> Example {
    let start = DayOracle(from: 2_020, to: 2_030, using: &generator)
    let days = generator.int(100...900)
    return Example(
      "What date is \(days) days after \(start.words)?",
      DayOracle(julian: start.julian + days).iso)
  }

  static func monthsBefore(_ end: DayOracle, months: Int) -> Example {
    Example(
      "What date is \(months) months before \(end.words)?", end.adding(months: -months).iso)
  }

  private static func leapYears(using generator: inout SeededSource) -> Example {
    let first = generator.int(1_850...1_900)
    let leap = (first...first + 250).count {
      DayOracle($0 + 1, 1, 1).julian - DayOracle($0, 1, 1).julian == 366
    }
    return Example(
      "How many leap years are there from \(first) to \(first + 250)?", "\(leap)")
  }
}
