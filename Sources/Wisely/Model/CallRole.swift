// SPDX-License-Identifier: Apache-2.0

/// What a model was doing when it was called.
public enum CallRole: String, Hashable, Codable, Sendable, CaseIterable {
  /// Does the work and decides; a model used alone is its own executor.
  case executor
  /// Answers a consultation.
  case advisor
  /// Writes the plan another model executes.
  case planner
  /// Decides whether a finished answer may be sent.
  case check
  /// Scores an answer in an evaluation; no part of giving it.
  case judge
}
