// SPDX-License-Identifier: Apache-2.0

import Wisely

/// The queries that came out differently, with both answers and what the advisor said.
struct FlipSection: Sendable {
  var report: Report

  /// More queries of a kind than this are counted, not shown.
  private var limit: Int { min(100, max(10, 600 / max(1, report.flips.count))) }
  /// A longer answer is cut.
  private static let longest = 6_000

  var markup: [Markup] {
    guard !report.comparisons.isEmpty else { return [] }
    return [
      Page.section("flips", "Queries that flipped") {
        Page.paragraph(
          "Queries on which a setup and the baseline came out differently, the clearest first, with the scores of the baseline → of the setup; of several trials the one that shows it best."
        )
        for list in report.flips {
          Markup("h3") { Page.name(list.candidate) }
          if list.lost.isEmpty, list.won.isEmpty {
            Page.paragraph("No query came out differently.", "none")
          } else {
            group(list.title(report.baseline), list.lost)
            group(list.title(list.candidate), list.won)
          }
        }
        Markup("script") { Markup.verbatim(ReportAssets.script) }
      }
    ]
  }

  private func group(_ title: String, _ flips: [Flip]) -> [Markup] {
    guard !flips.isEmpty else { return [Page.paragraph("\(title): none.", "none")] }
    return [
      Markup("details", ["class": "flips"]) {
        Markup("summary") { "\(title): \(Figures.count(flips.count, "query", "queries"))" }
        for flip in flips.prefix(limit) { item(flip) }
        if flips.count > limit {
          Page.paragraph(
            "\(Figures.count(flips.count - limit)) more are in the report as JSON.", "note")
        }
      }
    ]
  }

  private func item(_ flip: Flip) -> Markup {
    Markup("details", ["class": "flip"]) {
      Markup("summary") {
        Markup("code") { flip.query }
        if let prompt = flip.prompt {
          " "
          Markup("span", ["class": "prompt", "dir": "auto"]) { MarkupText.excerpt(prompt, 90) }
        }
        " "
        if flip.candidate.isPreferred == nil {
          Markup("span", ["class": "scores"]) {
            "\(Self.scores(flip.baseline)) → \(Self.scores(flip.candidate))"
          }
        }
      }
      if let prompt = flip.prompt { block("Query", prompt) }
      if !flip.expected.isEmpty { block("Expected", flip.expected.joined(separator: "\n")) }
      Markup("div", ["class": "answers"]) {
        side(flip.baseline)
        side(flip.candidate)
      }
    }
  }

  private static func scores(_ side: Flip.Side) -> String {
    side.scores.map { $0.map { Figures.trimmed($0) } ?? "?" }.joined(separator: " ")
  }

  private func side(_ side: Flip.Side) -> Markup {
    Markup("div", ["class": "answer"]) {
      Markup("h4") {
        Page.name(side.setup)
        " " + side.result
      }
      if let shown = side.shown {
        if shown.ending == .modelFailure {
          Page.paragraph("The model failed here, which counts as 0.", "note")
        }
        if let answer = shown.answer {
          block(
            side.attempts.count > 1 ? "Answer of trial \(shown.trial + 1)" : "Answer", answer)
        } else {
          Page.paragraph("The answer was not recorded.", "note")
        }
        for reason in Self.reasons(shown) { Page.paragraph(reason, "note") }
        for consultation in side.consultations { self.consultation(consultation) }
      }
    }
  }

  private static func reasons(_ outcome: Outcome) -> [String] {
    (outcome.fields["grades"]?.array ?? []).compactMap { grade in
      guard let reason = grade["reason"]?.string, !reason.isEmpty else { return nil }
      return (grade["grader"]?.string).map { "\($0): \(reason)" } ?? reason
    }
  }

  private func consultation(_ json: JSONValue) -> Markup {
    let facts = [
      json["advisor"]?.string, json["trigger"]?.string, json["outcome"]?.string,
      json["verdict"]?.string,
      json["cost"]?.string.flatMap { Money(dollars: $0) }?.display,
    ].compactMap(\.self)
    return Markup("div", ["class": "consultation"]) {
      Markup("h4") { "Consultation: " + facts.joined(separator: " · ") }
      if let question = json["question"]?.string { block("It asked", question) }
      if let advice = json["advice"]?.string, !advice.isEmpty { block("Advice", advice) }
      if let check = json["check"]?.string { block("Check", check) }
    }
  }

  private func block(_ title: String, _ text: String) -> Markup {
    Markup("div", ["class": "block"]) {
      Markup("h5") { title }
      // Untrusted: shown as it is, in a box of its own, in its own direction.
      Markup("pre", ["dir": "auto"]) { String(text.prefix(Self.longest)) }
      if text.count > Self.longest {
        Page.paragraph(
          "Cut here; it goes on for \(Figures.count(text.count - Self.longest)) characters.", "note"
        )
      }
    }
  }
}
