// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing
import Wisely

@testable import WiselyEval

@Suite struct ReportGoldenTests {
  @Test(
    "A small evaluation gives the recorded report in every format",
    arguments: Report.Format.allCases)
  func goldens(format: Report.Format) throws {
    let report = try ReportFixture(
      setups: ["opus", "haiku", "haiku+opus"], queries: 30, seed: 5
    ).report()
    try Golden.expect(report.text(format), equals: "report.\(format.rawValue)")
  }

  @Test(
    "With people's choices the report has them in every format, whatever the order of their lines",
    arguments: Report.Format.allCases)
  func people(format: Report.Format) throws {
    let fixture = ReportFixture(
      setups: ["opus", "haiku", "haiku+opus"], queries: 90, trials: 1, seed: 5)
    let report = try fixture.report(preferences: Preferences(fixture.choices))
    try Golden.expect(report.text(format), equals: "report-people.\(format.rawValue)")
    var random = Xoshiro(seed: 3)
    let shuffled = try fixture.report(
      preferences: Preferences(fixture.choices.shuffled(using: &random)))
    #expect(shuffled.text(format) == report.text(format))
    #expect(try fixture.report().text(format) != report.text(format))
  }

  @Test(
    "Shuffling and cutting up the rows changes no byte of a report",
    arguments: Report.Format.allCases, [1, 2, 3])
  func order(format: Report.Format, seed: UInt64) throws {
    let fixture = ReportFixture(unknownShare: 0.02)
    var random = Xoshiro(seed: seed)
    let plain = try fixture.report().text(format)
    let shuffled = try fixture.report(fixture.rows.shuffled(using: &random), files: Int(seed) + 1)
    #expect(shuffled.text(format) == plain)
    var other = fixture
    other.seed = 99
    #expect(try other.report().text(format) != plain)
  }
}
