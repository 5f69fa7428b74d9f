// SPDX-License-Identifier: Apache-2.0

package import Wisely

/// A blind review: who is asked what, in which order.
///
/// ```swift
/// let material = try ReviewMaterial(folder: "wisely-eval-1a2b3c4d")
/// let review = try Review(material, folder: "wisely-eval-1a2b3c4d", reviewer: "anna")
/// try await review.serve { link in print(link) }
/// ```
package struct Review: Sendable {
  /// How a review is made.
  package struct Settings: Hashable, Sendable {
    /// The setups to compare; nil for all that have answers.
    package var setups: [String]?
    /// What the order, the sides and the trials follow from; nil for the seed of the plan.
    package var seed: UInt64?
    /// The most pairs of answers, repeats not counted; nil for one pair a query.
    package var limit: Int?

    /// The usual way.
    package init() {}
  }

  /// What happens while it is served.
  package enum Event: Sendable {
    /// A choice was saved or taken back; so many of all are done.
    case saved(done: Int, count: Int)
    /// One could not be saved.
    case failed(any Error)
  }

  let session: ReviewSession
  let reviewer: String
  /// How many showings there are, repeats included.
  package let count: Int
  /// How many of them are done already.
  package let done: Int

  /// Makes or resumes the review of a folder.
  ///
  /// - Throws: `EvalError` when the setups or the reviewer's name do not fit, or the log cannot be
  ///   read or written.
  package init(
    _ material: ReviewMaterial, folder: String, reviewer: String, settings: Settings = Settings(),
    now: @escaping @Sendable () -> Timestamp
  ) throws(EvalError) {
    try self.init(
      material, before: try Preferences(folder: folder), log: try PreferenceLog(folder: folder),
      reviewer: reviewer, settings: settings, now: now)
  }

  init(
    _ material: ReviewMaterial, before: Preferences, log: PreferenceLog, reviewer: String,
    settings: Settings, now: @escaping @Sendable () -> Timestamp
  ) throws(EvalError) {
    guard !reviewer.isEmpty, reviewer.utf8.count <= 100,
      reviewer.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !(0x7F...0x9F ~= $0.value) })
    else {
      throw EvalError(
        .input, "A reviewer needs a name of 1 to 100 bytes without control characters.")
    }
    let setups = try Self.setups(settings.setups ?? material.setups, in: material)
    let seed = settings.seed ?? material.seed
    let items = ReviewSheet.items(of: material, setups: setups, seed: seed, limit: settings.limit)
    guard !items.isEmpty else {
      throw EvalError(
        .input,
        "No query has answers of both \(setups.joined(separator: " and ")); nothing can be compared."
      )
    }
    let steps = ReviewSheet(items, seed: seed, reviewer: reviewer).steps
    self.reviewer = reviewer
    count = steps.count
    // Every setup's name is hidden, also those that are not compared: an answer may name any.
    session = ReviewSession(
      material, steps: steps, reviewer: reviewer,
      mask: ReviewMask(MaskPhrases.make(setups: material.setups, models: material.models)),
      before: before, log: log, now: now)
    done = steps.count { step in
      before.has(
        Preferences.Key(reviewer: reviewer, item: step.item.id, isRepeat: step.isRepeat))
    }
  }

  private static func setups(
    _ names: [String], in material: ReviewMaterial
  ) throws(EvalError) -> [String] {
    for name in names where !material.setups.contains(name) {
      let hint = NearestName.find(name, among: material.setups).map { " Did you mean '\($0)'?" }
      throw EvalError(
        .input,
        "There is no setup '\(name)' with answers.\(hint ?? "") There are: \(material.setups.joined(separator: ", "))."
      )
    }
    let setups = Set(names).sorted()
    guard setups.count > 1 else {
      throw EvalError(.input, "A review needs the answers of at least two setups; name two.")
    }
    return setups
  }
}
