// SPDX-License-Identifier: Apache-2.0

import Wisely

/// One reviewer at work: what is shown now, and what was chosen.
actor ReviewSession {
  /// What the page shows.
  struct View: Sendable {
    /// The number of the step, from 0; the count of steps when all are done.
    var position: Int
    var count: Int
    /// How many are done.
    var done: Int
    /// Whether there is a choice to take back.
    var canUndo: Bool
    var content: Content?

    /// Two answers as they may be shown.
    struct Content: Sendable {
      var query: ReviewQuery
      var left: String
      var right: String
    }
  }

  private let material: ReviewMaterial
  private let mask: ReviewMask
  private let steps: [ReviewStep]
  private let reviewer: String
  private let log: PreferenceLog
  private let now: @Sendable () -> Timestamp
  private let queries: [String: ReviewQuery]
  /// The steps that are done, the last one at the end.
  private var done: [Int] = []
  private var isDone: [Bool]
  private var number: Int
  private var isSaving = false

  init(
    _ material: ReviewMaterial, steps: [ReviewStep], reviewer: String, mask: ReviewMask,
    before: Preferences, log: PreferenceLog, now: @escaping @Sendable () -> Timestamp
  ) {
    self.material = material
    self.mask = mask
    self.steps = steps
    self.reviewer = reviewer
    self.log = log
    self.now = now
    queries = Dictionary(material.queries.map { ($0.id, $0) }) { first, _ in first }
    number = before.counts[reviewer] ?? 0
    isDone = Array(repeating: false, count: steps.count)
    var places: [Preferences.Key: Int] = [:]
    for (index, step) in steps.enumerated() {
      places[
        Preferences.Key(reviewer: reviewer, item: step.item.id, isRepeat: step.isRepeat)] = index
    }
    for choice in before.choices {
      let key = Preferences.Key(
        reviewer: choice.reviewer, item: choice.item, isRepeat: choice.isRepeat)
      guard let index = places[key] else { continue }
      done.append(index)
      isDone[index] = true
    }
  }

  private var position: Int { isDone.firstIndex(of: false) ?? steps.count }

  /// What is to be shown now.
  var view: View {
    var view = View(
      position: position, count: steps.count, done: done.count, canUndo: !done.isEmpty)
    guard position < steps.count else { return view }
    let step = steps[position]
    guard let query = queries[step.item.query] else { return view }
    let words = query.words
    func text(_ side: PreferenceLine.Side) -> String {
      guard let answer = material.answer(query.id, side) else { return "" }
      return mask.apply(to: answer.text, question: words, facts: answer.facts)
    }
    view.content = View.Content(query: query, left: text(step.left), right: text(step.right))
    return view
  }

  /// Saves a choice; what is said of another step than the one shown comes too late and is nothing.
  ///
  /// - Throws: `EvalError` when it could not be saved; then the same step is shown again.
  func choose(_ choice: ReviewChoice, at step: Int) async throws {
    guard step == position, step < steps.count, !isSaving else { return }
    try await save(choice, at: step)
    isDone[step] = true
    done.append(step)
  }

  /// Takes the last choice back.
  ///
  /// - Throws: `EvalError` when that could not be saved.
  func undo(at step: Int) async throws {
    guard step == position, let last = done.last, !isSaving else { return }
    try await save(nil, at: last)
    isDone[last] = false
    done.removeLast()
  }

  private func save(_ choice: ReviewChoice?, at index: Int) async throws {
    isSaving = true
    defer { isSaving = false }
    let step = steps[index]
    try await log.append(
      PreferenceLine(
        plan: material.plan, item: step.item.id, query: step.item.query, reviewer: reviewer,
        isRepeat: step.isRepeat, left: step.left, right: step.right, choice: choice,
        number: number, time: now().iso8601))
    number += 1
  }
}
