// SPDX-License-Identifier: Apache-2.0

/// What it comes to, for each candidate, with what the words rest on.
struct AssessmentSection: Sendable {
  var report: Report

  var markup: Markup {
    Page.section("assessment", "Assessment") {
      if report.comparisons.isEmpty {
        Page.paragraph(
          "There is only one setup, so there is nothing to compare it with: its figures follow, without a claim."
        )
      }
      if report.comparisons.count > Self.mostCards {
        Markup("ul", ["class": "verdicts"]) {
          for pair in report.comparisons { verdict(pair) }
        }
        Page.table(report.wordTable)
        Markup("details", ["class": "figures"]) {
          Markup("summary") { "Every word with what it rests on" }
          cards
        }
      } else {
        cards
        Page.table(report.wordTable)
      }
      if !report.remarks.isEmpty { warnings }
    }
  }

  /// More candidates than this get a line each before their cards.
  private static let mostCards = 6

  private var cards: Markup {
    Markup("div", ["class": "cards"]) {
      for pair in report.comparisons { card(pair) }
    }
  }

  private func verdict(_ pair: Comparison) -> Markup {
    Markup("li", ["class": pair.overall.look]) {
      icon(pair.overall)
      Typography.sentence(pair.overallSentence)
    }
  }

  private func card(_ pair: Comparison) -> Markup {
    Markup("article", ["class": "card \(pair.overall.look)"]) {
      Markup("h3") {
        icon(pair.overall)
        Markup("span", ["class": "badge"]) { pair.overall.title }
        " "
        Page.name(pair.candidate)
      }
      Page.paragraph(Typography.sentence(pair.overallSentence), "lead")
      Markup("dl") {
        entry("Quality", pair.quality.title, pair.qualitySentence)
        if let people = pair.people, let sentence = pair.peopleSentence {
          entry("People", people.word.title, sentence)
        }
        entry(
          "Consistency", pair.consistency.rawValue.replacingUnderscores,
          pair.consistencySentence)
        entry("Cost", pair.cost.word.title, pair.costSentence)
        for finding in pair.gates where finding.isClosed {
          entry("Gate", finding.gate.title, finding.reason)
        }
      }
    }
  }

  private func entry(_ name: String, _ word: String, _ sentence: String) -> [Markup] {
    [
      Markup("dt") {
        name + ": "
        Markup("b") { word }
      },
      Markup("dd") { Typography.sentence(sentence) },
    ]
  }

  private var warnings: Markup {
    Markup("div", ["class": "warnings"]) {
      Markup("h3") { "To know before you decide" }
      Markup("ul") {
        for warning in report.remarks { Markup("li") { Typography.sentence(warning) } }
      }
    }
  }

  /// A sign beside the word, for whoever looks before reading.
  private func icon(_ overall: Overall) -> Markup {
    let path =
      switch overall {
      case .use, .useOnAverage: "M4 10.5 L8.5 15 L16 5.5"
      case .doNotUse: "M5 5 L15 15 M15 5 L5 15"
      case .tradeOff: "M3 7 H15 L12 4 M17 13 H5 L8 16"
      case .notProven: "M6.5 7.5 C6.5 3 13.5 3 13.5 7.5 C13.5 10 10 10 10 12.5 M10 15.5 V16.5"
      }
    return Markup(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "class": "icon", "viewBox": "0 0 20 20",
        "aria-hidden": "true",
      ]
    ) { Markup("path", ["d": path]) }
  }
}

extension Overall {
  /// The class of its card.
  var look: String {
    switch self {
    case .use, .useOnAverage: "good"
    case .doNotUse: "bad"
    case .tradeOff, .notProven: "unsure"
    }
  }
}
