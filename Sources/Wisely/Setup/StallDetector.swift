// SPDX-License-Identifier: Apache-2.0

/// Finds, by rules and without a model, that an executor is getting nowhere.
///
/// A pure function of the steps since the person last spoke: the same steps always give the same
/// stalls, so a past transcript can be judged as a live one is. Not stalls, and tested not to be: the
/// same action on different files, edits to different ranges, tests run again after a change, one
/// retry with a variation, paging through a file, calls made at once in one turn.
public struct StallDetector: Hashable, Sendable {
  /// The limits.
  public var rules: StallRules

  /// A detector.
  public init(rules: StallRules = StallRules()) { self.rules = rules }

  /// The stall that the newest turn brought about, if it did.
  ///
  /// `lastAdvisedAt` is the number of steps that had been made when advice was last asked for; for
  /// the cooldown after it nothing fires.
  public func stall(in steps: [Step], lastAdvisedAt: Int? = nil) -> Stall? {
    guard let last = steps.last else { return nil }
    let trace = StepTrace(steps)
    let quietUntil = lastAdvisedAt.map { $0 + rules.cooldown } ?? 0
    for index in steps.indices where index >= quietUntil {
      let isNewest =
        index == steps.count - 1 || (last.turn != nil && steps[index].turn == last.turn)
      guard isNewest else { continue }
      if let stall = stall(at: index, in: trace, advisedAt: lastAdvisedAt) { return stall }
    }
    return nil
  }

  /// Every stall of a finished run, oldest first, as if advice had been asked for at each of them.
  public func stalls(in steps: [Step]) -> [Stall] {
    let trace = StepTrace(steps)
    var stalls: [Stall] = []
    var counts: [Stall.Rule: Int] = [:]
    var advisedAt: Int?
    for index in steps.indices where index >= (advisedAt.map { $0 + rules.cooldown } ?? 0) {
      guard var stall = stall(at: index, in: trace, advisedAt: advisedAt) else { continue }
      counts[stall.rule, default: 0] += 1
      stall.occurrence = counts[stall.rule] ?? 1
      stalls.append(stall)
      advisedAt = index + 1
    }
    return stalls
  }

  private func stall(at index: Int, in trace: StepTrace, advisedAt: Int?) -> Stall? {
    for rule in Stall.Rule.allCases where rules.enabled.contains(rule) {
      let stall =
        switch rule {
        case .error: repeatedError(at: index, in: trace) ?? errorAfterChange(at: index, in: trace)
        case .repeat: repetition(at: index, in: trace)
        case .alternate: alternation(at: index, in: trace)
        case .thrash: thrash(at: index, in: trace)
        case .sameFailingSet: sameFailingSet(at: index, in: trace)
        case .noProgress: noProgress(at: index, in: trace)
        case .overrun: overrun(at: index, in: trace, advisedAt: advisedAt)
        }
      if let stall { return stall }
    }
    return nil
  }
}

// MARK: - Rules

extension StallDetector {
  private func repetition(at index: Int, in trace: StepTrace) -> Stall? {
    let entry = trace.entries[index]
    guard !rules.pollingTools.contains(entry.step.tool) else { return nil }
    let steps = trace.run(endingAt: index, turns: rules.repeats) { $0.key == entry.key }
    guard let steps else { return nil }
    return Stall(
      rule: .repeat,
      evidence: "\(entry.call) was called \(rules.repeats) times in a row and answered the same.",
      steps: steps)
  }

  private func repeatedError(at index: Int, in trace: StepTrace) -> Stall? {
    let entry = trace.entries[index]
    guard let kind = entry.errorKind else { return nil }
    let steps = trace.run(endingAt: index, turns: rules.errorsWithoutChange) {
      $0.errorKind == kind
    }
    guard let steps else { return nil }
    return Stall(
      rule: .error,
      evidence: "\(entry.step.tool) failed \(rules.errorsWithoutChange) times in a row in the same "
        + "way, nothing was changed in between. Last: \(entry.answer)",
      steps: steps)
  }

