// SPDX-License-Identifier: Apache-2.0

/// A way to end early that is no failure: the text goes to standard output, the status is 0.
public enum CleanExit: Error, Hashable, Sendable {
  /// Print the help text of the running command.
  case helpRequest
  /// Print this text.
  case message(String)
}
