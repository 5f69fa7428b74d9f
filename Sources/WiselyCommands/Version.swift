// SPDX-License-Identifier: Apache-2.0

/// The version of the command.
enum Version {
  /// As `--version` prints it; the changelog's newest release, or the one being made.
  static let text = "0.1.0"
  /// The day its texts were last changed, for the foot of the manual page.
  static let date = "2026-11-24"
}
