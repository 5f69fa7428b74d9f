// SPDX-License-Identifier: Apache-2.0

public import Wisely

/// One line of `preferences.jsonl`: a choice, or that one was taken back.
public struct PreferenceLine: Hashable, Sendable {
  /// Whose answer stood on a side.
  public struct Side: Hashable, Sendable {
    /// The setup.
    public var setup: String
    /// Which of its trials.
    public var trial: Int

    /// A side.
    public init(setup: String, trial: Int) {
      self.setup = setup
      self.trial = trial
    }
  }

  /// The plan that the answers belong to.
  public var plan: String
  /// The two answers, whatever their sides.
  public var item: String
  /// The query.
  public var query: String
  /// Who chose.
  public var reviewer: String
  /// Whether the item was shown for the second time, to measure the reviewer against themself.
  public var isRepeat: Bool
  /// Whose answer stood on the left.
  public var left: Side
  /// Whose answer stood on the right.
  public var right: Side
  /// What was chosen; nil when the last choice was taken back.
  public var choice: ReviewChoice?
  /// How many lines the reviewer had written before.
  public var number: Int
  /// When.
  public var time: String

  /// A line.
  public init(
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
  public var preferred: String? {
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
  public var json: JSONValue {
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
  public init?(_ json: JSONValue) {
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
