// SPDX-License-Identifier: Apache-2.0

/// What consulting did: how often, for how much, and to what effect.
struct ConsultingSection: Sendable {
  var report: Report

  var markup: [Markup] {
    guard !report.consulting.isEmpty else { return [] }
    return [
      Page.section("consulting", "What consulting did") {
        if !report.consulting.effects.isEmpty {
          Markup("ul") {
            for effect in report.consulting.effects {
              Markup("li") { Typography.sentence(effect.sentence) }
            }
          }
        }
        Page.table(report.consultingTable)
        Page.figures(report.verdictTable, report.verdictTable.title)
        Page.figures(report.triggerTable, report.triggerTable.title)
        Page.table(report.effectTable)
        Page.table(report.disagreementTable)
      }
    ]
  }
}
