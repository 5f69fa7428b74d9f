// SPDX-License-Identifier: Apache-2.0

/// A process status; thrown from `run()` it ends the command with that status and no message.
public struct ExitCode: Error, RawRepresentable, Hashable, Sendable {
  /// The status, 0 to 255.
  public var rawValue: Int32

  /// Wraps a status.
  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// Wraps a status.
  public init(_ code: Int32) {
    self.init(rawValue: code)
  }

  /// All went well.
  public static let success = ExitCode(0)

  /// Something went wrong while running.
  public static let failure = ExitCode(1)

  /// The command line made no sense (`EX_USAGE`).
  public static let usage = ExitCode(64)

  /// The user interrupted (128 + `SIGINT`).
  public static let interrupted = ExitCode(130)
}