  /// A real change was made and the very same call still fails in the very same way.
  private func errorAfterChange(at index: Int, in trace: StepTrace) -> Stall? {
    let entry = trace.entries[index]
    // Test runs have a rule of their own, which looks at the tests and not at the words.
    guard let error = entry.errorExact, entry.step.failingTests == nil else { return nil }
    var failures = [index]
    var sawChange = false
    for earlier in trace.entries[..<index].indices.reversed() {
      let other = trace.entries[earlier]
      if other.isChange { sawChange = true }
      guard other.attempt == entry.attempt else { continue }
      guard other.errorExact == error, sawChange else { break }
      failures.insert(earlier, at: 0)
      sawChange = false
      guard failures.count < rules.errorsAfterChange else { break }
    }
    guard failures.count >= rules.errorsAfterChange else { return nil }
    return Stall(
      rule: .error,
      evidence: "\(entry.call) failed again in the same way after a change: \(entry.answer)",
      steps: failures)
  }

  private func alternation(at index: Int, in trace: StepTrace) -> Stall? {
    let length = rules.alternations * 2
    guard length >= 4, index + 1 >= length else { return nil }
    let steps = Array((index + 1 - length)...index)
    let (first, second) = (trace.entries[steps[0]], trace.entries[steps[1]])
    guard first.key != second.key else { return nil }
    for (position, step) in steps.enumerated() {
      guard trace.entries[step].key == (position.isMultiple(of: 2) ? first : second).key else {
        return nil
      }
    }
    guard Set(steps.map { trace.entries[$0].turn }).count >= rules.alternations else { return nil }
    return Stall(
      rule: .alternate,
      evidence: "\(first.call) and \(second.call) took turns \(rules.alternations) times with the "
        + "same answers.",
      steps: steps)
  }

  private func thrash(at index: Int, in trace: StepTrace) -> Stall? {
    guard let state = trace.entries[index].step.stateHash,
      let previous = trace.entries[..<index].lastIndex(where: { $0.step.stateHash != nil }),
      trace.entries[previous].step.stateHash != state,
      let seen = trace.entries[..<previous].lastIndex(where: { $0.step.stateHash == state })
    else { return nil }
    return Stall(
      rule: .thrash,
      evidence: "After \(trace.entries[index].call) the working tree is as it was "
        + "\(index - seen) steps before.",
      steps: [seen, index])
  }

  private func sameFailingSet(at index: Int, in trace: StepTrace) -> Stall? {
    guard let failing = trace.entries[index].step.failingTests, !failing.isEmpty else { return nil }
    var runs = [index]
    var sawEdit = false
    for earlier in trace.entries[..<index].indices.reversed() {
      let other = trace.entries[earlier]
      if other.isChange { sawEdit = true }
      guard let set = other.step.failingTests else { continue }
      guard set == failing else { break }
      // A run without an edit since the one before says nothing new.
      guard sawEdit else { continue }
      runs.insert(earlier, at: 0)
      sawEdit = false
      guard runs.count < rules.failingRuns else { break }
    }
    guard runs.count >= rules.failingRuns else { return nil }
    let names = failing.sorted()
    let shown = names.prefix(5).joined(separator: ", ")
    let more = names.count > 5 ? " and \(names.count - 5) more" : ""
    return Stall(
      rule: .sameFailingSet,
      evidence: "After an edit exactly the same tests fail: \(shown)\(more).", steps: runs)
  }

  private func noProgress(at index: Int, in trace: StepTrace) -> Stall? {
    let length = rules.stepsWithoutProgress
    guard length > 0, index + 1 >= length else { return nil }
    let steps = Array((index + 1 - length)...index)
    guard steps.allSatisfy({ !trace.entries[$0].isProgress }) else { return nil }
    return Stall(
      rule: .noProgress,
      evidence:
        "\(length) calls in a row brought no new file, no change and no other test outcome.",
      steps: steps)
  }

  private func overrun(at index: Int, in trace: StepTrace, advisedAt: Int?) -> Stall? {
    guard let expected = rules.expectedSteps, expected > 0, rules.overrunFactor > 0 else {
      return nil
    }
    let limit = expected * rules.overrunFactor
    // After advice it takes as many steps again, or the second hit would follow on the cooldown.
    let before = advisedAt.map { max(0, $0 - 1) / limit } ?? 0
    guard index + 1 > limit * (before + 1) else { return nil }
    return Stall(
      rule: .overrun,
      evidence: "\(index + 1) steps were taken; the plan expects \(expected).", steps: [index])
  }
}
