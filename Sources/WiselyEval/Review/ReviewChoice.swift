// SPDX-License-Identifier: Apache-2.0

/// What somebody says of two answers when asked which they would send.
public enum ReviewChoice: String, Hashable, Sendable, CaseIterable {
  /// The one on the left.
  case left
  /// The one on the right.
  case right
  /// Both would do.
  case both
  /// Neither would do.
  case neither
}
