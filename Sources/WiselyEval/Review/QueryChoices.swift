// SPDX-License-Identifier: Apache-2.0

/// What people said of two setups, query by query.
///
/// The query is the unit: what several reviewers say of it, or one of several trials, is put
/// together first, by which setup more of the choices prefer.
struct QueryChoices: Sendable {
  /// What the choices about a query come to.
  enum Result: Hashable, Sendable {
    case first
    case second
    case both
    case neither
  }

  /// The candidate, or the setup whose name sorts first.
  let first: String
  /// The baseline, or the other one.
  let second: String
  /// What was said, by query.
  let results: [String: Result]
  /// Which trials of the two were shown, by query; of several the first by name.
  let trials: [String: [Int]]

  /// How often each was said.
  var preference: Preference {
    func count(_ result: Result) -> Int { results.values.count { $0 == result } }
    return Preference(
      wins: count(.first), losses: count(.second), ties: count(.both), neither: count(.neither))
  }

  /// The pairs that were compared, by name; the baseline is the second of its pairs.
  static func all(_ choices: [PreferenceLine], baseline: String?) -> [QueryChoices] {
    var found: [[String]: [String: [PreferenceLine]]] = [:]
    for line in choices where !line.isRepeat {
      let names = [line.left.setup, line.right.setup].sorted {
        ($0 == baseline ? 1 : 0, $0) < ($1 == baseline ? 1 : 0, $1)
      }
      found[names, default: [:]][line.query, default: []].append(line)
    }
    return found.map { names, lines in
      QueryChoices(
        first: names[0], second: names[1],
        results: lines.mapValues { Result($0, first: names[0], second: names[1]) },
        trials: lines.mapValues { lines in
          let sides = lines.min { $0.item < $1.item }.map { [$0.left, $0.right] } ?? []
          return names.map { name in sides.first { $0.setup == name }?.trial ?? 0 }
        })
    }.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
  }
}

extension QueryChoices.Result {
  /// What some choices about the two answers come to.
  fileprivate init(_ lines: [PreferenceLine], first: String, second: String) {
    let wins = lines.count { $0.preferred == first }
    let losses = lines.count { $0.preferred == second }
    let neither = lines.count { $0.choice == .neither }
    self =
      if wins > losses {
        .first
      } else if wins < losses {
        .second
      } else if neither * 2 >= lines.count {
        // In doubt two answers that would not be sent are no tie for the cheap one.
        .neither
      } else {
        .both
      }
  }
}
