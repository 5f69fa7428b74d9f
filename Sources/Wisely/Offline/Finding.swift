// SPDX-License-Identifier: Apache-2.0

/// What solving a question came to.
struct Finding: Hashable {
  /// The short answer.
  var answer: String
  /// How it was found, in sentences.
  var working: String
  /// What the check of the result said, a sentence.
  var check: String
  /// Whether that check shows the answer to be right, or somebody's advice vouches for it.
  var isVerified: Bool
  /// Whether the answer passed what could be checked, and the rest is believed on advice.
  var restsOnAdvice = false
  /// The result as an instruction another model can carry out, a sentence.
  var instruction: String
  /// A calculation that shows the claim, if there is one.
  var runnable: String?

  init(
    answer: String, working: String, check: String, isVerified: Bool,
    instruction: String? = nil, runnable: String? = nil
  ) {
    self.answer = answer
    self.working = working
    self.check = check
    self.isVerified = isVerified
    self.instruction = instruction ?? working
    self.runnable = runnable
  }

  /// How advice says that its giver is not sure.
  static let unproven = "I could not prove it:"

  /// The same, believed on somebody's advice for that reason.
  func advised(_ check: String) -> Finding {
    var advised = self
    (advised.check, advised.isVerified, advised.restsOnAdvice) = (check, true, true)
    return advised
  }

  /// The answer in words; the last line is the short answer.
  var text: String {
    let label = isVerified ? restsOnAdvice ? "Advised" : "Checked" : "Not verified"
    return "\(working)\n\(label): \(check)\nAnswer: \(answer)"
  }
}

/// What became of somebody's advice after a look at it.
enum Adoption {
  /// It holds and is used; the finding says how it was checked.
  case adopted(Finding)
  /// It does not hold, for that reason.
  case rejected(String)
  /// It says nothing about the result.
  case silent
}

/// One kind of question in the closed world.
protocol OfflineTask {
  /// Reads a question; nil when it is of another kind.
  init?(reading question: Question)

  /// Solves it with that much work.
  ///
  /// - Throws: `MissingEvidence` when documents have to be looked at first.
  func solve(within budget: SearchBudget, from library: inout Library) throws -> Finding

  /// Looks whether advice improves on one's own result, by a check of its own.
  func adopt(_ advice: String, over own: Finding, within budget: SearchBudget) -> Adoption
}

/// A task that brings all its material along in the question.
protocol Puzzle: OfflineTask {}

/// Everything offline models can do.
enum OfflineWorld {
  /// The kinds, in the order in which they are tried: the most particular wording first.
  static var kinds: [any OfflineTask.Type] {
    [
      KnapsackTask.self, ScheduleTask.self, RouteTask.self, CountdownTask.self, UnitTask.self,
      DateTask.self, ArithmeticTask.self, DocumentTask.self,
    ]
  }

  /// The task in a question, or nil when it is outside the world.
  static func task(in question: Question) -> (any OfflineTask)? {
    for kind in kinds {
      let isPuzzle = kind is any Puzzle.Type
      guard isPuzzle || question.text.utf8.count <= Question.sentenceLimit else { continue }
      if let task = kind.init(reading: question) { return task }
    }
    return nil
  }

  /// What is said to everything else.
  static let outside = """
    This is outside what offline models can do: arithmetic, percentages and averages; units; \
    dates; look-up, counting, sums and lists in documents given as files; and four kinds of \
    puzzles (knapsack, jobs on machines, shortest route, countdown numbers).
    """
}
