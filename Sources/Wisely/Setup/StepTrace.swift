// SPDX-License-Identifier: Apache-2.0

/// Steps with what the rules compare, worked out once.
struct StepTrace {
  /// A step and what the rules compare of it.
  struct Entry {
    var step: Step
    var turn: Int
    /// Tool and arguments.
    var attempt: String
    /// Tool, arguments, answer and working tree: equal keys are the same thing happening again.
    var key: Key
    /// Whether the step changed something.
    var isChange: Bool
    /// Whether it brought anything new.
    var isProgress: Bool
    var errorExact: ErrorClass?
    var errorKind: ErrorClass?

    /// The call for a sentence, cut short.
    var call: String { "\(step.tool) \(Self.cut(step.arguments.canonicalText, 120))" }
    /// The first line of the answer for a sentence, cut short.
    var answer: String {
      Self.cut(step.result.split(whereSeparator: \.isNewline).first.map(String.init) ?? "", 200)
    }

    private static func cut(_ text: String, _ length: Int) -> String {
      text.count > length ? text.prefix(length) + "…" : text
    }
  }

  struct Key: Hashable {
    var attempt: String
    var answer: ResultFingerprint
    var isError: Bool
    var state: String?
  }

  private(set) var entries: [Entry] = []
  private var attemptsSeen: Set<String> = []
  private var answersSeen: Set<ResultFingerprint> = []
  private var resourcesSeen: Set<String> = []
  private var statesSeen: Set<String> = []
  private var lastState: String?
  private var lastFailing: Set<String>?

  init(_ steps: [Step]) {
    entries.reserveCapacity(steps.count)
    for step in steps { append(step) }
  }

  private mutating func append(_ step: Step) {
    let attempt = step.tool + " " + step.arguments.canonicalText
    let answer = ResultFingerprint(step.result)
    let isChange = changes(step)
    entries.append(
      Entry(
        step: step,
        // A step without a turn is one of its own; negative numbers collide with no real turn.
        turn: step.turn ?? -1 - entries.count,
        attempt: attempt,
        key: Key(attempt: attempt, answer: answer, isError: step.isError, state: step.stateHash),
        isChange: isChange,
        isProgress: progresses(step, attempt: attempt, answer: answer, isChange: isChange),
        errorExact: step.isError ? .exact(step) : nil,
        errorKind: step.isError ? .kind(step) : nil))
    attemptsSeen.insert(attempt)
    answersSeen.insert(answer)
    if let resource = step.resource, !step.isError { resourcesSeen.insert(resource) }
    if let state = step.stateHash {
      statesSeen.insert(state)
      lastState = state
    }
    if let failing = step.failingTests { lastFailing = failing }
  }

  /// The working tree decides where it is known, the tool's declared effect where it is not.
  private func changes(_ step: Step) -> Bool {
    if let state = step.stateHash, let lastState { return state != lastState }
    return step.effect == .writes && !step.isError && step.failingTests == nil
  }

  private func progresses(
    _ step: Step, attempt: String, answer: ResultFingerprint, isChange: Bool
  ) -> Bool {
    if let failing = step.failingTests { return failing != lastFailing }
    if isChange {
      return step.stateHash.map { !statesSeen.contains($0) } ?? !attemptsSeen.contains(attempt)
    }
    guard !step.isError else { return false }
    if let resource = step.resource, !resourcesSeen.contains(resource) { return true }
    return !answersSeen.contains(answer)
  }

  /// The newest steps that are alike without a gap, one for each of that many turns.
  ///
  /// Nil when there are fewer turns. Calls made at once count as one try: nobody has seen an answer
  /// in between.
  func run(endingAt index: Int, turns: Int, where isAlike: (Entry) -> Bool) -> [Int]? {
    var steps: [Int] = []
    var seen: Set<Int> = []
    for position in entries[...index].indices.reversed() {
      guard isAlike(entries[position]) else { break }
      if seen.insert(entries[position].turn).inserted { steps.insert(position, at: 0) }
      if seen.count == turns { return steps }
    }
    return nil
  }
}
