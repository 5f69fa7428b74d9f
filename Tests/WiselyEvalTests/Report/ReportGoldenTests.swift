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
