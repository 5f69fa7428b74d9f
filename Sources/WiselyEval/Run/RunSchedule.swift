// SPDX-License-Identifier: Apache-2.0

import Wisely

/// Decides what is begun next, and when a run ends.
struct RunSchedule {
  private enum Turn {
    case finished(AttemptResult)
    case waited
  }

  private struct Delayed {
    var place: AttemptPlace
    var readyAt: Timestamp
  }

  /// Attempts that cost about the same.
  private struct Kind: Hashable {
    var setup: Int
    var hasDocuments: Bool
  }

  private let run: EvalRun
  private let journal: RunJournal
  private let began: Timestamp
  private var attempts: AttemptCursor
  private var delayed: [Delayed] = []
  private var tries: [AttemptPlace: Int] = [:]
  private var needs: [AttemptPlace: Money] = [:]
  /// The most one attempt of a kind has needed at once, which the quote of its first step does not
  /// know.
  private var peaks: [Kind: Money] = [:]
  /// Attempts that the budget ended half-way, which are made again with nothing beside them.
  private var refused: Set<AttemptPlace> = []
  /// Attempts under way that have others beside them, or had.
  private var isShared: Set<AttemptPlace> = []
  private var failuresInARow = 0
  private var spentNow = Money.zero
  private var unscored = 0
  private var ending: RunEnding?
  private var early: EarlyStop?
  private var open: [Int: Int] = [:]

  init(_ run: EvalRun, journal: RunJournal) {
    self.run = run
    self.journal = journal
    began = run.surroundings.now()
    attempts = AttemptCursor(journal.order)
    // Also those of an earlier process: beside others they would be paid for half once more.
    refused = journal.cutShort
    if run.folder.plan.stopping == .betting, run.shard == nil {
      early = EarlyStop(run.folder.plan)
    }
  }

  mutating func run() async throws -> RunEnding {
    decideFromLog()
    try await withThrowingTaskGroup(of: Turn.self) { group in
      var running = 0
      report(running)
      while true {
        running += try await begin(into: &group, running: running)
        if running == 0, ending != nil || (attempts.isAtEnd && delayed.isEmpty) { break }
        if running == 0 {
          guard try await rest() else { break }
          continue
        }
        guard case .finished(let result)? = try await group.next() else { continue }
        running -= 1
        take(result, others: running)
        report(running)
      }
    }
    if Task.isCancelled { return .cancelled }
    return ending ?? (unscored > 0 ? .unscored(unscored) : .complete)
  }

  // MARK: - Beginning

  /// Begins as many attempts as are allowed; returns how many.
  private mutating func begin(
    into group: inout ThrowingTaskGroup<Turn, any Error>, running: Int
  ) async throws -> Int {
    var begun = 0
    while ending == nil, !Task.isCancelled, run.limit.pause == nil,
      running + begun < run.limit.allowed, !isSoloUnderWay, let place = next()
    {
      guard try await hold(place, others: running + begun) else { break }
      share(place, others: running + begun)
      let work = AttemptWork(
        run: run, journal: journal, place: place, generation: run.limit.generation)
      group.addTask { .finished(try await work.perform()) }
      begun += 1
    }
    return begun
  }

  /// The next attempt to make: one to be tried again if its time has come, else the next of the
  /// plan.
  private mutating func next() -> AttemptPlace? {
    let now = run.surroundings.now()
    if let index = delayed.firstIndex(where: { $0.readyAt <= now }) {
      return delayed.remove(at: index).place
    }
    while let (place, position) = attempts.next() {
      guard !journal.isDone(place), !isLeftToBatches(place) else { continue }
      open[position, default: 0] += 1
      return place
    }
    return nil
  }

  private func isLeftToBatches(_ place: AttemptPlace) -> Bool {
    run.batches != nil && run.folder.plan.isBatched(place) && !journal.isUngraded(place)
  }

  /// Whether the budget has room for an attempt beside those under way.
  ///
  /// The meter has the last word on every call; this keeps attempts from being begun that would be
  /// refused half-way, with half of their money spent.
  private mutating func hold(_ place: AttemptPlace, others: Int) async throws -> Bool {
    guard let budget = run.budget else { return true }
    let (attempt, ungraded) = journal.attempt(place)
    guard ungraded == nil else {
      // The meter holds for the judge; one that was refused beside others is asked by itself.
      guard others == 0 || !refused.contains(place) else {
        delayed.insert(Delayed(place: place, readyAt: run.surroundings.now()), at: 0)
        return false
      }
      needs[place] = .zero
      return true
    }
    let quoted: Money
    do {
      quoted = try await run.quote(attempt) ?? .zero
    } catch let error as ModelError {
      ending = .hopeless(error.message)
      return false
    }
    let held = needs.values.reduce(.zero, +)
    let left = budget.cap - budget.spent - held
    // Alone it may try with what its first step needs: the dearest one so far says little of it.
    let needed = others == 0 ? quoted : max(quoted, peaks[kind(of: place)] ?? .zero)
    guard left >= needed, others == 0 || !refused.contains(place) else {
      if others == 0 {
        ending = .budget(
          "The next attempt by \(attempt.setup.name) may need \(needed.display), and \(max(.zero, left).display) of the \(budget.cap.display) budget is left."
        )
      } else {
        // In front of all others: the order is the plan's, also where money is short.
        delayed.insert(Delayed(place: place, readyAt: run.surroundings.now()), at: 0)
      }
      return false
    }
    needs[place] = needed
    return true
  }

