// SPDX-License-Identifier: Apache-2.0

package import Wisely

/// One line of `preferences.jsonl`: a choice, or that one was taken back.
package struct PreferenceLine: Hashable, Sendable {
  /// Whose answer stood on a side.
  package struct Side: Hashable, Sendable {
    /// The setup.
    package var setup: String
    /// Which of its trials.
    package var trial: Int

    /// A side.
    package init(setup: String, trial: Int) {
      self.setup = setup
      self.trial = trial
    }
  }

  /// The plan that the answers belong to.
  package var plan: String
  /// The two answers, whatever their sides.
  package var item: String
  /// The query.
  package var query: String
  /// Who chose.
  package var reviewer: String
  /// Whether the item was shown for the second time, to measure the reviewer against themself.
  package var isRepeat: Bool
  /// Whose answer stood on the left.
  package var left: Side
  /// Whose answer stood on the right.
  package var right: Side
  /// What was chosen; nil when the last choice was taken back.
  package var choice: ReviewChoice?
  /// How many lines the reviewer had written before.
  package var number: Int
  /// When.
  package var time: String

  /// A line.
  package init(
    plan: String, item: String, query: String, reviewer: String, isRepeat: Bool = false,
    left: Side, right: Side, choice: ReviewChoice?, number: Int, time: String = ""
  ) {
    self.plan = plan
    self.item = item
    self.query = query
    self.reviewer = reviewer
    self.isRepeat = isRepeat
    self.left = left
    self.right = right
    self.choice = choice
    self.number = number
    self.time = time
  }

  /// The setup that was preferred, if one was.
  package var preferred: String? {
    switch choice {
    case .left: left.setup
    case .right: right.setup
    case .both, .neither, nil: nil
    }
  }

  /// What was said of the two setups, whatever their sides.
  enum Verdict: Hashable {
    case setup(String)
    case both
    case neither
  }

  /// What was said of the two setups, whatever their sides; nil when it was taken back.
  var verdict: Verdict? {
    switch choice {
    case .left: .setup(left.setup)
    case .right: .setup(right.setup)
    case .both: .both
    case .neither: .neither
    case nil: nil
    }
  }

  private static let takenBack = "undone"

  /// The line as it is written.
  package var json: JSONValue {
    [
      "plan": .string(plan), "item": .string(item), "query": .string(query),
      "reviewer": .string(reviewer), "repeat": .bool(isRepeat), "left": .string(left.setup),
      "left_trial": JSONValue(left.trial), "right": .string(right.setup),
      "right_trial": JSONValue(right.trial), "choice": .string(choice?.rawValue ?? Self.takenBack),
      "preferred": preferred.map { .string($0) } ?? .null, "number": JSONValue(number),
      "at": .string(time),
    ]
  }

  /// Reads a line; nil when it is none.
  package init?(_ json: JSONValue) {
    guard let item = json["item"]?.string, let query = json["query"]?.string,
      let reviewer = json["reviewer"]?.string, let left = json["left"]?.string,
      let right = json["right"]?.string, left != right, let word = json["choice"]?.string
    else { return nil }
    let choice = ReviewChoice(rawValue: word)
    guard choice != nil || word == Self.takenBack else { return nil }
    self.init(
      plan: json["plan"]?.string ?? "", item: item, query: query, reviewer: reviewer,
      isRepeat: json["repeat"]?.bool ?? false,
      left: Side(setup: left, trial: json["left_trial"]?.int ?? 0),
      right: Side(setup: right, trial: json["right_trial"]?.int ?? 0), choice: choice,
      number: json["number"]?.int ?? 0, time: json["at"]?.string ?? "")
  }
}
