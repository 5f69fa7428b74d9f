// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import Wisely

/// What the setups made of the examples, as the table of the documentation.
struct ExampleTable {
  var runs: [ExampleRun]
  /// The setup that costs are compared with.
  static let reference = "offline-large"

  var text: String {
    let head = """
      | setup | right of \(runs.first?.outcomes.count ?? 0) | cost | asked or redone | large model's share of the cost | cost against large alone |
      |---|---:|---:|---:|---:|---:|
      """
    return ([head] + runs.map(row)).joined(separator: "\n") + "\n"
  }

  private func row(_ run: ExampleRun) -> String {
    let models = Set(run.rows.map(\.served))
    let large = ExampleRun.total(run.rows.filter { $0.served.rawValue == Self.reference })
    let share = models.count > 1 ? percent(large, of: run.cost) : "–"
    let whole = runs.first { $0.setup == Self.reference }?.cost ?? .zero
    return
      "| `\(run.setup)` | \(run.right) | \(run.cost.display) | \(events(run)) | \(share) | \(percent(run.cost, of: whole)) |"
  }

  private func events(_ run: ExampleRun) -> String {
    if !run.consultations.isEmpty { return "\(run.consultations.count) consultations" }
    if run.escalations > 0 { return "\(run.escalations) escalations" }
    let plans = Set(run.rows.filter { $0.role == .planner }.map(\.conversation)).count
    return plans > 0 ? "\(plans) plans" : "–"
  }

  private func percent(_ part: Money, of whole: Money) -> String {
    guard whole != .zero else { return "–" }
    return "\((part.picodollars * 200 + whole.picodollars) / (2 * whole.picodollars)) %"
  }

  // MARK: - Where it stands

  private static let begin = "<!-- table: examples -->"
  private static let end = "<!-- end -->"

  private var page: String {
    """
    # Six setups over the 120 examples

    The offline models are stand-ins and their prices are invented, so this shows how the setups work, not how
    any language model does. The table is written by `WISELY_RECORD=1 swift test --disable-xctest --filter ExamplesTests`.

    \(text)
    """
  }

  /// Compares the recorded page and the README's block with this table, or records them.
  func expectRecorded() throws {
    let results = ExampleFiles.folder.appendingPathComponent("results.md")
    let readme = ExampleFiles.root.appendingPathComponent("README.md")
    let isRecording = ProcessInfo.processInfo.environment["WISELY_RECORD"] == "1"
    if isRecording { try Data(page.utf8).write(to: results) }
    let recorded = try? String(contentsOf: results, encoding: .utf8)
    #expect(
      recorded == page,
      "Examples/results.md differs; if that is meant, record it with WISELY_RECORD=1.\n\(text)")
    guard var words = try? String(contentsOf: readme, encoding: .utf8) else { return }
    guard let start = words.range(of: Self.begin),
      let stop = words.range(of: Self.end, range: start.upperBound..<words.endIndex)
    else {
      Issue.record("README.md has no block between \(Self.begin) and \(Self.end).")
      return
    }
    let block = start.upperBound..<stop.lowerBound
    if isRecording {
      words.replaceSubrange(block, with: "\n\(text)")
      try Data(words.utf8).write(to: readme)
      return
    }
    #expect(
      words[block].trimmingCharacters(in: .whitespacesAndNewlines)
        == text.trimmingCharacters(in: .whitespacesAndNewlines),
      "The table in README.md differs from the results; record it with WISELY_RECORD=1.")
  }
}
