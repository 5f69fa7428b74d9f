// SPDX-License-Identifier: Apache-2.0

/// Why a server cannot serve.
public struct HTTPServerError: Error, Sendable, CustomStringConvertible {
  /// What went wrong; an open set.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// The spelling.
    public let rawValue: String
    /// A code.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The port is somebody else's.
    public static let portTaken = Code(rawValue: "port-taken")
    /// The kernel gives no socket or thread.
    public static let noSocket = Code(rawValue: "no-socket")
  }

  /// What went wrong.
  public var code: Code
  /// One sentence.
  public var message: String

  /// An error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The sentence.
  public var description: String { message }
}

extension HTTPServerError: Hashable {
  /// Errors are alike when their codes are.
  public static func == (left: Self, right: Self) -> Bool { left.code == right.code }
  /// Hashes the code.
  public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
