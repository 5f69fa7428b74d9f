// SPDX-License-Identifier: Apache-2.0

/// The executor is getting nowhere, by a rule.
public struct Stall: Hashable, Sendable {
  /// A rule, in the order in which they are tried.
  public enum Rule: String, Hashable, Sendable, CaseIterable {
    /// The same failure again, after a change or several times without one.
    case error
    /// The same call with the same answer, several times in a row.
    case `repeat`
    /// The same two steps in turn.
    case alternate
    /// The working tree is back in a state it was in before.
    case thrash
    /// An edit left exactly the same tests failing.
    case sameFailingSet = "same-failing-set"
    /// Many steps without a new file, a change or another test outcome.
    case noProgress = "no-progress"
    /// Far more steps than the plan expects.
    case overrun
  }

  /// The rule that fired.
  public var rule: Rule
  /// One sentence with what was seen, for the advisor and the record.
  public var evidence: String
  /// The positions of the steps it was seen in, oldest first; the last one is where it fired.
  public var steps: [Int]
  /// Which hit of this rule in a finished run it is, from 1.
  public var occurrence: Int

  /// A stall.
  public init(rule: Rule, evidence: String, steps: [Int], occurrence: Int = 1) {
    self.rule = rule
    self.evidence = evidence
    self.steps = steps
    self.occurrence = occurrence
  }
}
