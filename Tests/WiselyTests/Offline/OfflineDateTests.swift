// SPDX-License-Identifier: Apache-2.0

import Oracles
import Testing
import Wisely

@Suite(.timeLimit(.minutes(4))) struct OfflineDateTests {
  @Test(
    "Days between two days agree with Julian day numbers", arguments: OfflineModel.Size.allCases)
  func daysBetween(_ size: OfflineModel.Size) async throws {
    var generator = SeededSource(seed: 21)
    var unsure = 0
    for _ in 0..<35 {
      let (one, two) = (
        DayOracle(from: 1700, to: 2400, using: &generator),
        DayOracle(from: 1700, to: 2400, using: &generator)
      )
      let said = try await OfflineAnswer.of(
        size, "How many days are there between \(one.words) and \(two.iso)?")
      #expect(said.answer == "\(abs(one.julian - two.julian))", "\(said.text)")
      if said.isDoubted { unsure += 1 }
    }
    // Counting one by one is the check, and a small budget does not reach far.
    #expect(size == .large ? unsure == 0 : size == .small ? unsure > 20 : unsure > 0)
  }

  @Test("Weekdays and sums of days agree with Julian day numbers")
  func weekdaysAndSums() async throws {
    var generator = SeededSource(seed: 22)
    for _ in 0..<35 {
      let day = DayOracle(from: 1600, to: 2600, using: &generator)
      let weekday = try await OfflineAnswer.of(.small, "What day of the week was \(day.words)?")
      #expect(weekday.answer == day.weekday && weekday.isChecked, "\(weekday.text)")
      let count = generator.int(1...1_400)
      let later = try await OfflineAnswer.of(
        .small, "What date is \(count) days after \(day.words)?")
      #expect(
        later.answer == DayOracle(julian: day.julian + count).iso && later.isChecked,
        "\(later.text)")
      let weeks = generator.int(1...200)
      let earlier = try await OfflineAnswer.of(.small, "\(day.iso) minus \(weeks) weeks")
      #expect(earlier.answer == DayOracle(julian: day.julian - 7 * weeks).iso, "\(earlier.text)")
    }
  }

  @Test("Months and years end at the last day of a shorter month")
  func months() async throws {
    var generator = SeededSource(seed: 23)
    for _ in 0..<35 {
      let day = DayOracle(from: 1800, to: 2200, using: &generator)
      let (count, isBack) = (generator.int(1...40), generator.int(0...1) == 1)
      let said = try await OfflineAnswer.of(
        .small, "What is the date \(count) months \(isBack ? "before" : "after") \(day.iso)?")
      #expect(said.answer == day.adding(months: isBack ? -count : count).iso, "\(said.text)")
      #expect(said.isChecked)
    }
    #expect(
      try await OfflineAnswer.of(.small, "What is 1 year after 29 February 2024?").answer
        == "2025-02-28")
  }

  @Test("Leap years and months agree with the calendar")
  func leapYears() async throws {
    for year in [1600, 1700, 1900, 2000, 2023, 2024, 2100, 2400] {
      let days = DayOracle(year + 1, 1, 1).julian - DayOracle(year, 1, 1).julian
      let said = try await OfflineAnswer.of(.small, "Is \(year) a leap year?")
      #expect(said.answer == (days == 366 ? "yes" : "no"))
      let february = try await OfflineAnswer.of(.small, "How many days does February \(year) have?")
      #expect(february.answer == "\(days - 337)")
      let count = (year...(year + 99)).count {
        DayOracle($0 + 1, 1, 1).julian - DayOracle($0, 1, 1).julian == 366
      }
      let all = try await OfflineAnswer.of(
        .small, "How many leap years are there from \(year) to \(year + 99)?")
      #expect(all.answer == "\(count)" && all.isChecked, "\(all.text)")
    }
  }

  @Test(
    "Distances beyond any calendar are refused without a trap",
    arguments: [
      "What date is 9223372036854775807 days after 1 January 2020?",
      "What date is 9223372036854775807 weeks after 1 January 2020?",
      "2020-01-01 minus 9223372036854775807 months", "2020-01-01 plus 9223372036854775807 years",
      "What date is 99999999999999999999 days after 1 January 2020?",
      "What date is 3000000 days before 1 January 2020?", "9999-12-31 plus 1 day",
      "0001-01-01 minus 1 month", "0001-01-01 minus 1 day",
    ])
  func beyond(_ question: String) async throws {
    for size in OfflineModel.Size.allCases {
      let said = try await OfflineAnswer.of(size, question)
      #expect(said.answer == "unknown" || said.answer.isEmpty, "\(said.text)")
    }
  }

  @Test(
    "Days that do not exist are no days",
    arguments: ["30 February 2024", "31 April 2024", "2023-02-29", "2024-13-01", "0 May 2024"])
  func noDays(_ day: String) async throws {
    #expect(try await !OfflineAnswer.of(.small, "What day of the week was \(day)?").isChecked)
  }
}
