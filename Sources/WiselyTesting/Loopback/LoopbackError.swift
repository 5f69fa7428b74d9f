// SPDX-License-Identifier: Apache-2.0

/// Why the loopback server could not go on.
public struct LoopbackError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong; an open set.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// The spelling.
    public let rawValue: String
    /// A code.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The kernel gives no socket or thread.
    public static let noSocket = Code(rawValue: "no-socket")
    /// The client closed its side.
    public static let clientLeft = Code(rawValue: "client-left")
    /// The client does not speak HTTP/1.1.
    public static let badRequest = Code(rawValue: "bad-request")
  }

  /// What went wrong.
  public var code: Code

  /// An error.
  public init(_ code: Code) { self.code = code }

  /// One sentence.
  public var description: String {
    switch code {
    case .noSocket: "The kernel gives the loopback server no socket or thread."
    case .clientLeft: "The client closed the connection."
    case .badRequest: "The client sent something that is not HTTP/1.1."
    default: "The loopback server failed: \(code.rawValue)."
    }
  }
}
