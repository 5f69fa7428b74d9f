// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Wisely

/// What has become of each attempt of a run, in memory and on the disk.
///
/// A byte an attempt is all that is kept of those that are done, so that a run of any length stays
/// small; totals are recomputed from the logs, never carried over.
final class RunJournal: Sendable {
  /// What is kept.
  struct State: Sendable {
    /// How often each attempt was tried; the highest bit says that it is done.
    var marks: [UInt8]
    /// Lines of answers that were paid for and have no grade yet.
    var ungraded: [Int: JSONObject] = [:]
    /// Attempts that the budget ended half-way when they were last made.
    var cutShort: Set<AttemptPlace> = []
    /// The sum of the scores of each query by each setup, for the early stop; NaN where one is
    /// missing.
    var scores: [Float64]
    var totals = RunTotals()
  }

  private static let done: UInt8 = 0x80

  let folder: RunFolder
  let order: RunOrder
  private let shard: Shard?
  private let log: AttemptLog
  private let state: Mutex<State>
  private var plan: RunPlan { folder.plan }

  /// Reads every log in the folder and opens the shard's own for writing.
  ///
  /// - Throws: `EvalError`.
  init(_ folder: RunFolder, shard: Shard?) throws {
    self.folder = folder
    self.shard = shard
    let plan = folder.plan
    order =
      shard.map { shard in plan.order.filtered { shard.contains(plan.queries[$0].id) } }
      ?? plan.order
    // Opened first: it takes a cut line away that reading would stop at.
    log = try AttemptLog(path: folder.logPath(shard: shard))
    var state = State(
      marks: [UInt8](repeating: 0, count: plan.attempts),
      scores: [Double](repeating: 0, count: plan.queries.count * plan.setups.count))
    let reader = LogReader(plan: plan, order: order)
    for path in folder.logs { try reader.read(path, into: &state) }
    state.totals.planned = order.count
    state.totals.doneBefore = state.totals.done
    self.state = Mutex(state)
  }

  /// What was done and spent so far.
  var totals: RunTotals { state.withLock { $0.totals } }

  /// The position of an attempt among all of the plan's.
  static func index(_ place: AttemptPlace, in plan: RunPlan) -> Int {
    (place.query * plan.setups.count + place.setup) * plan.trials + place.trial
  }

  /// Whether nothing is left to do for an attempt.
  func isDone(_ place: AttemptPlace) -> Bool {
    state.withLock { $0.marks[Self.index(place, in: plan)] & Self.done != 0 }
  }

  /// Whether an answer was paid for that has no grade yet.
  func isUngraded(_ place: AttemptPlace) -> Bool {
    state.withLock { $0.ungraded[Self.index(place, in: plan)] != nil }
  }

  /// Attempts that the budget ended half-way when they were last made.
  var cutShort: Set<AttemptPlace> { state.withLock { $0.cutShort } }

  /// An attempt that is about to be made, with the line of its answer if that was paid for before.
  func attempt(_ place: AttemptPlace) -> (attempt: Attempt, ungraded: JSONObject?) {
    let index = Self.index(place, in: plan)
    let (tries, line) = state.withLock { (Int($0.marks[index]), $0.ungraded[index]) }
    let attempt = Attempt(
      id: plan.attemptID(place), place: place, query: plan.queries[place.query],
      setup: plan.setups[place.setup], number: tries)
    return (attempt, line)
  }

  /// Whether all trials of a query by a setup are done.
  func isDone(query: Int, setup: Int) -> Bool {
    (0..<plan.trials).allSatisfy {
      isDone(AttemptPlace(query: query, setup: setup, trial: $0))
    }
  }

  /// The mean score of a query by a setup, once all trials are done; nil when one has no score.
  func mean(query: Int, setup: Int) -> Double? {
    guard isDone(query: query, setup: setup) else { return nil }
    let sum = state.withLock { $0.scores[query * plan.setups.count + setup] }
    return sum.isNaN ? nil : sum / Double(plan.trials)
  }

  /// Writes a line; it counts once it is on the disk.
  ///
  /// - Throws: `EvalError` with code `output`.
  func write(_ line: JSONValue, of place: AttemptPlace) async throws {
    try await log.append(line)
    guard let logged = LoggedAttempt(line) else { return }
    state.withLock { $0.add(logged, at: place, in: plan, isMine: true) }
  }

  func close() async { await log.close() }
}

extension RunJournal.State {
  /// Takes a line in.
  mutating func add(
    _ line: LoggedAttempt, at place: AttemptPlace, in plan: RunPlan, isMine: Bool
  ) {
    let index = RunJournal.index(place, in: plan)
    if isMine {
      totals.spent += line.spent
      totals.lines += 1
    }
    let done: UInt8 = 0x80
    guard marks[index] & done == 0 else { return }
    marks[index] = UInt8(min(max(Int(marks[index]), line.number) + 1, 127))
    ungraded[index] = line.ungraded
    if line.isCutShort { cutShort.insert(place) } else { cutShort.remove(place) }
    switch line.ending {
    case .infrastructureFailure:
      if isMine { totals.infrastructureFailures += 1 }
      return
    case .modelFailure: if isMine { totals.modelFailures += 1 }
    case .scored: break
    }
    marks[index] |= done
    // What nobody graded is no 0: two of them would be a tie.
    scores[place.query * plan.setups.count + place.setup] += line.score ?? .nan
    if isMine { totals.done += 1 }
  }
}

/// Puts the lines of logs in their places.
private struct LogReader {
  private let plan: RunPlan
  private let queries: [String: Int]
  private let setups: [String: Int]
  private let mine: Set<Int>

  init(plan: RunPlan, order: RunOrder) {
    self.plan = plan
    queries = Dictionary(uniqueKeysWithValues: plan.queries.enumerated().map { ($1.id, $0) })
    setups = Dictionary(uniqueKeysWithValues: plan.setups.enumerated().map { ($1.name, $0) })
    mine = Set(order.queries)
  }

  func read(_ path: String, into state: inout RunJournal.State) throws {
    var lines = state
    try AttemptLog.forEachLine(path) { number, json in
      guard let line = LoggedAttempt(json) else {
        throw EvalError(.input, "\(path), line \(number): this is no attempt; take the line out.")
      }
      guard line.plan == plan.hash else {
        throw EvalError(
          .plan,
          "\(path), line \(number): the attempt belongs to the plan \(line.plan.prefix(8)), not to \(plan.hash.prefix(8)) of this folder; take the line out."
        )
      }
      guard let query = queries[line.query], let setup = setups[line.setup],
        0..<plan.trials ~= line.trial
      else {
        throw EvalError(
          .plan, "\(path), line \(number): the plan has no such attempt; take the line out.")
      }
      let place = AttemptPlace(query: query, setup: setup, trial: line.trial)
      lines.add(line, at: place, in: plan, isMine: mine.contains(query))
    }
    state = lines
  }
}
