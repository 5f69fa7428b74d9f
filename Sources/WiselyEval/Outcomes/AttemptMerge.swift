// SPDX-License-Identifier: Apache-2.0

import Wisely

/// The lines of one attempt, put together: the last that tells something counts, the money of all.
struct AttemptMerge {
  private var best: AttemptLine
  private var failures = Money.zero
  private var failureRoles: [String: Money] = [:]
  private var hasUnknownCost = false
  /// What was cut off by whoever stopped the run, or by the budget.
  private var cutOff = Money.zero
  private var cutOffRoles: [String: Money] = [:]
  private var hasUnknownCutOff = false
  /// How many lines told something.
  private(set) var results: Int
  /// What was paid, whatever counts.
  private(set) var spent: Money
  /// What judging cost.
  private(set) var judge: Money

  /// The first line of an attempt.
  init(_ line: AttemptLine) {
    best = line
    results = 0
    spent = .zero
    judge = .zero
    add(line, isFirst: true)
  }

  /// Takes in another line.
  mutating func add(_ line: AttemptLine) { add(line, isFirst: false) }

  private mutating func add(_ line: AttemptLine, isFirst: Bool) {
    spent += line.spent
    judge += line.judge
    guard line.outcome.ending != .infrastructureFailure else {
      if line.outcome.isCutOff {
        // The setup had no part in that, and long answers are cut off more often than short ones.
        if let cost = line.cost { cutOff += cost } else { hasUnknownCutOff = true }
        cutOffRoles.merge(line.roles, uniquingKeysWith: +)
      } else if let cost = line.cost {
        // A failed try is part of what the answer cost.
        failures += cost
        failureRoles.merge(line.roles, uniquingKeysWith: +)
      } else {
        hasUnknownCost = true
        failureRoles.merge(line.roles, uniquingKeysWith: +)
      }
      if best.outcome.ending == .infrastructureFailure, !isFirst, line.isLater(than: best) {
        best = line
      }
      return
    }
    results += 1
    if best.outcome.ending == .infrastructureFailure || line.isLater(than: best) { best = line }
  }

  /// The plan it belongs to.
  var plan: String { best.plan }

  /// What the attempt came to.
  var outcome: Outcome {
    var outcome = best.outcome
    var roles = failureRoles
    var cost: Money? = failures + cutOff
    var isUnknown = hasUnknownCost
    if outcome.ending != .infrastructureFailure {
      cost = best.cost.map { $0 + failures }
      roles.merge(best.roles, uniquingKeysWith: +)
    } else {
      // Nothing else is known of it so far.
      roles.merge(cutOffRoles, uniquingKeysWith: +)
      isUnknown = isUnknown || hasUnknownCutOff
    }
    outcome.cost = isUnknown ? nil : cost?.value
    outcome.costByRole = roles.mapValues(\.value)
    return outcome
  }
}
