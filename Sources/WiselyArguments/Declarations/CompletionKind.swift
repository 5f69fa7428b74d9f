// SPDX-License-Identifier: Apache-2.0

/// What a shell offers for a value.
public enum CompletionKind: Sendable, Hashable {
  /// Nothing.
  case none
  /// Names of files and folders.
  case file
  /// Names of folders.
  case directory
  /// These words.
  case list([String])
}
