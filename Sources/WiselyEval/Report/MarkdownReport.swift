// SPDX-License-Identifier: Apache-2.0

import Wisely

/// The report as Markdown: what the page says, with tables for charts.
struct MarkdownReport: Sendable {
  var report: Report

  /// More queries of a kind than this are counted, not shown.
  private static let mostFlips = 20
  /// A longer answer is cut.
  private static let longest = 1_500

  /// The document.
  var text: String {
    var lines = ["# " + escaped(report.title), "", escaped(report.subtitle), ""]
    lines += assessment
    lines += section("Cost and quality", [report.planeTable, report.mixTable])
    lines += section(
      "Differences, query by query",
      [report.differenceTable, report.leaveOutTable, report.hardestTable, report.categoryTable])
    if report.people != nil {
      lines += section(
        "What people said",
        [
          report.choiceTable, report.strengthTable, report.reviewerTable, report.agreementTable,
        ], sentences: Report.peopleSentences)
    }
    if report.trials > 1 {
      lines += section("Consistency", [report.consistencyTable, report.passTable])
    }
    lines += section("Cost", [report.costTable, report.priceTable, report.roleTable])
    lines += section(
      "What consulting did",
      [
        report.consultingTable, report.verdictTable, report.triggerTable, report.effectTable,
        report.disagreementTable,
      ],
      sentences: report.consulting.effects.map(\.sentence))
    lines += flips
    lines += section("Gates", [report.gateTable, report.judgeTable])
    lines += section("Method", [report.methodTable], sentences: MethodText.sentences)
    while lines.last == "" { lines.removeLast() }
    return lines.joined(separator: "\n") + "\n"
  }

  private func escaped(_ text: String) -> String { MarkdownText.escaped(text) }

  private func section(
    _ title: String, _ tables: [ReportTable], sentences: [String] = []
  ) -> [String] {
    let tables = tables.flatMap { MarkdownText.table($0) }
    guard !tables.isEmpty else { return [] }
    let list = sentences.map { "- " + escaped(Typography.sentence($0)) }
    return ["## \(title)", ""] + (list.isEmpty ? [] : list + [""]) + tables
  }

  private var assessment: [String] {
    var lines = ["## Assessment", ""]
    if report.comparisons.isEmpty {
      lines += ["There is only one setup, so there is nothing to compare it with.", ""]
    }
    for pair in report.comparisons {
      lines += ["### \(pair.overall.title): \(MarkdownText.code(pair.candidate))", ""]
      lines += pair.sentences.map { "- " + escaped(Typography.sentence($0)) } + [""]
    }
    lines += MarkdownText.table(report.wordTable)
    if !report.remarks.isEmpty {
      lines += ["**To know before you decide**", ""]
      lines += report.remarks.map { "- " + escaped(Typography.sentence($0)) } + [""]
    }
    return lines
  }

  private var flips: [String] {
    guard !report.flips.isEmpty else { return [] }
    var lines = ["## Queries that flipped", ""]
    for list in report.flips {
      if list.lost.isEmpty, list.won.isEmpty {
        lines += [
          "### \(MarkdownText.code(list.candidate))", "", "No query came out differently.", "",
        ]
        continue
      }
      lines += group(list.candidate, list.title(report.baseline), list.lost)
      lines += group(list.candidate, list.title(list.candidate), list.won)
    }
    return lines
  }

  private func group(_ candidate: String, _ title: String, _ flips: [Flip]) -> [String] {
    var lines = [
      "### \(MarkdownText.code(candidate)) (\(escaped(title)): \(Figures.count(flips.count, "query", "queries")))",
      "",
    ]
    for flip in flips.prefix(Self.mostFlips) { lines += item(flip) }
    if flips.count > Self.mostFlips {
      lines += [
        "\(Figures.count(flips.count - Self.mostFlips)) more are in the report as JSON.", "",
      ]
    }
    return lines
  }

  private func item(_ flip: Flip) -> [String] {
    var lines = ["#### \(MarkdownText.code(flip.query))", ""]
    if let prompt = flip.prompt { lines += block("Query", prompt) }
    if !flip.expected.isEmpty {
      lines += block("Expected", flip.expected.joined(separator: "\n"))
    }
    for side in [flip.baseline, flip.candidate] {
      lines += ["\(MarkdownText.code(side.setup)) \(side.result).", ""]
      if let answer = side.shown?.answer { lines += block("Answer", answer) }
      for consultation in side.consultations {
        let facts = ["advisor", "trigger", "outcome", "verdict"].compactMap {
          consultation[$0]?.string
        }
        lines += ["Consultation: \(escaped(facts.joined(separator: " · ")))", ""]
        if let question = consultation["question"]?.string { lines += block("It asked", question) }
        if let advice = consultation["advice"]?.string, !advice.isEmpty {
          lines += block("Advice", advice)
        }
      }
    }
    return lines
  }

  private func block(_ title: String, _ text: String) -> [String] {
    let cut = text.count > Self.longest ? String(text.prefix(Self.longest)) + "…" : text
    return ["\(title):", "", MarkdownText.block(cut), ""]
  }
}
