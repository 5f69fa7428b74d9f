// SPDX-License-Identifier: Apache-2.0

/// What may be claimed of "right in all trials": the ladder of quality on another score.
public enum ConsistencyWord: Hashable, Sendable {
  /// There were fewer than three trials, or nobody said what counts as right.
  case notMeasured
  /// The word for the difference of the shares that were right every time.
  case measured(QualityWord)

  /// Fewer trials than this do not show consistency.
  public static let fewestTrials = 3

  /// The spelling in JSON.
  public var rawValue: String {
    switch self {
    case .notMeasured: "not_measured"
    case .measured(let word): word.rawValue
    }
  }

  /// The word, if it was measured.
  public var word: QualityWord? {
    switch self {
    case .notMeasured: nil
    case .measured(let word): word
    }
  }
}
