// SPDX-License-Identifier: Apache-2.0

/// What people chose who saw two answers without knowing whose they were.
struct PeopleSection: Sendable {
  var report: Report

  var markup: [Markup] {
    guard report.people != nil else { return [] }
    return [
      Page.section("people", "What people said") {
        Markup("ul") {
          for pair in report.comparisons {
            if let sentence = pair.peopleSentence {
              Markup("li") { Typography.sentence(sentence) }
            }
          }
        }
        for sentence in Report.peopleSentences { Page.paragraph(sentence) }
        Page.table(report.choiceTable)
        Page.table(report.strengthTable)
        Page.figures(report.reviewerTable, report.reviewerTable.title)
        Page.table(report.agreementTable)
      }
    ]
  }
}
