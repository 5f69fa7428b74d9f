// SPDX-License-Identifier: Apache-2.0

/// How hard a model should think, from least to most; each provider maps it to what a model accepts.
public enum Effort: String, Hashable, Codable, Sendable, CaseIterable, Comparable {
  /// No reasoning at all.
  case none
  /// The least a reasoning model can do.
  case minimal
  /// Short reasoning: the baseline every cheap setup has to beat.
  case low
  /// The middle.
  case medium
  /// The usual default of current models.
  case high
  /// Above high, on models that have it.
  case xhigh
  /// As much as the model can.
  case max

  /// Orders from least to most.
  public static func < (left: Effort, right: Effort) -> Bool { left.rank < right.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
