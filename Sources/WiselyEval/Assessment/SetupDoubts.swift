// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Why the attempts of one setup may not be what they seem, whatever it is compared with.
struct SetupDoubts: Sendable {
  /// Trials that repeat each other.
  struct Copies: Sendable {
    /// Why.
    var reason: String
    /// Whether they are no independent trials; at an unknown temperature a person has to look.
    var isCertain: Bool
  }

  /// Why it may not have been asked, or graded; nil when nothing looks so.
  let suspicion: String?
  /// Why its trials may be copies; nil when nothing looks so.
  let copies: Copies?

  init(_ table: OutcomeTable, setup: String) {
    let rows = table.queries.map { table.outcomes(of: setup, for: $0) }
    suspicion = Self.suspicion(setup, Array(rows.joined()))
    copies = Self.copies(setup, rows.filter { $0.count > 1 }, table)
  }

  /// A sentence for each.
  var warnings: [String] {
    [
      suspicion.map { "\(Gate.suspiciousRun.sentenceTitle): \($0)" },
      copies.map { "\(Gate.dependentTrials.sentenceTitle): \($0.reason)" },
    ].compactMap(\.self)
  }

  private static func suspicion(_ setup: String, _ outcomes: [Outcome]) -> String? {
    let empty = outcomes.count(where: \.looksUnasked)
    // Whole numbers: exactly one in twenty is not more than 5 percent.
    if empty * 20 > outcomes.count {
      return
        "\(Figures.count(empty, "attempt", "attempts")) of \(setup) out of \(Figures.count(outcomes.count)) cost nothing and scored 0, or said nothing: more than 5 in 100."
    }
    let scores = outcomes.lazy.compactMap(\.effectiveScore)
    if let first = scores.first, scores.dropFirst().first != nil,
      scores.allSatisfy({ $0 == first })
    {
      return
        "Every score of \(setup) is \(Figures.trimmed(first)): look whether it was graded at all."
    }
    return nil
  }

  private static func copies(
    _ setup: String, _ repeated: [ArraySlice<Outcome>], _ table: OutcomeTable
  ) -> Copies? {
    let replayed = repeated.reduce(0) { $0 + $1.count(where: \.isReplayed) }
    if replayed > 0 {
      return Copies(
        reason:
          "\(Figures.count(replayed, "trial", "trials")) of \(setup) were replayed, and a replay is no new try.",
        isCertain: true)
    }
    let same = repeated.count { trials in
      trials.dropFirst().allSatisfy { $0.answer != nil && $0.answer == trials.first?.answer }
    }
    guard same * 2 > repeated.count else { return nil }
    let what =
      "\(setup) gave the same answer in all trials of \(Figures.count(same)) of \(Figures.count(repeated.count, "query", "queries"))"
    let temperature =
      table.facts.temperatures[setup]
      ?? repeated.joined().compactMap { $0.fields["temperature"]?.double }.max()
    guard let temperature else {
      // Few words may come again by themselves; many do not, unless somebody keeps answers on the
      // way.
      let long = repeated.count { trials in
        trials.first?.answer.map { Fingerprint.isLong($0) } ?? false
          && trials.dropFirst().allSatisfy { $0.answer == trials.first?.answer }
      }
      guard long * 2 > repeated.count else {
        return Copies(
          reason: "\(what); unless it ran at temperature 0, its trials are copies.",
          isCertain: false)
      }
      return Copies(
        reason:
          "\(what), most of them long: these are copies, such as a cache on the way gives. If it ran at temperature 0, say so ('eval run --temperature 0', or a field 'temperature').",
        isCertain: true)
    }
    guard temperature > 0 else { return nil }
    return Copies(
      reason: "\(what), at temperature \(Figures.trimmed(temperature)).", isCertain: true)
  }
}
