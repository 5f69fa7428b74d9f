// SPDX-License-Identifier: Apache-2.0

/// A reason why a claim must not be made, however good the figures look.
public enum Gate: String, Hashable, Sendable, CaseIterable {
  /// The claim does not survive the worst that the missing outcomes can have been.
  case missingOutcomes = "missing_outcomes"
  /// Some attempts look as if nothing had been asked.
  case suspiciousRun = "suspicious_run"
  /// The trials are copies of each other.
  case dependentTrials = "dependent_trials"
  /// The claim rests on counting the same query several times.
  case duplicates
  /// Somebody looked before the planned end.
  case peeking
  /// The setup was chosen by looking at these queries.
  case inSample = "in_sample"
  /// Only a language model judged.
  case judge

  /// The name for people.
  public var title: String { rawValue.replacingUnderscores }
}

/// What was found at a gate.
public struct GateFinding: Hashable, Sendable {
  /// The gate.
  public var gate: Gate
  /// Whether it keeps the claim from being made.
  public var isClosed: Bool
  /// What was found, in a sentence.
  public var reason: String

  /// A finding.
  public init(_ gate: Gate, isClosed: Bool, _ reason: String) {
    self.gate = gate
    self.isClosed = isClosed
    self.reason = reason
  }
}

extension String {
  /// The words of a name.
  var replacingUnderscores: String { String(map { $0 == "_" ? " " : $0 }) }
}
