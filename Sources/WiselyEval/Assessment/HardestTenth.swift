// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// What every setup scores on the tenth of the queries that all of them together find hardest.
public struct HardestTenth: Hashable, Sendable {
  /// What one setup scores there.
  public struct Score: Hashable, Sendable {
    /// The setup.
    public var setup: String
    /// The mean of its scores.
    public var score: Double
  }

  /// How many queries that are.
  public var queries: Int
  /// How many they were chosen from: those with a score of every setup.
  public var all: Int
  /// The scores, in the order of the setups.
  public var scores: [Score]

  /// The hardest tenth; nil of fewer than 30 queries, or with one setup.
  init?(_ table: OutcomeTable, setups: [String]) {
    let rows = SetupRows(table, setups: setups)
    guard setups.count > 1, rows.queries.count >= QualityWord.fewestQueries else { return nil }
    let means = rows.queries.indices.map { query in
      ExactSum.of(setups.indices.map { rows[$0][query].quality })
    }
    // The rows stand in an order of their own, which settles ties whatever came first.
    let order = means.indices.sorted { (means[$0], $0) < (means[$1], $1) }
    let hardest = order.prefix(rows.queries.count / 10)
    queries = hardest.count
    all = rows.queries.count
    scores = setups.indices.compactMap { setup in
      Mean.of(hardest.map { rows[setup][$0].quality }).map {
        Score(setup: setups[setup], score: $0)
      }
    }
  }

  /// The scores in a sentence.
  var sentence: String {
    let list = scores.map { "\($0.setup) \(Figures.percent($0.score))" }.joined(separator: ", ")
    return
      "On the \(Figures.count(queries)) of \(Figures.count(all)) queries that all setups together find hardest, which is no claim: \(list)."
  }

  /// The scores as data.
  public var json: JSONValue {
    [
      "queries": JSONValue(queries), "of": JSONValue(all),
      "scores": .array(
        scores.map { ["setup": .string($0.setup), "score": JSONValue($0.score)] }),
    ]
  }
}