  /// Notes who runs beside whom.
  private mutating func share(_ place: AttemptPlace, others: Int) {
    guard run.budget != nil, others > 0 else { return }
    isShared.formUnion(needs.keys)
  }

  /// Whether an attempt is under way that must have nothing beside it.
  private var isSoloUnderWay: Bool {
    needs.count == 1 && needs.keys.contains { refused.contains($0) }
  }

  private func kind(of place: AttemptPlace) -> Kind {
    Kind(
      setup: place.setup, hasDocuments: !run.folder.plan.queries[place.query].files.isEmpty)
  }

  private mutating func putBack(_ place: AttemptPlace, after delay: Duration) {
    let (seconds, attoseconds) = delay.components
    let now = run.surroundings.now().microseconds
    delayed.append(
      Delayed(
        place: place,
        readyAt: Timestamp(
          microseconds: now + seconds * 1_000_000 + attoseconds / 1_000_000_000_000)))
  }

  /// Waits until something may begin again; false when the run was stopped meanwhile.
  private mutating func rest() async throws -> Bool {
    guard !Task.isCancelled else { return false }
    let now = run.surroundings.now()
    let wait = run.limit.pause ?? delayed.map { $0.readyAt - now }.min() ?? .zero
    guard wait > .zero else { return true }
    report(0)
    do {
      try await run.surroundings.sleep(wait)
    } catch is CancellationError {
      return false
    }
    return true
  }

  // MARK: - Ending

  private mutating func take(_ result: AttemptResult, others: Int) {
    needs[result.place] = nil
    if case .budget = result.consequence {} else { isShared.remove(result.place) }
    spentNow += result.spent
    let kind = kind(of: result.place)
    peaks[kind] = max(peaks[kind] ?? .zero, result.peak)
    switch result.consequence {
    case .done:
      failuresInARow = 0
      run.limit.grow()
      close(result.place)
    case .again(let reason, let delay, let isOverload):
      fail(result, reason, delay, isOverload: isOverload)
    case .lost(let reason):
      failuresInARow += 1
      lose(result.place)
      giveUp(reason)
    case .budget(let reason):
      // Others held money while it ran; once more, by itself, and it is the budget's last word.
      if refused.insert(result.place).inserted, isShared.remove(result.place) != nil {
        putBack(result.place, after: .zero)
      } else {
        ending = ending ?? .budget(reason)
      }
    case .hopeless(let reason): ending = ending ?? .hopeless(reason)
    case .cancelled: ending = ending ?? .cancelled
    }
  }

  private mutating func fail(
    _ result: AttemptResult, _ reason: String, _ delay: Duration?, isOverload: Bool
  ) {
    failuresInARow += 1
    if isOverload { run.limit.shrink(generation: result.generation, retryAfter: delay) }
    let made = (tries[result.place] ?? 0) + 1
    if made < run.patience.tries {
      tries[result.place] = made
      var pause = run.patience.firstDelay
      for _ in 1..<made where pause < run.patience.longestDelay { pause *= 2 }
      putBack(result.place, after: delay ?? min(pause, run.patience.longestDelay))
    } else {
      tries[result.place] = nil
      lose(result.place)
    }
    giveUp(reason)
  }

  private mutating func lose(_ place: AttemptPlace) {
    unscored += 1
    close(place)
  }

  private mutating func giveUp(_ reason: String) {
    guard failuresInARow >= run.patience.failuresInARow else { return }
    ending =
      ending
      ?? .hopeless("\(failuresInARow) attempts in a row failed; the last one said: \(reason)")
  }

  /// An attempt needs nothing more; perhaps its query decides.
  private mutating func close(_ place: AttemptPlace) {
    let position = attempts.position(of: place.query)
    let left = (open[position] ?? 1) - 1
    open[position] = left == 0 ? nil : left
    guard var early else { return }
    let begun = attempts.begunQueries
    let isDecided = early.update(
      order: journal.order.queries, isOver: { $0 < begun && open[$0] == nil },
      mean: { journal.mean(query: $0, setup: $1) })
    self.early = early
    if isDecided { ending = ending ?? .decided(early.decisions) }
  }

  /// What earlier processes have decided needs no further attempt.
  private mutating func decideFromLog() {
    guard var early else { return }
    let (journal, setups) = (journal, run.folder.plan.setups.indices)
    let order = journal.order.queries
    let isDecided = early.update(
      order: order,
      isOver: { position in
        setups.allSatisfy { journal.isDone(query: order[position], setup: $0) }
      }, mean: { journal.mean(query: $0, setup: $1) })
    self.early = early
    if isDecided { ending = .decided(early.decisions) }
  }

  private func report(_ running: Int) {
    run.watch(
      RunProgress(
        totals: journal.totals, running: running, width: run.limit.allowed, pause: run.limit.pause,
        elapsed: run.surroundings.now() - began, spentNow: spentNow,
        remaining: run.budget?.remaining, inBatches: 0))
  }
}
