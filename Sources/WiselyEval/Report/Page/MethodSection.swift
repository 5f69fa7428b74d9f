// SPDX-License-Identifier: Apache-2.0

/// The gates, open or closed, and how everything was worked out.
struct MethodSection: Sendable {
  var report: Report

  var markup: [Markup] {
    var sections: [Markup] = []
    if !report.comparisons.isEmpty {
      sections.append(
        Page.section("gates", "Gates") {
          Page.paragraph(
            "A closed gate keeps a claim from being made, however good the figures look.")
          for pair in report.comparisons { gates(pair) }
          Page.table(report.judgeTable)
        })
    }
    sections.append(
      Page.section("method", "Method") {
        Page.table(report.methodTable)
        Markup("ul") {
          for sentence in MethodText.sentences { Markup("li") { sentence } }
        }
      })
    return sections
  }

  private func gates(_ pair: Comparison) -> Markup {
    let closed = pair.closedGates.count
    let attributes: KeyValuePairs<String, String> =
      closed > 0 || report.comparisons.count <= 2
      ? ["class": "gates", "open": "open"] : ["class": "gates"]
    return Markup("details", attributes) {
      Markup("summary") {
        Page.name(pair.candidate)
        closed == 0 ? ": all \(pair.gates.count) open" : ": \(closed) of \(pair.gates.count) closed"
      }
      Markup("ul", ["class": "gate-list"]) {
        for finding in pair.gates {
          Markup("li", ["class": finding.isClosed ? "closed" : "open"]) {
            Markup("b") { finding.gate.title }
            " "
            Markup("span", ["class": "state"]) { finding.isClosed ? "closed" : "open" }
            " "
            Typography.sentence(finding.reason)
          }
        }
      }
    }
  }
}

/// How everything was worked out, in sentences.
enum MethodText {
  static let sentences = [
    "The unit is the query: trials of one query are averaged first and are never counted as queries.",
    "Setups are compared query by query. Scores of 0 and 1 with one trial get the interval of Bonett and Price, others Student's or, where few queries differ, a betting interval; queries that belong together count as one group.",
    "“Good enough” means that the whole interval of the difference lies above minus the margin; a value on the boundary is no claim. Fewer than \(QualityWord.fewestQueries) queries claim nothing.",
    "Before the planned end, and where a run was stopped early, words and intervals of quality and consistency are those of the betting test, which may be looked at any time.",
    "Scores of a judge are corrected by people's labels from \(Judging.fewestLabels) labelled queries of each setup on (prediction-powered inference), where setups are compared; until then a claim is the judge's alone, and the means of single setups, mixes and ceilings stay so.",
    "Consistency is the same comparison of “right in every trial”, from \(ConsistencyWord.fewestTrials) trials on.",
    "Cost is the ratio of the mean costs on the same queries, with failed calls and all roles in it; it knows groups of queries as scores do.",
    "The line is what a random mix of the cheap setup and the baseline would score for the same money; its interval comes from resampled queries.",
  ]
}
